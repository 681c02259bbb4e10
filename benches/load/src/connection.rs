//! One keep-alive connection: writes prepared bytes, finds the end of the answer by its Content-Length.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

/// Room for head and body of any answer that a workload asks for.
const BUFFER: usize = 64 * 1024;

/// How long one read may take; a server that is slower than this has failed.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// A connection with at most one request under way.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Box<[u8]>,
    filled: usize,
    sent: Instant,
}

/// A complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status of its first line.
    pub status: u16,
    /// Bytes of head and body.
    pub length: usize,
    /// Time since the request was written.
    pub latency: Duration,
    /// Head and body, kept only when the status is not 200.
    pub refusal: Option<String>,
}

/// Where an answer ends, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    status: u16,
    length: usize,
}

impl Connection {
    /// Connects to `address`.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        Ok(Self { stream, buffer: vec![0; BUFFER].into(), filled: 0, sent: Instant::now() })
    }

    /// The socket, to wait on.
    #[must_use]
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Sends one prepared request.
    ///
    /// # Errors
    ///
    /// When the server has closed the connection.
    pub fn send(&mut self, request: &[u8]) -> anyhow::Result<()> {
        self.sent = Instant::now();
        self.stream.write_all(request).context("send a request")
    }

    /// Reads once, and returns the answer if it is complete. After the socket was reported readable this never waits.
    ///
    /// # Errors
    ///
    /// When the connection ends, or the answer is not HTTP with a Content-Length.
    pub fn receive(&mut self) -> anyhow::Result<Option<Answer>> {
        let read = self.stream.read(&mut self.buffer[self.filled..]).context("read an answer")?;
        ensure!(read > 0, "the server closed the connection");
        self.filled += read;
        let Some(frame) = frame(&self.buffer[..self.filled])? else { return Ok(None) };
        ensure!(frame.length <= BUFFER, "an answer of {} bytes", frame.length);
        if self.filled < frame.length {
            return Ok(None);
        }
        ensure!(self.filled == frame.length, "more bytes than one answer");
        self.filled = 0;
        let text = || String::from_utf8_lossy(&self.buffer[..frame.length]).into_owned();
        let refusal = (frame.status != 200).then(text);
        Ok(Some(Answer { status: frame.status, length: frame.length, latency: self.sent.elapsed(), refusal }))
    }

    /// Sends one request and waits for its answer.
    ///
    /// # Errors
    ///
    /// As [`Self::send`] and [`Self::receive`].
    pub fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.send(request)?;
        loop {
            if let Some(answer) = self.receive()? {
                return Ok(answer);
            }
        }
    }

    /// As [`Self::exchange`], for a request that must be answered with 200.
    ///
    /// # Errors
    ///
    /// When the answer is anything else, with its text.
    pub fn expect_success(&mut self, request: &[u8]) -> anyhow::Result<()> {
        let answer = self.exchange(request)?;
        if let Some(refusal) = answer.refusal {
            bail!("status {}, not 200:\n{refusal}", answer.status);
        }
        Ok(())
    }
}

/// Finds status and full length once the head is complete.
fn frame(bytes: &[u8]) -> anyhow::Result<Option<Frame>> {
    let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    ensure!(bytes.starts_with(b"HTTP/1.1 "), "not an HTTP/1.1 answer");
    let status = decimal(&bytes[9..12]).context("unexpected status line")?;
    let body = bytes[..head].split(|byte| *byte == b'\n').find_map(content_length).context("no Content-Length")?;
    Ok(Some(Frame { status: u16::try_from(status)?, length: head + 4 + body }))
}

fn content_length(line: &[u8]) -> Option<usize> {
    let (name, value) = line.split_at_checked(15)?;
    if !name.eq_ignore_ascii_case(b"content-length:") {
        return None;
    }
    decimal(value.trim_ascii())
}

fn decimal(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_after_head_and_body() {
        let answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}";

        let frame = frame(answer).expect("the answer is HTTP");

        assert_eq!(frame, Some(Frame { status: 404, length: answer.len() }));
    }

    #[test]
    fn half_a_head_is_not_an_answer_yet() {
        let frame = frame(b"HTTP/1.1 200 OK\r\ncontent-len").expect("it may become HTTP");

        assert_eq!(frame, None);
    }

    #[test]
    fn an_answer_without_a_length_is_refused() {
        let error = frame(b"HTTP/1.1 200 OK\r\nx: y\r\n\r\n").expect_err("its end is unknown");

        assert_eq!(error.to_string(), "no Content-Length");
    }
}
