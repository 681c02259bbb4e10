//! Choices that look random and can be repeated from a number.

use std::time::Duration;

use crate::seed::scramble;

/// A row of choices.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The row number `stream` of those that belong to `seed`.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(scramble(seed ^ scramble(stream)))
    }

    /// A number below `end`, which must not be 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(1);
        scramble(self.0) % end
    }

    /// A number below `end`, which must not be 0.
    pub fn index(&mut self, end: usize) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "the remainder is below end")]
        let index = self.below(end as u64) as usize;
        index
    }

    /// One of `choices`, of which there must be one.
    pub fn choose<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }

    /// As many bytes as are asked for.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256).to_le_bytes()[0]).collect()
    }

    /// A time of less than `end` in whole milliseconds.
    pub fn pause(&mut self, end: Duration) -> Duration {
        Duration::from_millis(self.below(u64::try_from(end.as_millis()).unwrap_or(u64::MAX).max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_choices_and_each_row_others() {
        let [first, again, other] = [(7, 1), (7, 1), (7, 2)].map(|(seed, row)| Random::new(seed, row).bytes(16));

        assert_eq!(first, again);
        assert_ne!(first, other);
    }
}
