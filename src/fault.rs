//! Faults: rules that interfere with calls on purpose, counted and never random.

mod action;
mod given;
mod interference;
mod preset;
mod rule;
mod throttle;

pub use action::{Action, Always, Delay, FailureIn200, Phase};
pub use given::Fault;
pub use interference::Interference;
pub use preset::{PRESETS, preset};
pub use rule::{FaultView, Rule};
pub use throttle::{Rate, Throttle};

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use parking_lot::Mutex;

use crate::{
    api::Operation,
    contract::{Problem, Rule as Broken, Subject},
    memory::{Full, Share},
};

/// So many rules a namespace can have: each call looks at them one by one.
pub const MOST_RULES: usize = 1_000;

/// The longest that a call waits, unless another limit is set.
pub const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Checks all rules; a rule without a name gets its number as its name. No call may wait longer than `longest`.
///
/// # Errors
/// One of them cannot be meant; says which and why.
pub fn rules(files: impl IntoIterator<Item = Fault>, longest: Duration) -> Result<Vec<Rule>, Problem> {
    let mut rules = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        let rule = Rule::new(file, index + 1, longest).and_then(|rule| check_beside(&rules, &rule).map(|()| rule));
        rules.push(rule.map_err(|problem| problem.inside(&format!("/faults/{index}")))?);
    }
    Ok(rules)
}

/// Refuses a rule that cannot be told from another one, or is one too many.
fn check_beside(others: &[Rule], rule: &Rule) -> Result<(), Problem> {
    if others.iter().any(|other| other.id() == rule.id()) {
        let problem = Problem::new("/id", Broken::Once).expected("an id of its own");
        return Err(problem.got(format!("\"{}\", which another rule has", rule.id())).remedy("send another id"));
    }
    if others.len() >= MOST_RULES {
        return Err(Problem::new("", Broken::Items)
            .expected(format!("at most {MOST_RULES} rules"))
            .got("one more")
            .remedy("use a match or times instead of a rule for each call"));
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
    /// It cannot be meant, or not beside the others, or there is no room for it.
    pub fn add(&self, file: Fault, longest: Duration) -> Result<(), Problem> {
        let mut current = self.rules.lock();
        let rule = Rule::new(file, current.list.len() + 1, longest)?;
        check_beside(&current.list, &rule)?;
        current.share.grow(rule.size())?;
        current.list.push(rule);
        self.is_any.store(true, Ordering::Release);
        Ok(())
    }

    /// The rules and how often each interfered.
    #[must_use]
    pub fn view(&self) -> Vec<FaultView> {
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
