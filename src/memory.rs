//! Counts the bytes of everything that is kept, by kind, against one bound for the whole server.

mod share;

pub use share::Share;

use std::fmt::Debug;
use std::sync::{
    Arc, Weak,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use parking_lot::Mutex;

use crate::contract::{Problem, Rule};

/// What memory is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Recorded exchanges.
    Journal,
    /// Whatever was changed, created, or replaced the world that the server started with.
    State,
    /// Snapshots.
    Snapshots,
    /// Fault rules.
    Faults,
    /// Issued tokens.
    Tokens,
    /// Bodies that are being read or processed.
    Bodies,
}

impl Kind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 6] = [Self::Journal, Self::State, Self::Snapshots, Self::Faults, Self::Tokens, Self::Bodies];

    /// The kind in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Journal => "journals",
            Self::State => "changed state",
            Self::Snapshots => "snapshots",
            Self::Faults => "fault rules",
            Self::Tokens => "issued tokens",
            Self::Bodies => "request bodies",
        }
    }
}

/// What can let go of memory when there is no room left.
pub trait Reclaim: Debug + Send + Sync {
    /// Lets go of about so many bytes, if it has them.
    fn reclaim(&self, bytes: usize);
}

/// The bytes of a server.
///
/// Counting takes no lock: numbers are only added and subtracted, so relaxed order is enough.
#[derive(Debug)]
pub struct Memory {
    bound: usize,
    total: AtomicUsize,
    kinds: [AtomicUsize; Kind::ALL.len()],
    reclaim: Mutex<Option<Weak<dyn Reclaim>>>,
}

impl Memory {
    /// The default bound: 1 GiB.
    pub const BOUND: usize = 1024 * 1024 * 1024;

    /// The smallest bound with which the server works: 1 MiB.
    pub const LEAST: usize = 1024 * 1024;

    /// Nothing is used yet of this bound.
    #[must_use]
    pub fn new(bound: usize) -> Arc<Self> {
        Arc::new(Self { bound, total: AtomicUsize::new(0), kinds: Default::default(), reclaim: Mutex::new(None) })
    }

    /// The bound in bytes.
    #[must_use]
    pub const fn bound(&self) -> usize {
        self.bound
    }

    /// How many bytes one kind uses.
    #[must_use]
    pub fn bytes(&self, kind: Kind) -> usize {
        self.kinds[kind as usize].load(Relaxed)
    }

    /// How many bytes are used in total.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total.load(Relaxed)
    }

    /// Sets what releases memory when there is no room left.
    pub fn reclaim_from(&self, source: Weak<dyn Reclaim>) {
        *self.reclaim.lock() = Some(source);
    }

    /// Releases what exceeds the bound. Exchanges can exceed it, because they are counted after they are made.
    pub fn come_down(&self) {
        if self.total() > self.bound {
            self.reclaim(0);
        }
    }

    /// Reserves bytes if there is room or room can be made.
    fn take(&self, kind: Kind, bytes: usize) -> Result<(), Full> {
        if self.try_take(kind, bytes) {
            return Ok(());
        }
        // A request that cannot fit at all must not cost anyone their journal.
        let fixed = self.total().saturating_sub(self.bytes(Kind::Journal));
        if fixed.saturating_add(bytes) <= self.bound {
            self.reclaim(bytes);
            if self.try_take(kind, bytes) {
                return Ok(());
            }
        }
        Err(self.full(bytes))
    }

    fn try_take(&self, kind: Kind, bytes: usize) -> bool {
        if bytes > self.bound {
            return false;
        }
        // Added first and checked then: of two concurrent calls that would fit only alone, one is refused.
        let fits = self.total.fetch_add(bytes, Relaxed) + bytes <= self.bound;
        if fits {
            self.kinds[kind as usize].fetch_add(bytes, Relaxed);
        } else {
            self.total.fetch_sub(bytes, Relaxed);
        }
        fits
    }

    /// Counts what already exists.
    fn add(&self, kind: Kind, bytes: usize) {
        self.total.fetch_add(bytes, Relaxed);
        self.kinds[kind as usize].fetch_add(bytes, Relaxed);
    }

    fn give_back(&self, kind: Kind, bytes: usize) {
        self.total.fetch_sub(bytes, Relaxed);
        self.kinds[kind as usize].fetch_sub(bytes, Relaxed);
    }

    /// Makes room for this many bytes and some more, so that not every request must do it.
    fn reclaim(&self, bytes: usize) {
        let source = self.reclaim.lock().as_ref().and_then(Weak::upgrade);
        if let Some(source) = source {
            let over = self.total().saturating_add(bytes).saturating_sub(self.bound);
            source.reclaim(over.saturating_add(self.bound / 64));
        }
    }

    fn full(&self, needed: usize) -> Full {
        let (most, most_bytes) = Kind::ALL
            .map(|kind| (kind, self.bytes(kind)))
            .into_iter()
            .max_by_key(|(_, bytes)| *bytes)
            .unwrap_or((Kind::State, 0));
        Full { needed, taken: self.total(), bound: self.bound, most, most_bytes }
    }
}

/// There is no room for what a call needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Full {
    /// The bytes that the call needs, or somewhat less.
    pub needed: usize,
    /// The bytes in use.
    pub taken: usize,
    /// The bound.
    pub bound: usize,
    /// The kind that uses the most.
    pub most: Kind,
    /// Its bytes.
    pub most_bytes: usize,
}

impl From<Full> for Problem {
    fn from(full: Full) -> Self {
        let Full { needed, taken, bound, most, most_bytes } = full;
        let most = most.name();
        Self::new("", Rule::Own("memory"))
            .expected(format!("at most {bound} bytes in all, as --max-memory-bytes (CODEARTS_MOCK_MAX_MEMORY_BYTES) sets"))
            .got(format!("a call that may need {needed} more beside {taken}; most of these, {most_bytes}, are {most}"))
            .remedy(
                "reset or delete what is not needed any more (GET /_mock/health shows what takes how much), or start the \
                 server with a larger --max-memory-bytes",
            )
    }
}

/// The real size of an allocation: allocators round up, and store the length.
#[must_use]
pub const fn allocation(bytes: usize) -> usize {
    if bytes == 0 { 0 } else { (bytes + 8).next_multiple_of(16) }
}

#[cfg(test)]
mod tests;
