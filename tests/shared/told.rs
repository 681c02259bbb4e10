//! What nothing may tell, and what every refusal must: looked for in all that the servers of the tests answer.

use std::sync::LazyLock;

use codearts_mock::{api::ErrorCode, config::DEFAULT_WORLD};
use serde_json::Value;

/// Every credential of the default world, with whose it is.
static SECRETS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let world: Value = serde_json::from_str(DEFAULT_WORLD).expect("the built-in world is JSON");
    let users = world["users"].as_object().expect("the built-in world has users").clone();
    let of_user = |(id, user): (String, Value)| {
        let secret = move |kind: &str| Some((user[kind].as_str()?.to_owned(), format!("{kind} of {id}")));
        ["token", "access_key", "secret_key", "password"].map(secret).into_iter().flatten().collect::<Vec<_>>()
    };
    users.into_iter().flat_map(of_user).collect()
});

/// What every token of IAM begins with, and nothing else.
const ISSUED: &str = "MIID";

/// An answer of an emulated operation.
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

    /// Fails if the answer tells a secret, or is a refusal that says neither where nor what to do.
    pub(crate) fn examine(&self) {
        assert_no_secret(self.line, self.body);
        // Whoever asks for a token gets it there.
        for (_, value) in self.headers.iter().filter(|(name, _)| *name != "x-subject-token") {
            assert_no_secret(self.line, value);
        }
        let body: Value = serde_json::from_str(self.body).unwrap_or_default();
        let message = body["error_msg"].as_str().or_else(|| body["error"]["message"].as_str()).unwrap_or_default();
        let is_refusal = self.status >= 400 || body.get("error_code").is_some();
        let is_meant = !self.header("x-mock-fault").is_empty();
        let is_bare = ErrorCode::ALL.iter().any(|code| code.row().message == message);
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

/// Fails if a text has a secret in it.
pub(crate) fn assert_no_secret(place: &str, text: &str) {
    for (secret, whose) in SECRETS.iter() {
        assert!(!text.contains(secret.as_str()), "{place} tells the {whose}");
    }
    assert!(!text.contains(ISSUED), "{place} tells a token that was issued");
}
