//! One rule: which calls, when, how often, and what happens to them.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{OPERATIONS, Operation, fault_statuses},
    contract::{Invalid, Pattern, Subject, did_you_mean},
};

use super::{Action, Delay, Phase, action::milliseconds, single::single};

/// A rule as it is given.
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
    #[serde(default, deserialize_with = "single", skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// How long the call waits.
    #[serde(default, deserialize_with = "single", skip_serializing_if = "Option::is_none")]
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

/// A rule with what has happened to it so far.
#[derive(Clone, Debug)]
pub struct Rule {
    id: String,
    file: Fault,
    calls: u64,
    hits: u64,
}

/// A rule as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FaultView {
    /// The rule.
    #[serde(flatten)]
    pub rule: Fault,
    /// How many calls it was about.
    pub calls: u64,
    /// How many of them it interfered with.
    pub hits: u64,
}

impl Rule {
    /// A rule that nothing has happened to yet; `number` is its name if it has none. No call may wait longer than `longest`.
    ///
    /// # Errors
    /// It names an operation or a status that there is not, does nothing, or waits too long; says what there is.
    pub fn new(file: Fault, number: usize, longest: Duration) -> Result<Self, Invalid> {
        check_operation(&file.operation)?;
        if let Some(Action::Status(status)) = file.action {
            check_status(&file.operation, status)?;
        }
        if file.action.is_none() && file.delay.is_none() {
            return Err(Invalid::new("a rule needs an action or a delay, got neither"));
        }
        if u128::from(longest_wait(&file)) > longest.as_millis() {
            return Err(Invalid::new(format!(
                "a call may wait {} ms at the most, as --max-wait-ms says",
                longest.as_millis()
            )));
        }
        if let Some(Delay::Uniform { min_ms, max_ms, .. }) = file.delay
            && min_ms > max_ms
        {
            return Err(Invalid::new(format!(
                "the delay is between min_ms and max_ms, and {min_ms} is more than {max_ms}"
            )));
        }
        let id = file.id.clone().unwrap_or_else(|| number.to_string());
        check_id(&id)?;
        Ok(Self { id, file, calls: 0, hits: 0 })
    }

    /// The rule's name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How many bytes the rule takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let said = match &self.file.action {
            Some(Action::FailureIn200(failure)) => failure.code.capacity() + failure.message.capacity(),
            _ => 0,
        };
        let names = self.id.capacity() + self.file.id.as_ref().map_or(0, String::capacity);
        size_of::<Self>() + names + self.file.operation.capacity() + self.file.pattern.heap() + said
    }

    /// The rule as it is shown.
    #[must_use]
    pub fn view(&self) -> FaultView {
        let rule = Fault { id: Some(self.id.clone()), ..self.file.clone() };
        FaultView { rule, calls: self.calls, hits: self.hits }
    }

    /// What the rule does to a call, if it has something against it.
    pub fn interfere(&mut self, operation: Option<&Operation>, subject: &Subject) -> Option<super::Interference> {
        let is_meant = self.file.operation == "*" || operation.is_some_and(|it| it.id() == self.file.operation);
        if !is_meant || !self.file.pattern.differences(subject).is_empty() {
            return None;
        }
        self.calls += 1;
        if self.calls <= self.file.after_calls || self.file.times.is_some_and(|times| self.hits >= times) {
            return None;
        }
        self.hits += 1;
        let delay_ms = self.file.delay.map_or(0, |delay| delay.of(self.hits));
        let (phase, action) = (self.file.phase, self.file.action.clone());
        Some(super::Interference { rule: self.id.clone(), phase, action, delay_ms })
    }
}

/// Refuses a name that the header of the answer could not tell.
fn check_id(id: &str) -> Result<(), Invalid> {
    if (1..=128).contains(&id.len()) && id.bytes().all(|byte| matches!(byte, b' '..=b'~')) && id.trim() == id {
        return Ok(());
    }
    let shown = crate::contract::beginning(id, 80);
    Err(Invalid::new(format!("an id is 1 to 128 printable characters of ASCII, got {shown:?}")))
}

/// The longest that a call waits by a rule, in milliseconds.
fn longest_wait(file: &Fault) -> u64 {
    let hang = match file.action {
        Some(Action::HangMs(milliseconds)) => milliseconds,
        _ => 0,
    };
    let delay = match file.delay {
        Some(Delay::Uniform { max_ms, .. }) => max_ms,
        Some(delay) => delay.of(0),
        None => 0,
    };
    delay.saturating_add(hang)
}

/// Refuses the name of an operation that there is not.
fn check_operation(name: &str) -> Result<(), Invalid> {
    let names = || OPERATIONS.iter().map(Operation::id);
    if name == "*" || names().any(|known| known == name) {
        return Ok(());
    }
    let near = did_you_mean(name, names());
    let all: Vec<_> = names().collect();
    Err(Invalid::new(format!("there is no operation \"{name}\".{near} There are *, {}", all.join(", "))))
}

/// Refuses a status that no page has for the operation.
fn check_status(operation: &str, status: u16) -> Result<(), Invalid> {
    let operations = OPERATIONS.iter().filter(|it| operation == "*" || it.id() == operation);
    for operation in operations {
        let statuses = fault_statuses(operation);
        if !statuses.contains(&status) {
            let all: Vec<_> = statuses.iter().map(ToString::to_string).collect();
            return Err(Invalid::new(format!(
                "{} has no status {status}; there are {}",
                operation.id(),
                all.join(", ")
            )));
        }
    }
    Ok(())
}
