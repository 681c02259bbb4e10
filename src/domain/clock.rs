//! The one place that asks the system for the time.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::Timestamp;

/// Tells the time: the system's, or one that stands still until it is moved.
#[derive(Debug)]
pub struct Clock {
    /// The time of a stopped clock in milliseconds, or [`RUNNING`].
    standing: AtomicI64,
    /// How far a running clock is ahead of the system's.
    ahead: AtomicI64,
}

/// No clock can stop at this time: nearly 300 million years before 1970.
const RUNNING: i64 = i64::MIN;

impl Clock {
    /// The system's clock, or one that is stopped at a point in time.
    #[must_use]
    pub const fn new(standing: Option<Timestamp>) -> Self {
        let standing = match standing {
            Some(point) => point.milliseconds(),
            None => RUNNING,
        };
        Self { standing: AtomicI64::new(standing), ahead: AtomicI64::new(0) }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self.standing.load(Ordering::Acquire) {
            RUNNING => Timestamp::from_milliseconds(system_time()).after(self.ahead.load(Ordering::Acquire)),
            point => Timestamp::from_milliseconds(point),
        }
    }

    /// Whether the clock is stopped.
    #[must_use]
    pub fn stands_still(&self) -> bool {
        self.standing.load(Ordering::Acquire) != RUNNING
    }

    /// Stops the clock at a point in time, or sets it running with the system's time again.
    pub fn set(&self, standing: Option<Timestamp>) {
        self.ahead.store(0, Ordering::Release);
        self.standing.store(standing.map_or(RUNNING, Timestamp::milliseconds), Ordering::Release);
    }

    /// Moves the clock, running or stopped. It stops at the ends of time; it never wraps into the past.
    pub fn advance(&self, milliseconds: i64) {
        let _now = self.advance_if(milliseconds, |_| true);
    }

    /// Moves the clock if the resulting time is allowed; returns that time. Check and move are one step, so concurrent
    /// moves are neither lost nor combined into one that is not allowed.
    pub fn advance_if(&self, milliseconds: i64, is_allowed: impl Fn(Timestamp) -> bool) -> Option<Timestamp> {
        loop {
            let standing = self.standing.load(Ordering::Acquire);
            // Decided again in each round: the mark of a clock that was started meanwhile must not be moved.
            let (hand, before) = match standing {
                RUNNING => (&self.ahead, self.ahead.load(Ordering::Acquire)),
                point => (&self.standing, point),
            };
            let after = before.saturating_add(milliseconds).max(RUNNING + 1);
            let shown = match standing {
                RUNNING => Timestamp::from_milliseconds(system_time()).after(after),
                _ => Timestamp::from_milliseconds(after),
            };
            if !is_allowed(shown) {
                return None;
            }
            if hand.compare_exchange(before, after, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                return Some(shown);
            }
        }
    }
}

/// Milliseconds since 1970 by the system's clock.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
fn system_time() -> i64 {
    // A clock that stands before 1970 was never set.
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_when_it_is_told_to() {
        let clock = Clock::new(Some(Timestamp::from_milliseconds(1000)));

        clock.advance(500);

        assert_eq!(clock.now(), Timestamp::from_milliseconds(1500));
    }
}
