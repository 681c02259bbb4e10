//! Numbers and times as settings write them.

use std::{fmt::Display, str::FromStr, time::Duration};

use crate::contract::Invalid;

/// A day is longer than anyone waits, and a bound keeps the arithmetic with instants safe.
const MOST_MILLISECONDS: u64 = 86_400_000;

/// Reads a number between two others.
///
/// # Errors
/// The text is not such a number; says what is expected.
pub fn between<N: FromStr + PartialOrd>(text: &str, least: N, most: N, expected: impl Display) -> Result<N, Invalid> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| Invalid::new(format!("expected {expected}")))
}

/// Reads a time in milliseconds, which is never nothing.
///
/// # Errors
/// The text is not such a time; says what is expected.
pub fn milliseconds(text: &str) -> Result<Duration, Invalid> {
    milliseconds_from(1, text)
}

/// Reads a time in milliseconds; 0 is none.
///
/// # Errors
/// The text is not such a time; says what is expected.
pub fn milliseconds_or_none(text: &str) -> Result<Duration, Invalid> {
    milliseconds_from(0, text)
}

fn milliseconds_from(least: u64, text: &str) -> Result<Duration, Invalid> {
    let expected = format_args!("milliseconds from {least} to {MOST_MILLISECONDS}");
    between(text, least, MOST_MILLISECONDS, expected).map(Duration::from_millis)
}

/// A time as such a setting writes it.
#[must_use]
pub fn in_milliseconds(time: Duration) -> String {
    time.as_millis().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_limit_is_never_nothing() {
        assert_eq!(milliseconds("1500"), Ok(Duration::from_millis(1500)));
        assert_eq!(milliseconds("0").unwrap_err().to_string(), "expected milliseconds from 1 to 86400000");
        assert!(milliseconds("1.5").is_err());
        assert_eq!(milliseconds_or_none("0"), Ok(Duration::ZERO));
        assert_eq!(in_milliseconds(Duration::from_mins(1)), "60000");
    }
}
