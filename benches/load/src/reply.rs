//! An answer of any length, with or without chunks.

use std::io::{self, BufRead, ErrorKind, Read as _};

/// Longer lines than this are no answer of the server under test.
const LONGEST_LINE: u64 = 64 * 1024;

/// A complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status of its first line.
    pub status: u16,
    /// Whether the server will take another request on the connection.
    pub stays: bool,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// Reads one answer, its length told by the head or by chunks; without either it ends with the connection.
    ///
    /// # Errors
    ///
    /// When the bytes end before, or are not HTTP.
    pub fn read(reader: &mut impl BufRead) -> io::Result<Self> {
        let first = line(reader)?;
        let status =
            first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok()).ok_or_else(invalid)?;
        let (mut length, mut chunked, mut stays) = (None, false, true);
        loop {
            let line = line(reader)?.to_ascii_lowercase();
            match line.split_once(':').map(|(name, value)| (name, value.trim())) {
                Some(("content-length", value)) => length = Some(value.parse::<u64>().map_err(|_number| invalid())?),
                Some(("transfer-encoding", _)) => chunked = true,
                Some(("connection", "close")) => stays = false,
                Some(_) => {}
                None if line.is_empty() => break,
                None => return Err(invalid()),
            }
        }
        let mut body = Vec::new();
        match length {
            _ if chunked => while read_chunk(reader, &mut body)? {},
            Some(length) => read_exactly(reader, length, &mut body)?,
            None => {
                stays = false;
                reader.read_to_end(&mut body)?;
            }
        }
        Ok(Self { status, stays, body })
    }
}

/// Reads a chunk; answers whether another follows.
fn read_chunk(reader: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<bool> {
    let length = u64::from_str_radix(&line(reader)?, 16).map_err(|_number| invalid())?;
    read_exactly(reader, length, body)?;
    line(reader)?;
    Ok(length > 0)
}

fn read_exactly(reader: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    let read = reader.take(length).read_to_end(body)?;
    if read as u64 == length { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// A line without its end.
fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.take(LONGEST_LINE).read_line(&mut line)?;
    if !line.ends_with('\n') {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end().len());
    Ok(line)
}

fn invalid() -> io::Error {
    ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replies(bytes: &[u8], count: usize) -> Vec<Reply> {
        let mut reader = bytes;
        (0..count).map(|_| Reply::read(&mut reader).expect("it is an answer")).collect()
    }

    #[test]
    fn answers_follow_each_other_by_length_and_by_chunks() {
        let bytes = b"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}\
            HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

        let seen = replies(bytes, 2);

        let first = Reply { status: 401, stays: false, body: b"{}".to_vec() };
        assert_eq!(seen, [first, Reply { status: 200, stays: true, body: b"abc".to_vec() }]);
    }

    #[test]
    fn an_answer_that_ends_too_soon_is_none() {
        let mut bytes: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab";

        let error = Reply::read(&mut bytes).expect_err("a byte is missing");

        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }
}
