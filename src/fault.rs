//! Faults: rules that interfere with calls on purpose, counted and never random.

mod action;
mod preset;
mod rule;
mod single;
mod throttle;

pub use action::{Action, Always, Delay, FailureIn200, Phase};
pub use preset::{PRESETS, preset};
pub use rule::{Rule, RuleFile, RuleView};
pub use throttle::{Rate, Throttle};

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use parking_lot::Mutex;

use crate::{
    api::Operation,
    contract::Subject,
    memory::{Full, Share},
};

/// What a rule does to one call.
#[derive(Clone, Debug)]
pub struct Interference {
    /// The rule's id.
    pub rule: String,
    /// Before or after the operation.
    pub phase: Phase,
    /// What is done to the answer; a rule may only delay.
    pub action: Option<Action>,
    /// How long the call waits, in milliseconds.
    pub delay_ms: u64,
}

impl Interference {
    /// How long the call waits before the operation, or between it and the answer, in milliseconds.
    #[must_use]
    pub const fn wait(&self, phase: Phase) -> u64 {
        match (phase, self.phase) {
            (Phase::Before, Phase::Before) | (Phase::After, Phase::After) => match self.action {
                Some(Action::HangMs(milliseconds)) => self.delay_ms.saturating_add(milliseconds),
                _ => self.delay_ms,
            },
            _ => 0,
        }
    }
}

/// The most rules of a namespace: each call checks them one by one.
pub const MOST_RULES: usize = 1_000;

/// The longest that a call waits, unless another limit is set.
pub const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Checks all rules; a rule without a name gets its number as its name. No call may wait longer than `longest`.
///
/// # Errors
/// A rule is not valid; says which and why.
pub fn rules(files: impl IntoIterator<Item = RuleFile>, longest: Duration) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        let rule = Rule::new(file, index + 1, longest).and_then(|rule| check_beside(&rules, &rule).map(|()| rule));
        rules.push(rule.map_err(|why| format!("faults[{index}]: {why}"))?);
    }
    Ok(rules)
}

/// Refuses a rule whose name is taken, or that is one too many.
fn check_beside(others: &[Rule], rule: &Rule) -> Result<(), String> {
    if others.iter().any(|other| other.id() == rule.id()) {
        return Err(format!("there is a rule \"{}\" already; give each an id of its own", rule.id()));
    }
    if others.len() >= MOST_RULES {
        return Err(format!("there can be {MOST_RULES} rules; use a match or times instead of one for each call"));
    }
    Ok(())
}

/// The rules of a namespace.
#[derive(Debug, Default)]
pub struct Faults {
    /// Whether there is any rule, so that without rules a call takes no lock.
    is_any: AtomicBool,
    rules: Mutex<Rules>,
}

/// The rules, and their bytes.
#[derive(Debug, Default)]
struct Rules {
    list: Vec<Rule>,
    share: Share,
}

impl Faults {
    /// Whether there is any rule.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.is_any.load(Ordering::Acquire)
    }

    /// Counts the bytes of the rules in a share.
    #[must_use]
    pub fn counted_in(self, mut share: Share) -> Self {
        let rules = self.rules.into_inner();
        share.set(rules.list.iter().map(Rule::size).sum());
        Self { rules: Mutex::new(Rules { share, ..rules }), ..self }
    }

    /// Replaces all rules.
    ///
    /// # Errors
    /// There is no room for them; the old ones stay.
    pub fn replace(&self, rules: Vec<Rule>) -> Result<(), Full> {
        let mut current = self.rules.lock();
        let size: usize = rules.iter().map(Rule::size).sum();
        let more = size.saturating_sub(current.share.bytes());
        current.share.grow(more)?;
        current.share.set(size);
        self.is_any.store(!rules.is_empty(), Ordering::Release);
        current.list = rules;
        Ok(())
    }

    /// Adds a rule. No call may wait longer than `longest`.
    ///
    /// # Errors
    /// It is not valid, or not together with the others, or there is no room for it.
    pub fn add(&self, file: RuleFile, longest: Duration) -> Result<(), String> {
        let mut current = self.rules.lock();
        let rule = Rule::new(file, current.list.len() + 1, longest)?;
        check_beside(&current.list, &rule)?;
        current.share.grow(rule.size()).map_err(|full| full.to_string())?;
        current.list.push(rule);
        self.is_any.store(true, Ordering::Release);
        Ok(())
    }

    /// The rules and how often each interfered.
    #[must_use]
    pub fn view(&self) -> Vec<RuleView> {
        self.rules.lock().list.iter().map(Rule::view).collect()
    }

    /// Applies the first rule that affects the call.
    pub fn choose(&self, operation: Option<&Operation>, subject: impl FnOnce() -> Subject) -> Option<Interference> {
        if !self.is_any() {
            return None;
        }
        let subject = subject();
        self.rules.lock().list.iter_mut().find_map(|rule| rule.interfere(operation, &subject))
    }
}
