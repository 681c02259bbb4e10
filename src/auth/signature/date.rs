//! The format of `X-Sdk-Date`: `20240920T063849Z`, always UTC.

use jiff::{
    SignedDuration,
    civil::{DateTime, date},
};

/// How far the clocks of client and server may be apart, in seconds, in either direction.
pub const ALLOWED_SKEW: i64 = 15 * 60;

/// How many characters of a date name the day.
pub(super) const DAY_LENGTH: usize = 8;

const BEGINNING_OF_1970: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// A moment, in seconds since 1970, as `X-Sdk-Date` writes it. Moments outside the years 1970 to 9999 become the nearest inside.
#[must_use]
pub fn sdk_date(seconds: i64) -> String {
    let moment = BEGINNING_OF_1970.saturating_add(SignedDuration::from_secs(seconds.max(0)));
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Reads a date strictly: a time that no calendar has, or before 1970, is refused.
pub(super) fn parse(text: &str) -> Option<i64> {
    // jiff accepts every form of ISO 8601, and reads a leap second as the second before it.
    let is_in_form = text.len() == 16
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    if !is_in_form || text.ends_with("60Z") {
        return None;
    }
    let moment: DateTime = text.strip_suffix('Z')?.parse().ok()?;
    let seconds = moment.duration_since(BEGINNING_OF_1970).as_secs();
    (seconds >= 0).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECONDS_A_DAY: i64 = 24 * 60 * 60;
    const LAST_SECOND_OF_9999: i64 = 253_402_300_799;

    #[test]
    fn known_moments_are_read() {
        for (text, seconds) in [
            ("19700101T000000Z", 0),
            ("20000229T235959Z", 951_868_799),
            ("20240920T063849Z", 1_726_814_329),
            ("20261121T223120Z", 1_795_300_280),
            ("99991231T235959Z", LAST_SECOND_OF_9999),
        ] {
            assert_eq!(parse(text), Some(seconds), "{text}");
            assert_eq!(sdk_date(seconds), text);
        }
    }

    #[test]
    fn a_moment_outside_the_years_is_written_as_the_nearest_inside() {
        for (seconds, text) in [(-1, "19700101T000000Z"), (i64::MIN, "19700101T000000Z")] {
            assert_eq!(sdk_date(seconds), text);
        }
        for seconds in [LAST_SECOND_OF_9999 + 1, i64::MAX] {
            assert_eq!(sdk_date(seconds), "99991231T235959Z");
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in [
            "",
            "20240920T063849",
            "20240920T063849z",
            "20240920 063849Z",
            "2024-09-20T06:38:49Z",
            "20230229T000000Z",
            "21000229T000000Z",
            "20240431T000000Z",
            "20241301T000000Z",
            "20240001T000000Z",
            "20240100T000000Z",
            "20240101T240000Z",
            "20240101T006000Z",
            "20240101T000060Z",
            "19691231T235959Z",
            "+0240101T000000Z",
            "2024010１T0000Z",
            "20240920T063849.5Z",
            "20240920T063849+00Z",
            "20240920T0638Z",
            "20240920t063849Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_three_centuries_is_read_as_it_was_written() {
        for day in 0..300 * 366 {
            let seconds = day * SECONDS_A_DAY + day % SECONDS_A_DAY;

            assert_eq!(parse(&sdk_date(seconds)), Some(seconds));
        }
    }
}
