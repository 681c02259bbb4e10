//! A request that owns its parts, so that a test can write it down and change it.

use codearts_mock::auth::signature::{
    Authorization, Explanation, Refusal, Scheme, SignedRequest, explain, sign, signed_at, verify,
};

pub(super) const ACCESS_KEY: &str = "AKEXAMPLE";
pub(super) const SECRET: &str = "SKEXAMPLE";
pub(super) const DATE: &str = "20240920T063849Z";
pub(super) const NOW: i64 = 1_726_814_329;

#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn new(method: &str, target: &str) -> Self {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        Self { method: method.to_owned(), path: path.to_owned(), query, ..Self::default() }
    }

    /// A request as an HTTP/1.1 client writes it; the body is as long as its `Content-Length` says.
    pub(super) fn parse(text: &str) -> Self {
        let (head, rest) = text.split_once("\n\n").expect("a test writes what can be read");
        let mut lines = head.lines();
        let mut line = lines.next().expect("a test writes what can be read").split(' ');
        let mut request = Self::new(
            line.next().expect("a test writes what can be read"),
            line.next().expect("a test writes what can be read"),
        );
        for line in lines {
            let (name, value) = line.split_once(": ").expect("a test writes what can be read");
            request = request.header(name, value);
        }
        let length =
            request.find("content-length").map_or(0, |length| length.parse().expect("a test writes what can be read"));
        request.body(&rest[..length])
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn set(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.header(name, value)
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    pub(super) fn body(mut self, body: &str) -> Self {
        self.body = body.as_bytes().to_vec();
        self
    }

    pub(super) fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    pub(super) fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    pub(super) fn query(mut self, query: &str) -> Self {
        self.query = Some(query.to_owned());
        self
    }

    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(super) fn lend<R>(&self, borrow: impl FnOnce(&SignedRequest<'_>) -> R) -> R {
        let header = |name: &str| self.find(name);
        borrow(&SignedRequest {
            method: &self.method,
            path: &self.path,
            query: self.query.as_deref(),
            header: &header,
            body: &self.body,
        })
    }

    pub(super) fn sign(&self, signed_headers: &str) -> String {
        self.lend(|request| sign(Scheme::Plain, ACCESS_KEY, SECRET, request, signed_headers))
            .expect("a test writes what can be read")
    }

    pub(super) fn signed_at(&self) -> i64 {
        self.lend(signed_at).expect("a test writes what can be read")
    }

    pub(super) fn verify(&self, authorization: &str, secret: &str, now: i64) -> Result<(), Refusal> {
        let authorization = Authorization::parse(authorization)?;
        self.lend(|request| verify(&authorization, request, secret, now))
    }

    pub(super) fn explain(&self, authorization: &str, secret: Option<&str>, now: i64) -> Explanation {
        let authorization = Authorization::parse(authorization).expect("a test writes what can be read");
        self.lend(|request| explain(&authorization, request, secret, now))
    }
}

/// A call of the Python SDK's shape, as yet unsigned.
pub(super) fn typical() -> Request {
    Request::new("POST", "/v1/job/project/permission")
        .header("Content-Type", "application/json")
        .header("Host", "127.0.0.1:8080")
        .header("X-Sdk-Date", DATE)
        .body(r#"{"job_id": "6ecbc5bac7c8442fb3d2563d53c13582", "project_switch": true}"#)
}

pub(super) const TYPICAL_HEADERS: &str = "content-type;host;x-sdk-date";
