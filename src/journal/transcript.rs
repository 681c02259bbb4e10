//! The texts of an exchange in one allocation: thousands are kept, and one is made for every request.

use std::{borrow::Cow, fmt};

/// What was said, without secrets: [`Entry::said`](crate::Entry::said).
pub struct Transcript {
    bytes: Box<[u8]>,
    /// Where each part but the last ends.
    ends: [u32; PARTS - 1],
}

/// Method, path, query, headers, the request's body, the answer's.
const PARTS: usize = 6;

impl Transcript {
    /// Builds the texts part by part: method, path and query; headers; bodies.
    #[must_use]
    pub fn new<'a, H: Iterator<Item = (&'a str, Cow<'a, [u8]>)>>(
        line: [&str; 3],
        headers: impl Fn() -> H,
        body: &[u8],
        answer: &[u8],
    ) -> Self {
        const AROUND: usize = ": \n".len();

        let of_headers: usize = headers().map(|(name, value)| name.len() + value.len() + AROUND).sum();
        let of_line: usize = line.iter().map(|part| part.len()).sum();
        let mut bytes = Vec::with_capacity(of_line + of_headers + body.len() + answer.len());
        let mut ends = [0; PARTS - 1];
        for (part, end) in line.into_iter().zip(&mut ends) {
            bytes.extend_from_slice(part.as_bytes());
            *end = position(&bytes);
        }
        for (name, value) in headers() {
            for part in [name.as_bytes(), b": ", &*value, b"\n"] {
                bytes.extend_from_slice(part);
            }
        }
        ends[3] = position(&bytes);
        bytes.extend_from_slice(body);
        ends[4] = position(&bytes);
        bytes.extend_from_slice(answer);
        Self { bytes: bytes.into(), ends }
    }

    /// The same with each part as `conceal` returns it; `looks_at_answer` says whether that includes the answer.
    #[must_use]
    pub fn concealed(self, looks_at_answer: bool, conceal: impl Fn(&[u8]) -> Cow<'_, [u8]>) -> Self {
        // Few exchanges have a secret, and one check of all parts is cheaper than a check of each.
        let looked_at = if looks_at_answer { self.bytes.len() } else { self.ends[PARTS - 2] as usize };
        if matches!(conceal(&self.bytes[..looked_at]), Cow::Borrowed(_)) {
            return self;
        }
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut ends = [0; PARTS - 1];
        for index in 0..PARTS {
            bytes.extend_from_slice(&conceal(self.part(index)));
            if let Some(end) = ends.get_mut(index) {
                *end = position(&bytes);
            }
        }
        Self { bytes: bytes.into(), ends }
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.text(0)
    }

    /// The path as the client sent it, without the prefix that names the namespace.
    #[must_use]
    pub fn path(&self) -> &str {
        self.text(1)
    }

    /// The query as the client sent it, without the question mark.
    #[must_use]
    pub fn query(&self) -> &str {
        self.text(2)
    }

    /// Names and values of the headers.
    #[must_use]
    pub fn headers(&self) -> Vec<(String, String)> {
        let lines = String::from_utf8_lossy(self.part(3));
        let pairs = lines.lines().filter_map(|line| line.split_once(": "));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The beginning of the request's body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.part(4)
    }

    /// The body of the answer.
    #[must_use]
    pub fn answer(&self) -> &[u8] {
        self.part(5)
    }

    /// How many bytes there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    fn part(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        let end = self.ends.get(index).map_or(self.bytes.len(), |end| *end as usize);
        &self.bytes[start..end]
    }

    fn text(&self, index: usize) -> &str {
        std::str::from_utf8(self.part(index)).expect("it was a text, of which only whole texts were replaced by others")
    }
}

/// Nothing here approaches 4 GiB: a head has its own limit, and only the beginning of a body is kept.
fn position(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

impl fmt::Debug for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}?{}", self.method(), self.path(), self.query())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_comes_out_as_it_went_in() {
        let headers = [("accept", &b"*/*"[..]), ("x-a", b"b: c\xff")].map(|(name, value)| (name, value.into()));

        let transcript = Transcript::new(["PUT", "/a", "b=c"], || headers.clone().into_iter(), b"\xff{}", b"[]");

        assert_eq!((transcript.method(), transcript.path(), transcript.query()), ("PUT", "/a", "b=c"));
        let read =
            [("accept", "*/*"), ("x-a", "b: c\u{fffd}")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(transcript.headers(), read);
        assert_eq!((transcript.body(), transcript.answer()), (&b"\xff{}"[..], &b"[]"[..]));
    }
}
