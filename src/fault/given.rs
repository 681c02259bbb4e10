//! A rule as it is given: in a test, a builder or a call of the control plane.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::Pattern;

use super::{Action, Delay, Phase, action::milliseconds};

/// What should go wrong: which calls, when, how often, and what happens to them. Counted, and never by chance.
///
/// ```
/// use codearts_mock::{Delay, Fault, Pattern};
/// use serde_json::json;
///
/// let developers = Pattern { body: Some(json!({ "role_id": 4 })), ..Pattern::default() };
/// let fault = Fault::status("UpdateSimpleJobRolePermission", 500)
///     .matching(developers)
///     .after_calls(2)
///     .times(1)
///     .delayed(Delay::Uniform { min_ms: 10, max_ms: 20, seed: 7 })
///     .afterwards()
///     .named("late");
///
/// let written = serde_json::to_value(&fault).unwrap();
///
/// assert_eq!((&written["id"], &written["action"]), (&json!("late"), &json!({ "status": 500 })));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The rule's name; a number if none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The operation that it is about; `*` for all.
    pub operation: String,
    /// Which of its calls.
    #[serde(default, rename = "match", skip_serializing_if = "is_default")]
    pub pattern: Pattern,
    /// So many of these calls are let through first.
    #[serde(default)]
    pub after_calls: u64,
    /// So many are interfered with; all of them if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Whether the operation is prevented, or happens and is answered wrongly.
    #[serde(default)]
    pub phase: Phase,
    /// What is done to the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// How long the call waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Delay>,
}

impl Fault {
    /// A rule that does this to every call of an operation, or of all for `*`.
    #[must_use]
    pub fn new(operation: &str, action: Option<Action>) -> Self {
        Self {
            id: None,
            operation: operation.to_owned(),
            pattern: Pattern::default(),
            after_calls: 0,
            times: None,
            phase: Phase::Before,
            action,
            delay: None,
        }
    }

    /// A rule that refuses every call of an operation with a status, in the service's own words.
    ///
    /// ```
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let server = MockServer::start();
    /// server.inject(Fault::status("CheckJobInternal", 503).after_calls(1).times(1));
    /// let call = || ureq::get(format!("{}/v1/job/permission/internal", server.uri())).header("X-Auth-Token", "any").call();
    ///
    /// assert_eq!([0, 1, 2].map(|_| call().is_ok()), [true, false, true]);
    /// ```
    #[must_use]
    pub fn status(operation: &str, status: u16) -> Self {
        Self::new(operation, Some(Action::Status(status)))
    }

    /// A rule that has every call of an operation hang before its answer comes.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let server = MockServer::start();
    /// server.inject(Fault::hang("CheckJobInternal", Duration::from_mins(1)));
    /// let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_millis(100))).build();
    /// let url = format!("{}/v1/job/permission/internal", server.uri());
    ///
    /// assert!(ureq::Agent::from(config).get(url).header("X-Auth-Token", "any").call().is_err());
    /// ```
    #[must_use]
    pub fn hang(operation: &str, time: Duration) -> Self {
        Self::new(operation, Some(Action::HangMs(milliseconds(time))))
    }

    /// The rule for so many calls only.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The rule for what comes after so many calls.
    #[must_use]
    pub fn after_calls(self, calls: u64) -> Self {
        Self { after_calls: calls, ..self }
    }

    /// The rule for calls that take effect although the client sees them fail.
    ///
    /// ```
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let server = MockServer::start();
    /// server.inject(Fault::status("ApplyProjectPermission", 500).afterwards());
    /// let body = r#"{"project_id": "p45e51b060f1b4e82916f9d2c33e8eb28",
    ///     "job_id": "6ecbc5bac7c8442fb3d2563d53c13582", "project_switch": true}"#;
    /// let url = format!("{}/v1/job/project/permission", server.uri());
    ///
    /// assert!(ureq::post(url).header("X-Auth-Token", "any").content_type("application/json").send(body).is_err());
    /// assert!(!server.requests()[0].changes.is_empty());
    /// ```
    #[must_use]
    pub fn afterwards(self) -> Self {
        Self { phase: Phase::After, ..self }
    }

    /// The rule with a wait before it does anything: always the same time, or another [`Delay`].
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let (server, began) = (MockServer::start(), Instant::now());
    /// server.inject(Fault::status("CheckJobInternal", 503).delayed(Duration::from_millis(20)));
    /// let url = format!("{}/v1/job/permission/internal", server.uri());
    ///
    /// assert!(ureq::get(url).header("X-Auth-Token", "any").call().is_err());
    /// assert!(began.elapsed() >= Duration::from_millis(20));
    /// ```
    #[must_use]
    pub fn delayed(self, delay: impl Into<Delay>) -> Self {
        Self { delay: Some(delay.into()), ..self }
    }

    /// The rule for those calls only that fit a pattern.
    #[must_use]
    pub fn matching(self, pattern: Pattern) -> Self {
        Self { pattern, ..self }
    }

    /// The rule with a name.
    #[must_use]
    pub fn named(self, id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..self }
    }
}

fn is_default(pattern: &Pattern) -> bool {
    *pattern == Pattern::default()
}
