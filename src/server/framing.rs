//! Checks how an HTTP/1 client frames its requests, where hyper silently repairs the framing.
//!
//! hyper drops `Content-Length` beside `Transfer-Encoding`, and accepts a bare line feed as the end of a line; its
//! parsed request shows neither. A proxy in front of this server may read such a head differently, so it is refused,
//! and that requires a look at the bytes. Bodies are skipped by their length, and `memchr` finds the lines.

use memchr::memchr_iter;

use crate::http::Malformed;

use super::control::ConnectionControl;

/// How a client with prior knowledge begins HTTP/2; its frames have no lines.
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0";

/// Follows the bytes of one connection in the order they are read.
#[derive(Debug)]
pub(super) struct Framing {
    place: Place,
    head: Head,
    /// The number of complete heads.
    heads: u32,
    /// The beginning of a line whose end has not arrived yet.
    begun: Vec<u8>,
}

/// The part of a request that the next byte belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    RequestLine,
    HeaderLine,
    /// This many bytes of a body of known length.
    Body(u64),
    ChunkSize,
    /// This many bytes of a chunk, including the line end after it.
    Chunk(u64),
    Trailer,
    /// Not HTTP/1, or so malformed that hyper refuses it.
    Unwatched,
}

/// What the lines of a head have said so far.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    length: Option<u64>,
    is_chunked: bool,
    has_bare_line_feed: bool,
}

impl Framing {
    /// The beginning of a connection.
    pub(super) const fn new() -> Self {
        let head = Head { length: None, is_chunked: false, has_bare_line_feed: false };
        Self { place: Place::RequestLine, head, heads: 0, begun: Vec::new() }
    }

    /// Whether these are the first bytes of a connection and begin a TLS handshake.
    pub(super) fn is_tls(&self, bytes: &[u8]) -> bool {
        self.place == Place::RequestLine && self.heads == 0 && self.begun.is_empty() && bytes.starts_with(&[0x16, 0x03])
    }

    /// Reads the bytes that just arrived, and reports the first malformed head.
    pub(super) fn see(&mut self, mut bytes: &[u8], control: &ConnectionControl) {
        while !bytes.is_empty() {
            bytes = match self.place {
                Place::Unwatched => return,
                Place::Body(length) => self.skip(bytes, length, Place::Body, Place::RequestLine),
                Place::Chunk(length) => self.skip(bytes, length, Place::Chunk, Place::ChunkSize),
                Place::RequestLine | Place::HeaderLine | Place::ChunkSize | Place::Trailer => {
                    self.lines(bytes, control)
                }
            }
        }
    }

    /// Takes note of the lines up to the end of the bytes, or to where a body begins; what follows is left.
    fn lines<'a>(&mut self, bytes: &'a [u8], control: &ConnectionControl) -> &'a [u8] {
        let mut start = 0;
        for end in memchr_iter(b'\n', bytes) {
            let line = &bytes[start..end];
            start = end + 1;
            if self.begun.is_empty() {
                self.end_line(line, control);
            } else {
                let mut whole = std::mem::take(&mut self.begun);
                whole.extend_from_slice(line);
                self.end_line(&whole, control);
            }
            if matches!(self.place, Place::Body(_) | Place::Chunk(_) | Place::Unwatched) {
                return &bytes[start..];
            }
        }
        self.begun.extend_from_slice(&bytes[start..]);
        &[]
    }

    /// Skips what is there of so many bytes.
    fn skip<'a>(&mut self, bytes: &'a [u8], length: u64, place: fn(u64) -> Place, next: Place) -> &'a [u8] {
        let taken = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
        let left = length - taken as u64;
        self.place = if left == 0 { next } else { place(left) };
        &bytes[taken..]
    }

    /// Processes a whole line, without its line feed.
    fn end_line(&mut self, line: &[u8], control: &ConnectionControl) {
        let (text, is_bare) = line.strip_suffix(b"\r").map_or((line, true), |text| (text, false));
        match self.place {
            // hyper skips empty lines before a request too.
            Place::RequestLine if text.is_empty() => {}
            Place::RequestLine if text.starts_with(HTTP2_PREFACE) => self.place = Place::Unwatched,
            Place::RequestLine => {
                self.head = Head { has_bare_line_feed: is_bare, ..Head::default() };
                self.place = Place::HeaderLine;
            }
            Place::HeaderLine => {
                self.head.has_bare_line_feed |= is_bare;
                if text.is_empty() { self.end_head(control) } else { self.note_header(text) }
            }
            Place::ChunkSize => self.place = chunk_size(text).map_or(Place::Unwatched, after_size),
            // hyper ends a trailer only at CR LF, so the start of the next head is unknown.
            Place::Trailer if is_bare => {
                control.report().note(self.heads + 1, Malformed::BareLineFeed);
                self.place = Place::Unwatched;
            }
            Place::Trailer if text.is_empty() => self.place = Place::RequestLine,
            Place::Trailer | Place::Body(_) | Place::Chunk(_) | Place::Unwatched => {}
        }
    }

    /// Processes a header that says how the body is framed.
    fn note_header(&mut self, line: &[u8]) {
        // Few headers begin with these letters; the others need no further check.
        match line[0] {
            b't' | b'T' if value_of(line, b"transfer-encoding").is_some() => self.head.is_chunked = true,
            b'c' | b'C' => {
                let Some(value) = value_of(line, b"content-length") else { return };
                match std::str::from_utf8(value.trim_ascii()).ok().and_then(|value| value.parse().ok()) {
                    Some(length) => self.head.length = Some(length),
                    None => self.place = Place::Unwatched,
                }
            }
            _ => {}
        }
    }

    fn end_head(&mut self, control: &ConnectionControl) {
        self.heads += 1;
        let Head { length, is_chunked, has_bare_line_feed } = self.head;
        let malformed = match (has_bare_line_feed, is_chunked && length.is_some()) {
            (_, true) => Some(Malformed::TwoLengths),
            (true, false) => Some(Malformed::BareLineFeed),
            (false, false) => None,
        };
        if let Some(malformed) = malformed {
            control.report().note(self.heads, malformed);
            self.place = Place::Unwatched;
            return;
        }
        self.place = match (is_chunked, length) {
            (true, _) => Place::ChunkSize,
            (false, Some(length @ 1..)) => Place::Body(length),
            (false, _) => Place::RequestLine,
        };
    }
}

/// The value of the header, if the line is this one.
fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (given, rest) = line.split_at_checked(name.len())?;
    if !given.eq_ignore_ascii_case(name) {
        return None;
    }
    rest.strip_prefix(b":")
}

/// The size in the line before a chunk, without its extensions.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let end = line.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(line.len());
    u64::from_str_radix(std::str::from_utf8(&line[..end]).ok()?, 16).ok()
}

fn after_size(size: u64) -> Place {
    const LINE_END: u64 = 2;

    if size == 0 { Place::Trailer } else { Place::Chunk(size.saturating_add(LINE_END)) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::domain::IdSource;

    use super::super::crowd::{Crowd, Standing};
    use super::*;

    fn connection() -> ConnectionControl {
        ConnectionControl::new(Arc::new(Crowd::new(IdSource::seeded(1))), Standing::Ordinary)
    }

    /// What is reported for the heads of a connection that sends this, in pieces of this size.
    fn reported(text: &str, piece: usize) -> Vec<(u32, Malformed)> {
        let control = connection();
        let mut framing = Framing::new();
        for bytes in text.as_bytes().chunks(piece) {
            framing.see(bytes, &control);
        }
        (1..9).filter_map(|number| control.report().of(number).map(|malformed| (number, malformed))).collect()
    }

    #[test]
    fn what_is_malformed_is_reported_with_the_number_of_its_head_however_it_is_cut() {
        let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let both = "POST / HTTP/1.1\r\ncontent-LENGTH: 5\r\nTransfer-encoding:chunked\r\n\r\n";
        let bare = "GET / HTTP/1.1\nHost: x\r\n\r\n";
        let quoted = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{both}", both.len());
        let chunked = format!(
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{:x};a=b\r\n{both}\r\n0\r\nA: b\r\n\r\n",
            both.len()
        );
        let http2 = format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{bare}");
        for (text, expected) in [
            (format!("{get}{both}{get}"), vec![(2, Malformed::TwoLengths)]),
            (format!("\r\n{quoted}{get}{bare}{both}"), vec![(3, Malformed::BareLineFeed)]),
            (format!("{chunked}{get}{both}"), vec![(3, Malformed::TwoLengths)]),
            (format!("{quoted}{chunked}{get}"), vec![]),
            (http2, vec![]),
        ] {
            for piece in [1, 2, 7, 1000] {
                assert_eq!(reported(&text, piece), expected, "{text:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn only_the_first_bytes_of_a_connection_are_a_tls_handshake() {
        let control = connection();
        let mut framing = Framing::new();
        let hello = [0x16, 0x03, 0x01, 0x02, 0x00];

        assert!(framing.is_tls(&hello) && !framing.is_tls(b"GET /"));

        framing.see(b"GET / HTTP/1.1\r\n", &control);
        assert!(!framing.is_tls(&hello));
    }
}
