//! What no answer may tell, and what every refusal must.

use codearts_mock::{api::ErrorCode, contract::matches};
use serde_json::Value;

use crate::secrets::{ISSUED, assert_no_secret};

/// The calls of the control plane that show the credentials of a world, and why. Everything else must not.
const SHOWING: &[(&str, &str)] = &[
    ("/_mock/state", "a state can be put back as it was; redact=true masks the credentials"),
    ("/_mock/snapshots/{name}", "a snapshot is a state"),
    ("/_mock/env", "the variables are for clients, which need the keys"),
];

/// An answer of a server.
pub(crate) struct Told<'a> {
    /// The request line.
    pub(crate) line: &'a str,
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: &'a str,
}

impl Told<'_> {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The method, the path without a prefix that names the namespace, and the query.
    fn parts(&self) -> (&str, &str, &str) {
        let (method, target) = self.line.split_once(' ').unwrap_or(("GET", self.line));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let behind = |rest: &str| rest.find('/').map(|slash| path.len() - rest.len() + slash);
        let start = path.strip_prefix("/_ns/").and_then(behind).unwrap_or_default();
        (method, &path[start..], query)
    }

    fn is_of_control(&self) -> bool {
        let (_, path, _) = self.parts();
        path.starts_with("/_mock") || matches!(path, "/healthz" | "/readyz")
    }

    fn shows_credentials(&self) -> bool {
        let (method, path, query) = self.parts();
        let is_asked = method == "GET" && self.status == 200 && !query.contains("redact=true");
        is_asked && SHOWING.iter().any(|(known, _)| matches(known, path))
    }

    /// Fails if the answer tells a secret, or is a refusal that says neither where nor what to do.
    pub(crate) fn examine(&self) {
        if self.shows_credentials() {
            assert!(!self.body.contains(ISSUED), "{} tells a token that was issued", self.line);
        } else {
            assert_no_secret(self.line, self.body);
        }
        // Whoever asks for a token gets it there.
        for (_, value) in self.headers.iter().filter(|(name, _)| *name != "x-subject-token") {
            assert_no_secret(self.line, value);
        }
        if !self.is_of_control() {
            self.examine_refusal();
        }
    }

    fn examine_refusal(&self) {
        let body: Value = serde_json::from_str(self.body).unwrap_or_default();
        let message = body["error_msg"].as_str().or_else(|| body["error"]["message"].as_str()).unwrap_or_default();
        let is_refusal = self.status >= 400 || body.get("error_code").is_some();
        let is_meant = !self.header("x-mock-fault").is_empty();
        let is_bare = ErrorCode::all().any(|code| code.row().message == message);
        assert!(
            !is_refusal || is_meant || !is_bare || is_helpful(self.header("x-mock-problems")),
            "{} is refused with no more than: {message}",
            self.line
        );
    }
}

/// Whether one of the problems names a field or a remedy.
fn is_helpful(problems: &str) -> bool {
    let problems: Vec<Value> = serde_json::from_str(problems).unwrap_or_default();
    problems.iter().any(|problem| problem["pointer"] != "" || problem["remedy"] != "")
}
