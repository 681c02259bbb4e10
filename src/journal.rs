//! What happened: the last exchanges of a namespace, without their secrets.

mod entry;
mod progress;
mod redact;
mod shown;
mod transcript;
mod unmet;
mod verify;

pub use entry::{Entry, Filter};
pub use progress::{Expected, Progress};
pub use redact::{redacted_body, redacted_header, redacted_path, redacted_query};
pub use transcript::Transcript;
pub use unmet::Unmet;
pub use verify::{Expectation, Times, Verdict};

use std::{collections::VecDeque, sync::Arc};

use crate::memory::Share;

/// How much a journal keeps.
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capacity {
    /// The most requests that the journal of a namespace keeps; 0 for no journal
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "journal-entries",
            id = "journal_entries",
            env = "CODEARTS_MOCK_JOURNAL_ENTRIES",
            value_name = "NUMBER",
            default_value_t = Self::DEFAULT.entries
        )
    )]
    pub entries: usize,

    /// The most bytes that the journal of a namespace keeps
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "journal-bytes",
            id = "journal_bytes",
            env = "CODEARTS_MOCK_JOURNAL_BYTES",
            value_name = "BYTES",
            default_value_t = Self::DEFAULT.bytes
        )
    )]
    pub bytes: usize,
}

impl Capacity {
    /// How much a journal keeps unless more or less is set.
    pub const DEFAULT: Self = Self { entries: 1_000, bytes: 16 * 1024 * 1024 };
}

impl Default for Capacity {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The exchanges of a namespace, the oldest first. When full, it drops the oldest.
#[derive(Debug, Default)]
pub struct Journal {
    capacity: Capacity,
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    written: u64,
    share: Share,
}

impl Journal {
    /// An empty journal.
    #[must_use]
    pub fn new(capacity: Capacity) -> Self {
        Self { capacity, ..Self::default() }
    }

    /// Counts the bytes of the exchanges in a share.
    #[must_use]
    pub fn counted_in(self, share: Share) -> Self {
        Self { share, ..self }
    }

    /// Records an exchange and gives it its number: 1 for the first.
    pub fn write(&mut self, mut entry: Entry) {
        self.written += 1;
        entry.number = self.written;
        self.bytes += entry.size();
        self.entries.push_back(Arc::new(entry));
        self.keep(self.capacity);
    }

    /// Drops the oldest exchanges until at most this many bytes are left.
    pub fn shrink_to(&mut self, bytes: usize) {
        self.keep(Capacity { bytes, ..self.capacity });
        self.entries.shrink_to_fit();
    }

    fn keep(&mut self, most: Capacity) {
        while self.entries.len() > most.entries || self.bytes > most.bytes {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.size();
        }
        self.share.set(self.bytes);
    }

    /// How many bytes the exchanges take.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many exchanges there were, dropped ones included.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// The exchanges that are still kept, the oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        self.news(0).entries
    }

    /// The exchanges after the one with this number. The cost depends on how many these are: their place is computed.
    #[must_use]
    pub fn news(&self, after: u64) -> News {
        let forgotten = self.written - self.entries.len() as u64;
        let known = usize::try_from(after.saturating_sub(forgotten)).unwrap_or(usize::MAX).min(self.entries.len());
        News { entries: self.entries.range(known..).cloned().collect(), forgotten, written: self.written }
    }
}

/// What has happened since the last look.
#[derive(Clone, Debug)]
pub struct News {
    /// The new exchanges, the oldest first.
    pub entries: Vec<Arc<Entry>>,
    /// The number of the last exchange that the journal has dropped, 0 if it has all.
    pub forgotten: u64,
    /// The number of the last exchange.
    pub written: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contract::{Problem, Rule},
        domain::{RequestId, Timestamp},
        memory::{Kind, Memory},
        store::Changes,
    };

    fn entry(problems: Vec<Problem>) -> Entry {
        Entry {
            number: 0,
            request_id: RequestId::from_bytes([0; 16]),
            time: Timestamp::default(),
            duration_us: 0,
            said: Transcript::new(["GET", "/", ""], std::iter::empty::<(&str, std::borrow::Cow<'_, [u8]>)>, b"", b""),
            is_body_cut: false,
            operation: None,
            caller: None,
            status: 400,
            problems,
            fault: None,
            changes: Changes::default(),
        }
    }

    #[test]
    fn an_exchange_takes_what_its_problems_take() {
        let bare = entry(Vec::new()).size();
        // Not what the client sent, but the server's own texts: a list of many names.
        let problem = Problem::new("/a", Rule::Role).expected("x".repeat(10_000));

        let size = entry(vec![problem]).size();

        assert!((bare + 10_000..bare + 10_500).contains(&size), "{bare} and {size}");
    }

    #[test]
    fn what_a_journal_keeps_is_counted_and_given_back() {
        let memory = Memory::new(Memory::BOUND);
        let size = entry(Vec::new()).size();
        let capacity = Capacity { entries: 3, bytes: usize::MAX };
        let mut journal = Journal::new(capacity).counted_in(Share::of(&memory, Kind::Journal));

        (0..5).for_each(|_| journal.write(entry(Vec::new())));
        assert_eq!((journal.entries().len(), memory.bytes(Kind::Journal)), (3, 3 * size));
        journal.shrink_to(2 * size + 1);
        assert_eq!((journal.entries().len(), memory.bytes(Kind::Journal)), (2, 2 * size));
        assert_eq!((journal.entries()[0].number, journal.written()), (4, 5));

        drop(journal);
        assert_eq!(memory.total(), 0);
    }
}
