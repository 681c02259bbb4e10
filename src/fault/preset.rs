//! Named lists of rules.

use super::{Action, Delay, Fault, action::Always};

/// All names.
pub const PRESETS: &[&str] = &["flaky", "outage", "throttled", "slow"];

/// The rules of this name.
#[must_use]
pub fn preset(name: &str) -> Option<Vec<Fault>> {
    match name {
        // The second and the third call fail, each in another way; then all calls pass.
        "flaky" => Some(vec![
            Fault::status("*", 500).named("flaky-500").after_calls(1).times(1),
            Fault::new("*", Some(Action::Reset(Always))).named("flaky-reset").after_calls(1).times(1),
        ]),
        "outage" => Some(vec![Fault::status("*", 503).named("outage")]),
        "throttled" => Some(vec![Fault::status("*", 429).named("throttled").after_calls(5)]),
        "slow" => {
            let delay = Some(Delay::Uniform { min_ms: 200, max_ms: 2000, seed: 0 });
            Some(vec![Fault { delay, ..Fault::new("*", None).named("slow") }])
        }
        _ => None,
    }
}
