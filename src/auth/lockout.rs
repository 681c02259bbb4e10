//! The lock that a real gateway puts on an access key after too many wrong signatures.

use std::collections::BTreeMap;

use crate::domain::{Timestamp, UserId};

/// This many failures in a row lock an access key.
const FAILURES: u32 = 5;

/// The duration of a lock: five minutes, in milliseconds.
const LOCKED_FOR: i64 = 5 * 60 * 1000;

/// The failures of each user's access key since its last success. Only known keys are counted, so their number is bounded.
#[derive(Debug, Default)]
pub struct Lockouts(BTreeMap<UserId, Failures>);

#[derive(Debug, Default)]
struct Failures {
    in_a_row: u32,
    locked_until: Option<Timestamp>,
}

impl Lockouts {
    /// Whether a user's access key is locked.
    #[must_use]
    pub fn is_locked(&self, user: &UserId, now: Timestamp) -> bool {
        self.0.get(user).and_then(|failures| failures.locked_until).is_some_and(|until| now < until)
    }

    /// Counts a wrong signature.
    pub fn failed(&mut self, user: &UserId, now: Timestamp) {
        let failures = self.0.entry(user.clone()).or_default();
        if failures.locked_until.is_some_and(|until| now >= until) {
            *failures = Failures::default();
        }
        failures.in_a_row += 1;
        if failures.in_a_row >= FAILURES {
            failures.locked_until = Some(now.after(LOCKED_FOR));
        }
    }

    /// Forgets the failures of a user whose signature was right.
    pub fn succeeded(&mut self, user: &UserId) {
        self.0.remove(user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_row_lock_for_five_minutes() {
        let user = UserId::from("somebody");
        let now = Timestamp::from_milliseconds(0);
        let mut lockouts = Lockouts::default();

        for _ in 0..4 {
            lockouts.failed(&user, now);
        }
        assert!(!lockouts.is_locked(&user, now));
        lockouts.failed(&user, now);

        assert!(lockouts.is_locked(&user, now.after(299_999)));
        assert!(!lockouts.is_locked(&user, now.after(300_000)));
    }
}
