//! Builds the bytes of a request once, so that sending it costs the generator one write.

use std::fmt::Write as _;

use crate::signature::{self, Credential};

/// An HTTP/1.1 request before it is bytes.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    announced: Option<usize>,
}

impl Request {
    /// A GET; the query must be sorted by name, as it is signed and sent alike.
    #[must_use]
    pub fn get(path: &str, query: &str) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            query: query.into(),
            headers: Vec::new(),
            body: String::new(),
            announced: None,
        }
    }

    /// A write with a JSON body.
    #[must_use]
    pub fn write(method: &'static str, path: &str, body: String) -> Self {
        Self { method, path: path.into(), query: String::new(), headers: Vec::new(), body, announced: None }
            .header("Content-Type", "application/json")
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Tells a length of the body that is not its own: the rest is sent by hand, or never.
    #[must_use]
    pub fn announcing(self, bytes: usize) -> Self {
        Self { announced: Some(bytes), ..self }
    }

    /// Adds blanks until the body has at least `bytes` bytes.
    #[must_use]
    pub fn padded(mut self, bytes: usize) -> Self {
        let missing = bytes.saturating_sub(self.body.len());
        self.body.push_str(&" ".repeat(missing));
        self
    }

    /// Adds a token of any value, which the default settings accept.
    #[must_use]
    pub fn with_token(self) -> Self {
        self.header("X-Auth-Token", "load-harness-token")
    }

    /// Signs with the headers that the official Python SDK signs.
    #[must_use]
    pub fn signed(mut self, host: &str, credential: &Credential, date: &str) -> Self {
        if !self.headers.iter().any(|(name, _)| name == "Content-Type") {
            self = self.header("Content-Type", "application/json");
        }
        let signing = self
            .header("User-Agent", "load-harness/1.0")
            .header("X-Project-Id", "0123456789abcdef0123456789abcdef")
            .header("X-Sdk-Date", date);
        let mut headers = signing.headers.clone();
        headers.push(("Host".to_owned(), host.to_owned()));
        let authorization = signature::authorization(
            credential,
            signing.method,
            &signing.path,
            &signing.query,
            &headers,
            signing.body.as_bytes(),
        );
        signing.header("Authorization", &authorization)
    }

    /// The bytes to send to `host`.
    #[must_use]
    pub fn bytes(&self, host: &str) -> Vec<u8> {
        let separator = if self.query.is_empty() { "" } else { "?" };
        let mut text = format!("{} {}{separator}{} HTTP/1.1\r\nHost: {host}\r\n", self.method, self.path, self.query);
        for (name, value) in &self.headers {
            // Writing to a string cannot fail.
            let _ = write!(text, "{name}: {value}\r\n");
        }
        if self.method != "GET" {
            let _ = write!(text, "Content-Length: {}\r\n", self.announced.unwrap_or(self.body.len()));
        }
        text.push_str("\r\n");
        text.push_str(&self.body);
        text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_carries_its_length_and_body() {
        let request = Request::write("PUT", "/a", "{}".to_owned());

        let bytes = request.bytes("127.0.0.1:1");

        let expected = "PUT /a HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Type: application/json\r\n\
                        Content-Length: 2\r\n\r\n{}";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    #[test]
    fn a_write_can_announce_more_than_it_carries() {
        let request = Request::write("PUT", "/a", "{".to_owned()).announcing(10);

        let bytes = request.bytes("127.0.0.1:1");

        assert!(bytes.ends_with(b"\r\nContent-Length: 10\r\n\r\n{"));
    }

    #[test]
    fn a_read_carries_its_query_and_token() {
        let request = Request::get("/a", "b=c").with_token();

        let bytes = request.bytes("127.0.0.1:1");

        let expected = "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Auth-Token: load-harness-token\r\n\r\n";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }
}
