//! The percent-encoding of signatures: only letters, digits and `-_.~` stay as they are.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use super::reading::{PathReading, QueryReading};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// The order in which the pairs of a query are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// By key, then by value: the rule.
    Sorted,
    /// As they stand in the URL: a common mistake.
    AsSent,
}

/// The path as it is signed, without the slash at its end.
pub(super) fn path(received: &str, reading: PathReading) -> Cow<'_, str> {
    match reading {
        PathReading::Decoded => encode(percent_decode_str(received).into(), RESERVED_IN_PATH),
        PathReading::AsSent => percent_encode(received.as_bytes(), RESERVED_IN_PATH).into(),
        PathReading::DecodedBySegment => {
            let segments: Vec<_> =
                received.split('/').map(|segment| encode(percent_decode_str(segment).into(), RESERVED)).collect();
            segments.join("/").into()
        }
    }
}

/// The query as it is signed.
pub(super) fn query(received: &str, reading: QueryReading, order: Order) -> String {
    let mut pairs: Vec<_> = received
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key, reading), decode(value, reading)))
        .collect();
    if order == Order::Sorted {
        pairs.sort_unstable();
    }

    let mut text = String::with_capacity(received.len());
    for (key, value) in &pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.extend(percent_encode(key, RESERVED));
        text.push('=');
        text.extend(percent_encode(value, RESERVED));
    }
    text
}

/// The query sorted, but with nothing encoded: a common mistake.
pub(super) fn plain_query(received: &str) -> String {
    let decoded = |pair| percent_decode_str(pair).decode_utf8_lossy().into_owned();
    let mut pairs: Vec<_> = received.split('&').map(decoded).collect();
    pairs.sort_unstable();
    pairs.join("&")
}

/// A value with everything reserved percent-encoded.
pub(super) fn escaped(value: &str) -> Cow<'_, str> {
    percent_encode(value.as_bytes(), RESERVED).into()
}

fn decode(text: &str, reading: QueryReading) -> Cow<'_, [u8]> {
    match reading {
        QueryReading::AsSent => text.as_bytes().into(),
        QueryReading::PlusIsSpace if text.contains('+') => {
            percent_decode_str(&text.replace('+', " ")).collect::<Vec<u8>>().into()
        }
        QueryReading::Decoded | QueryReading::PlusIsSpace => percent_decode_str(text).into(),
    }
}

fn encode<'a>(bytes: Cow<'a, [u8]>, reserved: &'static AsciiSet) -> Cow<'a, str> {
    match bytes {
        Cow::Borrowed(bytes) => percent_encode(bytes, reserved).into(),
        Cow::Owned(bytes) => percent_encode(&bytes, reserved).to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_before_it_is_encoded() {
        assert_eq!(path("/a%20b/%7e/ü", PathReading::Decoded), "/a%20b/~/%C3%BC");
        assert_eq!(path("/100%/a%2Fb", PathReading::Decoded), "/100%25/a/b");
    }

    #[test]
    fn a_path_can_be_decoded_segment_by_segment() {
        assert_eq!(path("/a%2Fb/%7e", PathReading::DecodedBySegment), "/a%2Fb/~");
    }

    #[test]
    fn a_path_can_be_encoded_as_it_was_sent() {
        assert_eq!(path("/a%20b", PathReading::AsSent), "/a%2520b");
    }

    #[test]
    fn a_query_is_sorted_by_key_then_by_value() {
        let signed = query("b=2&a=2&&b=1&a", QueryReading::Decoded, Order::Sorted);

        assert_eq!(signed, "a=&a=2&b=1&b=2");
    }

    #[test]
    fn only_the_first_equals_sign_divides() {
        assert_eq!(query("a=b=c", QueryReading::Decoded, Order::Sorted), "a=b%3Dc");
    }

    #[test]
    fn a_plus_is_a_plus_or_a_blank() {
        assert_eq!(query("q=a+b%20", QueryReading::Decoded, Order::Sorted), "q=a%2Bb%20");
        assert_eq!(query("q=a+b%20", QueryReading::PlusIsSpace, Order::Sorted), "q=a%20b%20");
        assert_eq!(query("q=a+b%20", QueryReading::AsSent, Order::Sorted), "q=a%2Bb%2520");
    }
}
