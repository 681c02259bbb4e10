//! The encoding of a text that should be JSON: UTF-8, with a byte order mark or without.

/// What some editors and some runtimes put before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text without the byte order mark that it may begin with (RFC 8259, section 8.1).
#[must_use]
pub fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// Whether a text that is no JSON is one in UTF-16, by its byte order mark or by the zero that every letter of ASCII has in
/// it.
#[must_use]
pub fn is_utf16(text: &[u8]) -> bool {
    match text {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, second, ..] => (*first == 0) != (*second == 0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_taken_off_once_and_utf_16_is_known_by_its_first_two_bytes() {
        assert_eq!(without_mark(b"\xef\xbb\xbf{}"), b"{}");
        assert_eq!(without_mark(b"\xef\xbb{}"), b"\xef\xbb{}");
        for text in [&b"\xff\xfe{\0"[..], b"\xfe\xff\0{", b"{\0}\0", b"\0{\0}"] {
            assert!(is_utf16(text), "{text:?}");
        }
        for text in [&b""[..], b"{", b"{}", b"\xef\xbb\xbf{}", b"\0\0", "ÿþ".as_bytes()] {
            assert!(!is_utf16(text), "{text:?}");
        }
    }
}
