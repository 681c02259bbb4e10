//! What happened: the last exchanges of a namespace, without their secrets.

mod entry;
mod progress;
mod redact;
mod shown;
mod transcript;
mod verify;

pub use entry::{Entry, Filter};
pub use progress::{Expected, Progress};
pub use redact::{redacted_body, redacted_header, redacted_path, redacted_query};
pub use transcript::Transcript;
pub use verify::{Expectation, Times, Verdict};

use std::{collections::VecDeque, sync::Arc};

/// How much a journal keeps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capacity {
    /// The most exchanges.
    pub entries: usize,
    /// The most bytes, bodies and headers and all.
    pub bytes: usize,
}

impl Default for Capacity {
    fn default() -> Self {
        Self { entries: 1_000, bytes: 16 * 1024 * 1024 }
    }
}

/// The exchanges of a namespace, the oldest first. Full, it forgets the oldest.
#[derive(Debug, Default)]
pub struct Journal {
    capacity: Capacity,
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    written: u64,
}

impl Journal {
    /// An empty journal.
    #[must_use]
    pub fn new(capacity: Capacity) -> Self {
        Self { capacity, ..Self::default() }
    }

    /// Writes down an exchange, and gives it its number: 1 for the first.
    pub fn write(&mut self, mut entry: Entry) {
        self.written += 1;
        entry.number = self.written;
        self.bytes += entry.size();
        self.entries.push_back(Arc::new(entry));
        while self.entries.len() > self.capacity.entries || self.bytes > self.capacity.bytes {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.size();
        }
    }

    /// How many exchanges there were, those included that are forgotten.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// The exchanges that are still known, the oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        self.news(0).entries
    }

    /// The exchanges after the one of a number. It costs what there is of them: they are found by counting.
    #[must_use]
    pub fn news(&self, after: u64) -> News {
        let forgotten = self.written - self.entries.len() as u64;
        let known = usize::try_from(after.saturating_sub(forgotten)).unwrap_or(usize::MAX).min(self.entries.len());
        News { entries: self.entries.range(known..).cloned().collect(), forgotten, written: self.written }
    }
}

/// What has happened since somebody looked.
#[derive(Clone, Debug)]
pub struct News {
    /// The exchanges that are new, the oldest first.
    pub entries: Vec<Arc<Entry>>,
    /// The number of the last exchange that the journal has forgotten, 0 if it knows all.
    pub forgotten: u64,
    /// The number of the last exchange.
    pub written: u64,
}
