//! One rule: which calls, when, how often, and what happens to them.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{OPERATIONS, Operation, fault_statuses},
    contract::{Pattern, Subject, did_you_mean},
};

use super::{Action, Delay, Phase, single::single};

/// A rule as it is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The rule's name; a number if none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The operation whose calls it affects; `*` for all.
    pub operation: String,
    /// Which of its calls.
    #[serde(default, rename = "match", skip_serializing_if = "is_default")]
    pub pattern: Pattern,
    /// How many of these calls pass first.
    #[serde(default)]
    pub after_calls: u64,
    /// How many are affected after that; all of them without it.
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

impl RuleFile {
    /// A rule for every call of an operation, or of all for `*`.
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

    /// A rule that refuses every call of an operation with a status, with the code and message of the service.
    ///
    /// ```
    /// use codearts_mock::{MockServer, fault::RuleFile};
    ///
    /// let server = MockServer::start();
    /// server.inject(RuleFile::status("CheckJobInternal", 503).after_calls(1).times(1));
    /// let call = || ureq::get(format!("{}/v1/job/permission/internal", server.uri())).header("X-Auth-Token", "any").call();
    ///
    /// assert_eq!([0, 1, 2].map(|_| call().is_ok()), [true, false, true]);
    /// ```
    #[must_use]
    pub fn status(operation: &str, status: u16) -> Self {
        Self::new(operation, Some(Action::Status(status)))
    }

    /// The rule for this many calls only.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The rule for calls after the first ones.
    #[must_use]
    pub fn after_calls(self, calls: u64) -> Self {
        Self { after_calls: calls, ..self }
    }

    /// The rule for calls that take effect although the client sees them fail.
    ///
    /// ```
    /// use codearts_mock::{MockServer, fault::RuleFile};
    ///
    /// let server = MockServer::start();
    /// server.inject(RuleFile::status("ApplyProjectPermission", 500).afterwards());
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

    /// The rule with a wait before it does anything.
    #[must_use]
    pub fn delayed(self, delay: Delay) -> Self {
        Self { delay: Some(delay), ..self }
    }

    /// The rule only for calls that match a pattern.
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

/// A rule and how often it was used.
#[derive(Clone, Debug)]
pub struct Rule {
    id: String,
    file: RuleFile,
    calls: u64,
    hits: u64,
}

/// A rule as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RuleView {
    /// The rule.
    #[serde(flatten)]
    pub rule: RuleFile,
    /// How many calls matched it.
    pub calls: u64,
    /// How many of them it interfered with.
    pub hits: u64,
}

impl Rule {
    /// A rule that has not been used yet; `number` is its name if it has none. No call may wait longer than `longest`.
    ///
    /// # Errors
    /// It names an unknown operation or status, does nothing, or waits too long; says what is possible.
    pub fn new(file: RuleFile, number: usize, longest: Duration) -> Result<Self, String> {
        check_operation(&file.operation)?;
        if let Some(Action::Status(status)) = file.action {
            check_status(&file.operation, status)?;
        }
        if file.action.is_none() && file.delay.is_none() {
            return Err("a rule needs an action or a delay, got neither".to_owned());
        }
        if u128::from(longest_wait(&file)) > longest.as_millis() {
            return Err(format!("a call may wait {} ms at the most, as --max-wait-ms says", longest.as_millis()));
        }
        if let Some(Delay::Uniform { min_ms, max_ms, .. }) = file.delay
            && min_ms > max_ms
        {
            return Err(format!("the delay is between min_ms and max_ms, and {min_ms} is more than {max_ms}"));
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
    pub fn view(&self) -> RuleView {
        let rule = RuleFile { id: Some(self.id.clone()), ..self.file.clone() };
        RuleView { rule, calls: self.calls, hits: self.hits }
    }

    /// What the rule does to a call, if it affects the call.
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

/// Refuses a name that cannot stand in a header of the answer.
fn check_id(id: &str) -> Result<(), String> {
    if (1..=128).contains(&id.len()) && id.bytes().all(|byte| matches!(byte, b' '..=b'~')) && id.trim() == id {
        return Ok(());
    }
    let shown = crate::contract::beginning(id, 80);
    Err(format!("an id is 1 to 128 printable characters of ASCII, got {shown:?}"))
}

/// The longest wait that a rule causes, in milliseconds.
fn longest_wait(file: &RuleFile) -> u64 {
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

/// Refuses the name of an unknown operation.
fn check_operation(name: &str) -> Result<(), String> {
    let names = || OPERATIONS.iter().map(Operation::id);
    if name == "*" || names().any(|known| known == name) {
        return Ok(());
    }
    let near = did_you_mean(name, names());
    let all: Vec<_> = names().collect();
    Err(format!("there is no operation \"{name}\".{near} There are *, {}", all.join(", ")))
}

/// Refuses a status that no page lists for the operation.
fn check_status(operation: &str, status: u16) -> Result<(), String> {
    let operations = OPERATIONS.iter().filter(|it| operation == "*" || it.id() == operation);
    for operation in operations {
        let statuses = fault_statuses(operation);
        if !statuses.contains(&status) {
            let all: Vec<_> = statuses.iter().map(ToString::to_string).collect();
            return Err(format!("{} has no status {status}; there are {}", operation.id(), all.join(", ")));
        }
    }
    Ok(())
}
