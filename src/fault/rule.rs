//! One rule: which calls, when, how often, and what happens to them.

use serde::{Deserialize, Serialize};

use crate::{
    api::{OPERATIONS, Operation, fault_statuses},
    contract::{Pattern, Subject, nearest},
    domain::mixed,
};

/// A rule as it is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
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

impl RuleFile {
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

    /// A rule that refuses every call of an operation with a status.
    #[must_use]
    pub fn status(operation: &str, status: u16) -> Self {
        Self::new(operation, Some(Action::Status(status)))
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

    /// The rule with a name.
    #[must_use]
    pub fn named(self, id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..self }
    }
}

fn is_default(pattern: &Pattern) -> bool {
    *pattern == Pattern::default()
}

/// When a rule interferes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The operation does not happen.
    #[default]
    Before,
    /// The operation happens; the client does not get to know.
    After,
}

/// What is done to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// It is a refusal with this status, in the service's own words.
    Status(u16),
    /// It is a failure inside HTTP 200.
    #[serde(rename = "failure_in_200")]
    FailureIn200(FailureIn200),
    /// The connection is reset.
    Reset(Always),
    /// The connection is closed without an answer.
    Empty(Always),
    /// It breaks off after so many bytes of the body.
    TruncateAt(usize),
    /// Its chunks are malformed.
    Malformed(Always),
    /// It comes after so many milliseconds, in which the call seems to hang.
    HangMs(u64),
}

/// The only value that makes sense for an action without more to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Always;

impl Serialize for Always {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for Always {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if bool::deserialize(deserializer)? {
            Ok(Self)
        } else {
            Err(serde::de::Error::custom("expected true; leave the action out to do nothing"))
        }
    }
}

/// What a failure inside HTTP 200 says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureIn200 {
    /// The code.
    pub code: String,
    /// The message.
    pub message: String,
}

/// How long a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Delay {
    /// Always so many milliseconds.
    FixedMs(u64),
    /// Between two times; the same ones again for the same seed.
    Uniform {
        /// The shortest time, in milliseconds.
        min_ms: u64,
        /// The longest time, in milliseconds.
        max_ms: u64,
        /// What the times are made from.
        #[serde(default)]
        seed: u64,
    },
}

/// No call waits longer than this, in milliseconds.
const LONGEST: u64 = 10 * 60 * 1000;

impl Delay {
    /// How long the call of this number waits, in milliseconds.
    fn of(self, number: u64) -> u64 {
        match self {
            Self::FixedMs(milliseconds) => milliseconds,
            Self::Uniform { min_ms, max_ms, seed } => {
                let span = max_ms.saturating_sub(min_ms).saturating_add(1);
                min_ms + mixed(seed ^ mixed(number)) % span
            }
        }
    }
}

/// A rule with what has happened to it so far.
#[derive(Clone, Debug)]
pub struct Rule {
    id: String,
    file: RuleFile,
    calls: u64,
    hits: u64,
}

/// A rule as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// The rule.
    #[serde(flatten)]
    pub rule: RuleFile,
    /// How many calls it was about.
    pub calls: u64,
    /// How many of them it interfered with.
    pub hits: u64,
}

impl Rule {
    /// A rule that nothing has happened to yet; `number` is its name if it has none.
    ///
    /// # Errors
    /// It names an operation or a status that there is not, or does nothing; says what there is.
    pub fn new(file: RuleFile, number: usize) -> Result<Self, String> {
        check_operation(&file.operation)?;
        if let Some(Action::Status(status)) = file.action {
            check_status(&file.operation, status)?;
        }
        if file.action.is_none() && file.delay.is_none() {
            return Err("a rule needs an action or a delay".to_owned());
        }
        let waits = [file.delay.map(|delay| delay.of(0)), hang(&file), longest(&file)];
        if waits.into_iter().flatten().any(|wait| wait > LONGEST) {
            return Err(format!("a call may wait {LONGEST} ms at the most"));
        }
        let id = file.id.clone().unwrap_or_else(|| number.to_string());
        Ok(Self { id, file, calls: 0, hits: 0 })
    }

    /// The rule as it is shown.
    #[must_use]
    pub fn view(&self) -> RuleView {
        let rule = RuleFile { id: Some(self.id.clone()), ..self.file.clone() };
        RuleView { rule, calls: self.calls, hits: self.hits }
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

fn hang(file: &RuleFile) -> Option<u64> {
    match file.action {
        Some(Action::HangMs(milliseconds)) => Some(milliseconds),
        _ => None,
    }
}

fn longest(file: &RuleFile) -> Option<u64> {
    match file.delay {
        Some(Delay::Uniform { max_ms, .. }) => Some(max_ms),
        _ => None,
    }
}

/// Refuses the name of an operation that there is not.
fn check_operation(name: &str) -> Result<(), String> {
    let names = || OPERATIONS.iter().map(Operation::id);
    if name == "*" || names().any(|known| known == name) {
        return Ok(());
    }
    let near = nearest(name, names()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    let all: Vec<_> = names().collect();
    Err(format!("there is no operation \"{name}\".{near} There are *, {}", all.join(", ")))
}

/// Refuses a status that no page has for the operation.
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
