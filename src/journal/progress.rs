//! How far a question about what happens has come: each exchange is looked at once, however often the question is asked.

use std::{collections::VecDeque, sync::Arc};

use crate::contract::Pattern;

use super::{Entry, Expectation, News, Verdict};

/// What should have happened.
#[derive(Clone, Debug)]
pub enum Expected {
    /// Requests of one kind, so often.
    Times(Box<Expectation>),
    /// Requests in this order, each after the one before.
    Sequence(Vec<Expectation>),
}

impl Expected {
    /// Whether what was said must be read to compare it: an operation's name needs no look at it.
    #[must_use]
    pub fn reads(&self) -> bool {
        let reads = |expectation: &Expectation| expectation.pattern != Pattern::default();
        match self {
            Self::Times(expectation) => reads(expectation),
            Self::Sequence(sequence) => sequence.iter().any(reads),
        }
    }

    /// Compares all that is still known with what is expected.
    #[must_use]
    pub fn check(&self, entries: &[Arc<Entry>]) -> Verdict {
        match self {
            Self::Times(expectation) => expectation.check(entries),
            Self::Sequence(sequence) => Expectation::check_sequence(sequence, entries),
        }
    }
}

/// A question that is asked again whenever something has happened. Its answer is that of [`Expected::check`] over all that
/// the journal still knows, at the cost of what is new.
#[derive(Clone, Debug)]
pub struct Progress {
    expected: Arc<Expected>,
    /// The numbers of the requests that fit, the oldest first.
    hits: VecDeque<u64>,
    /// For each step of a sequence: of the requests that can be its first step with this one being reached, the latest one;
    /// 0 for a step that was not reached. A full journal forgets the oldest, so the latest first step lasts longest.
    reached: Vec<u64>,
}

impl Progress {
    /// Nothing was looked at yet.
    #[must_use]
    pub fn new(expected: Arc<Expected>) -> Self {
        let steps = match &*expected {
            Expected::Times(_) => 0,
            Expected::Sequence(sequence) => sequence.len(),
        };
        Self { expected, hits: VecDeque::new(), reached: vec![0; steps] }
    }

    /// Looks at what is new; says how many requests fit if that is what was expected.
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
        // What the journal has forgotten counts for nobody, whether they have waited or ask now.
        while self.hits.front().is_some_and(|number| *number <= news.forgotten) {
            self.hits.pop_front();
        }
        Some(self.hits.len()).filter(|found| expectation.times.allows(*found))
    }

    fn follow(&mut self, sequence: &[Expectation], news: &News) -> Option<usize> {
        for entry in &news.entries {
            // The last step first: a request is one step and not two.
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
