//! The progress of a question about what happens: each exchange is checked once, however often the question is asked.

use std::{collections::VecDeque, sync::Arc};

use crate::contract::Pattern;

use super::{Entry, Expectation, News, Verdict};

/// What should have happened.
#[derive(Clone, Debug)]
pub enum Expected {
    /// Requests of one kind, with a count.
    Times(Box<Expectation>),
    /// Requests in this order, each after the one before.
    Sequence(Vec<Expectation>),
}

impl Expected {
    /// Whether the texts of an exchange must be read to compare it: an operation's name does not need that.
    #[must_use]
    pub fn reads(&self) -> bool {
        let reads = |expectation: &Expectation| expectation.pattern != Pattern::default();
        match self {
            Self::Times(expectation) => reads(expectation),
            Self::Sequence(sequence) => sequence.iter().any(reads),
        }
    }

    /// Compares everything that is still kept with what is expected.
    #[must_use]
    pub fn check(&self, entries: &[Arc<Entry>]) -> Verdict {
        match self {
            Self::Times(expectation) => expectation.check(entries),
            Self::Sequence(sequence) => Expectation::check_sequence(sequence, entries),
        }
    }
}

/// A question that is asked again after every exchange. Its answer is that of [`Expected::check`] over everything that
/// the journal still keeps, at the cost of what is new.
#[derive(Clone, Debug)]
pub struct Progress {
    expected: Arc<Expected>,
    /// The numbers of the requests that match, the oldest first.
    hits: VecDeque<u64>,
    /// For each step of a sequence: the latest request that can be the first step of a sequence which reaches this one;
    /// 0 if the step was not reached. A full journal drops the oldest, so the latest first step lasts longest.
    reached: Vec<u64>,
}

impl Progress {
    /// Nothing was checked yet.
    #[must_use]
    pub fn new(expected: Arc<Expected>) -> Self {
        let steps = match &*expected {
            Expected::Times(_) => 0,
            Expected::Sequence(sequence) => sequence.len(),
        };
        Self { expected, hits: VecDeque::new(), reached: vec![0; steps] }
    }

    /// Checks what is new; returns how many requests match if the expectation is met.
    pub fn look(&mut self, news: &News) -> Option<usize> {
        let expected = Arc::clone(&self.expected);
        match &*expected {
            Expected::Times(expectation) => self.count(expectation, news),
            Expected::Sequence(sequence) => self.follow(sequence, news),
        }
    }

    fn count(&mut self, expectation: &Expectation, news: &News) -> Option<usize> {
        let hits = news.entries.iter().filter(|entry| expectation.fits(entry));
        self.hits.extend(hits.map(|entry| entry.number));
        // What the journal has dropped does not count, for those who have waited as for those who ask now.
        while self.hits.front().is_some_and(|number| *number <= news.forgotten) {
            self.hits.pop_front();
        }
        Some(self.hits.len()).filter(|found| expectation.times.allows(*found))
    }

    fn follow(&mut self, sequence: &[Expectation], news: &News) -> Option<usize> {
        for entry in &news.entries {
            // The last step first, so that one request is not counted as two steps.
            for (index, expectation) in sequence.iter().enumerate().rev() {
                let first = if index == 0 { entry.number } else { self.reached[index - 1] };
                if first > self.reached[index] && expectation.fits(entry) {
                    self.reached[index] = first;
                }
            }
        }
        let is_met = self.reached.last().is_some_and(|first| *first > news.forgotten);
        is_met.then_some(sequence.len())
    }
}
