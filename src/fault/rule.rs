//! One rule at work: which calls it is about, how often it interfered, and what there is to refuse.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    api::{OPERATIONS, Operation, fault_statuses},
    contract::{Invalid, Subject, did_you_mean},
};

use super::{Action, Delay, Fault};

/// A rule with what has happened to it so far.
#[derive(Clone, Debug)]
pub struct Rule {
    id: String,
    file: Fault,
    calls: u64,
    hits: u64,
}

/// A fault with what has happened to it, as [`Scope::faults`](crate::Scope::faults) shows it.
#[non_exhaustive]
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
