//! Sets of rules with a name.

use super::{Action, Delay, RuleFile};

/// The names that there are.
pub const PRESETS: &[&str] = &["flaky", "outage", "throttled", "slow"];

/// The rules of a name.
#[must_use]
pub fn preset(name: &str) -> Option<Vec<RuleFile>> {
    let rule = |id: &str| RuleFile {
        id: Some(id.to_owned()),
        operation: "*".to_owned(),
        pattern: crate::contract::Pattern::default(),
        after_calls: 0,
        times: None,
        phase: super::Phase::Before,
        action: None,
        delay: None,
    };
    let status = |id: &str, status| RuleFile { action: Some(Action::Status(status)), ..rule(id) };
    match name {
        // The second and the fourth call fail, each in another way; then all is well again.
        "flaky" => Some(vec![
            RuleFile { after_calls: 1, times: Some(1), ..status("flaky-500", 500) },
            RuleFile {
                after_calls: 2,
                times: Some(1),
                action: Some(Action::Reset(super::rule::Always)),
                ..rule("flaky-reset")
            },
        ]),
        "outage" => Some(vec![status("outage", 503)]),
        "throttled" => Some(vec![RuleFile { after_calls: 5, ..status("throttled", 429) }]),
        "slow" => {
            let delay = Some(Delay::Uniform { min_ms: 200, max_ms: 2000, seed: 0 });
            Some(vec![RuleFile { delay, ..rule("slow") }])
        }
        _ => None,
    }
}
