//! What should go wrong: rules that interfere with calls on purpose, counted and never by chance.

mod preset;
mod rule;
mod throttle;

pub use preset::{PRESETS, preset};
pub use rule::{Action, Delay, FailureIn200, Phase, Rule, RuleFile, RuleView};
pub use throttle::{Rate, Throttle};

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::{api::Operation, contract::Subject};

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

/// The rules of a namespace.
#[derive(Debug, Default)]
pub struct Faults {
    /// Whether there is any rule, so that a call without rules takes no lock.
    is_any: AtomicBool,
    rules: Mutex<Vec<Rule>>,
}

impl Faults {
    /// Whether there is any rule.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.is_any.load(Ordering::Acquire)
    }

    /// Replaces all rules.
    pub fn replace(&self, rules: Vec<Rule>) {
        let mut current = self.rules.lock();
        self.is_any.store(!rules.is_empty(), Ordering::Release);
        *current = rules;
    }

    /// Adds a rule.
    pub fn add(&self, rule: Rule) {
        let mut current = self.rules.lock();
        current.push(rule);
        self.is_any.store(true, Ordering::Release);
    }

    /// The rules with how often they interfered.
    #[must_use]
    pub fn view(&self) -> Vec<RuleView> {
        self.rules.lock().iter().map(Rule::view).collect()
    }

    /// Lets the first rule interfere that has something against a call.
    pub fn choose(&self, operation: Option<&Operation>, subject: impl FnOnce() -> Subject) -> Option<Interference> {
        if !self.is_any() {
            return None;
        }
        let subject = subject();
        self.rules.lock().iter_mut().find_map(|rule| rule.interfere(operation, &subject))
    }
}
