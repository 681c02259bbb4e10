//! One rule at work: which calls it is about, how often it interfered, and what there is to refuse.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    api::{OPERATIONS, Operation, fault_statuses},
    contract::{Expected, Got, Problem, Remedy, Rule as Broken, Subject, nearest},
};

use super::{Action, Delay, Fault, Interference};

/// A rule and how often it was used.
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
    /// A rule that has not been used yet; `number` is its name if it has none. No call may wait longer than `longest`.
    ///
    /// # Errors
    /// It names an operation or a status that there is not, does nothing, or waits too long; says what there is.
    pub fn new(file: Fault, number: usize, longest: Duration) -> Result<Self, Problem> {
        check_operation(&file.operation)?;
        if let Some(Action::Status(status)) = file.action {
            check_status(&file.operation, status)?;
        }
        if file.action.is_none() && file.delay.is_none() {
            let problem = Problem::new("", Broken::Own("idle")).expected("a rule with an action or a delay");
            return Err(problem.got("neither").remedy("add what it is to do"));
        }
        check_waits(&file, longest)?;
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
    pub fn interfere(&mut self, operation: Option<&Operation>, subject: &Subject) -> Option<Interference> {
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
        Some(Interference { rule: self.id.clone(), phase, action, delay_ms })
    }
}

/// Refuses a name that the header of the answer could not tell.
fn check_id(id: &str) -> Result<(), Problem> {
    if (1..=128).contains(&id.len()) && id.bytes().all(|byte| matches!(byte, b' '..=b'~')) && id.trim() == id {
        return Ok(());
    }
    let problem = Problem::new("/id", Broken::Pattern).expected("1 to 128 printable characters of ASCII");
    Err(problem.got(Got::Text(id.to_owned())).remedy(Remedy::SendExpected))
}

/// Refuses a rule by which a call waits too long, or between two times of which the first is the longer one.
fn check_waits(file: &Fault, longest: Duration) -> Result<(), Problem> {
    let (waits, longest) = (longest_wait(file), longest.as_millis());
    if u128::from(waits) > longest {
        let place = if matches!(file.action, Some(Action::HangMs(_))) { "/action/hang_ms" } else { "/delay" };
        return Err(Problem::new(place, Broken::Range)
            .expected(format!("at most {longest} ms for a call to wait, as --max-wait-ms says"))
            .got(format!("{waits} ms"))
            .remedy("wait less, or start the server with another --max-wait-ms"));
    }
    match file.delay {
        Some(Delay::Uniform { min_ms, max_ms, .. }) if min_ms > max_ms => {
            Err(Problem::new("/delay/uniform", Broken::Range)
                .expected("min_ms up to max_ms")
                .got(format!("{min_ms} and {max_ms}"))
                .remedy("exchange them"))
        }
        _ => Ok(()),
    }
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
fn check_operation(name: &str) -> Result<(), Problem> {
    let names = || std::iter::once("*").chain(OPERATIONS.iter().map(Operation::id));
    if names().any(|known| known == name) {
        return Ok(());
    }
    let near = nearest(name, names());
    let remedy = near.map_or(Remedy::SendExpected, |near| Remedy::Send(near.to_owned()));
    let expected = Expected::OneOf { noun: "operations", names: names().map(str::to_owned).collect() };
    let problem = Problem::new("/operation", Broken::Enum).expected(expected).nearest(near);
    Err(problem.got(Got::Text(name.to_owned())).remedy(remedy))
}

/// Refuses a status that no page has for the operation.
fn check_status(operation: &str, status: u16) -> Result<(), Problem> {
    let operations = OPERATIONS.iter().filter(|it| operation == "*" || it.id() == operation);
    for operation in operations {
        let statuses = fault_statuses(operation);
        if !statuses.contains(&status) {
            let all: Vec<_> = statuses.iter().map(ToString::to_string).collect();
            return Err(Problem::new("/action/status", Broken::Enum)
                .expected(format!("a status that {} has, one of {}", operation.id(), all.join(", ")))
                .got(status.to_string())
                .remedy("send one of them"));
        }
    }
    Ok(())
}
