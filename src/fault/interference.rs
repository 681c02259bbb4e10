//! What is to happen to one call.

use super::{Action, Phase};

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
