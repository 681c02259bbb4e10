//! Named lists of rules.

use super::{Action, Delay, RuleFile, action::Always};

/// All names.
pub const PRESETS: &[&str] = &["flaky", "outage", "throttled", "slow"];

/// The rules of this name.
#[must_use]
pub fn preset(name: &str) -> Option<Vec<RuleFile>> {
    match name {
        // The second and the third call fail, each in another way; then all calls pass.
        "flaky" => Some(vec![
            RuleFile::status("*", 500).named("flaky-500").after_calls(1).times(1),
            RuleFile::new("*", Some(Action::Reset(Always))).named("flaky-reset").after_calls(1).times(1),
        ]),
        "outage" => Some(vec![RuleFile::status("*", 503).named("outage")]),
        "throttled" => Some(vec![RuleFile::status("*", 429).named("throttled").after_calls(5)]),
        "slow" => {
            let delay = Some(Delay::Uniform { min_ms: 200, max_ms: 2000, seed: 0 });
            Some(vec![RuleFile { delay, ..RuleFile::new("*", None).named("slow") }])
        }
        _ => None,
    }
}
