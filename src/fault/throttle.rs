//! A limit on the rate of calls, like the gateway's.

use std::str::FromStr;

use crate::{contract::Invalid, domain::Timestamp};

/// Calls a second, and calls at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// Calls a second.
    pub per_second: u32,
    /// Calls at once after a pause.
    pub burst: u32,
}

impl FromStr for Rate {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || Invalid::new(format!("expected N/s or N/s:BURST with numbers above 0, got \"{text}\""));
        let (rate, burst) = text.split_once(':').map_or((text, None), |(rate, burst)| (rate, Some(burst)));
        let number = |text: &str| text.parse().ok().filter(|number| *number > 0_u32).ok_or_else(expected);
        let per_second = number(rate.strip_suffix("/s").ok_or_else(expected)?)?;
        Ok(Self { per_second, burst: burst.map_or(Ok(per_second), number)? })
    }
}

/// The remaining calls, in thousandths of one.
#[derive(Debug)]
pub struct Throttle {
    rate: Rate,
    left: u64,
    at: Timestamp,
}

impl Throttle {
    /// A limit that is unused so far.
    #[must_use]
    pub fn new(rate: Rate, now: Timestamp) -> Self {
        Self { rate, left: u64::from(rate.burst) * 1000, at: now }
    }

    /// Takes one call.
    ///
    /// # Errors
    /// None is left; one will be after this many seconds.
    pub fn take(&mut self, now: Timestamp) -> Result<(), u64> {
        // A clock that was set back gives nothing, and takes nothing.
        let elapsed = now.milliseconds().saturating_sub(self.at.milliseconds()).max(0).unsigned_abs();
        let full = u64::from(self.rate.burst) * 1000;
        // One call a second is one thousandth a millisecond.
        self.left = self.left.saturating_add(elapsed.saturating_mul(u64::from(self.rate.per_second))).min(full);
        self.at = now;
        match self.left.checked_sub(1000) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err((1000 - self.left).div_ceil(u64::from(self.rate.per_second) * 1000).max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_allows_its_burst_and_then_its_pace() {
        let start = Timestamp::from_milliseconds(0);
        let mut throttle = Throttle::new("2/s:3".parse().unwrap(), start);

        let at_once: Vec<_> = (0..4).map(|_| throttle.take(start)).collect();

        assert_eq!(at_once, [Ok(()), Ok(()), Ok(()), Err(1)]);
        assert_eq!(throttle.take(start.after(499)), Err(1));
        assert_eq!(throttle.take(start.after(500)), Ok(()));
    }

    #[test]
    fn a_rate_that_is_none_is_refused() {
        for wrong in ["", "5", "0/s", "5/s:0", "x/s", "5/m"] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
    }
}
