//! The format of `X-Sdk-Date`: `20240920T063849Z`, always UTC.

/// How many characters of a date name the day.
pub(super) const DAY_LENGTH: usize = 8;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;
const LAST_SECOND_OF_9999: i64 = 253_402_300_799;

/// A moment, in seconds since 1970, as `X-Sdk-Date` writes it. Moments outside the years 1970 to 9999 become the nearest inside.
#[must_use]
pub fn sdk_date(seconds: i64) -> String {
    let seconds = seconds.clamp(0, LAST_SECOND_OF_9999);
    let (mut day, time) = (seconds / SECONDS_A_DAY, seconds % SECONDS_A_DAY);
    let mut year = 1970 + day / 366;
    while day >= days_before(year + 1) {
        year += 1;
    }
    day -= days_before(year);
    let mut month = 1;
    while day >= month_length(year, month) {
        day -= month_length(year, month);
        month += 1;
    }
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}{month:02}{:02}T{hour:02}{minute:02}{second:02}Z", day + 1)
}

/// Reads a date strictly: a time that no calendar has is none.
pub(super) fn parse(text: &str) -> Option<i64> {
    let bytes: &[u8; 16] = text.as_bytes().try_into().ok()?;
    if bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let (year, month, day) = (number(&bytes[..4])?, number(&bytes[4..6])?, number(&bytes[6..8])?);
    let (hour, minute, second) = (number(&bytes[9..11])?, number(&bytes[11..13])?, number(&bytes[13..15])?);
    let exists = year >= 1970
        && (1..=12).contains(&month)
        && (1..=month_length(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let days = days_before(year) + (1..month).map(|earlier| month_length(year, earlier)).sum::<i64>() + day - 1;
    exists.then_some(days * SECONDS_A_DAY + hour * 3600 + minute * 60 + second)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))
}

/// Days from the first of January 1970 to the first of January of `year`.
fn days_before(year: i64) -> i64 {
    let leap_years = |year: i64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leap_years(year - 1) - leap_years(1969)
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
