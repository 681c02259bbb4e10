//! Points in time, in the forms in which the services write them.

use std::{fmt, str::FromStr};

use jiff::{civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::contract::{Invalid, inline_schema};

/// A point in time, in milliseconds since 1970.
///
/// ```
/// use codearts_mock::Timestamp;
///
/// let point: Timestamp = "2024-09-20T06:38:49Z".parse()?;
///
/// assert_eq!(point.to_string(), "2024-09-20T06:38:49.000+00:00");
/// # Ok::<_, codearts_mock::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The point this many milliseconds after the beginning of 1970.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the beginning of 1970.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// Whole seconds since the beginning of 1970.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The point this many milliseconds later.
    #[must_use]
    pub const fn after(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The form of Java's default date format: `Jun 5, 2024 4:00:58 PM`.
    #[must_use]
    pub fn gson(self) -> String {
        self.civil().strftime("%b %-d, %Y %-I:%M:%S %p").to_string()
    }

    /// The form of IAM: `2020-01-04T09:05:22.701000Z`.
    #[must_use]
    pub fn iam(self) -> String {
        self.civil().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
    }

    /// Whether it can be written: a year from 0 to 9999.
    #[must_use]
    pub fn is_writable(self) -> bool {
        jiff::Timestamp::from_millisecond(self.0).is_ok() && self.civil().year() >= 0
    }

    fn civil(self) -> DateTime {
        let end = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        TimeZone::UTC.to_datetime(jiff::Timestamp::from_millisecond(self.0).unwrap_or(end))
    }
}

/// The form of CodeArts, `2024-09-20T06:38:49.000+00:00`, digit by digit: every matrix GET answers two of them, and
/// jiff's printer and `write!` take five times as long.
struct Printed([u8; 29]);

impl Printed {
    fn new(point: Timestamp) -> Self {
        let at = point.civil();
        let mut text = Self(*b"0000-00-00T00:00:00.000+00:00");
        // Years before 1 are not shown; no service has ever written one.
        text.put(0, 4, at.year());
        text.put(5, 2, at.month().into());
        text.put(8, 2, at.day().into());
        text.put(11, 2, at.hour().into());
        text.put(14, 2, at.minute().into());
        text.put(17, 2, at.second().into());
        text.put(20, 3, at.millisecond());
        text
    }

    /// Writes a number with this many digits.
    fn put(&mut self, start: usize, places: usize, number: i16) {
        let mut rest = number.unsigned_abs();
        for digit in self.0[start..start + places].iter_mut().rev() {
            *digit = b"0123456789"[usize::from(rest % 10)];
            rest /= 10;
        }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits and signs are ASCII")
    }
}

/// The form of CodeArts: `2024-09-20T06:38:49.000+00:00`.
impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(Printed::new(*self).as_str())
    }
}

impl FromStr for Timestamp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || format!("\"{text}\" is no point in time such as 2024-09-20T06:38:49.000+00:00");
        let point: jiff::Timestamp = text.parse().map_err(|_| Invalid::new(expected()))?;
        Ok(Self(point.as_millisecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Printed::new(*self).as_str())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

inline_schema!(Timestamp, "Timestamp", { "type": "string", "format": "date-time" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_time_has_three_forms() {
        let point: Timestamp = "2024-06-05T16:00:58.701Z".parse().unwrap();

        assert_eq!(point.to_string(), "2024-06-05T16:00:58.701+00:00");
        assert_eq!(point.gson(), "Jun 5, 2024 4:00:58 PM");
        assert_eq!(point.iam(), "2024-06-05T16:00:58.701000Z");
        assert_eq!(point.to_string().parse(), Ok(point));
    }
}
