//! What all connections share: the time, the order of their requests, and their number.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::Notify;

use crate::domain::{IdSource, RequestId};
use tokio::time::{Instant, timeout};

/// How often a request that waits for a place checks whether there is one.
const LOOK: Duration = Duration::from_millis(10);

/// The place of a connection among all.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub(super) enum Standing {
    /// It is within the limit.
    Ordinary,
    /// It is beyond the limit: health and the control plane are served, everything else waits for a place.
    Reserved,
    /// It is beyond the limit, and another connection needs the place: what waits is refused.
    Refused,
}

impl Standing {
    /// The standing with this code.
    pub(super) const fn of(code: u8) -> Self {
        match code {
            0 => Self::Ordinary,
            1 => Self::Reserved,
            _ => Self::Refused,
        }
    }
}

/// What all connections share.
#[derive(Debug)]
pub(super) struct Crowd {
    ids: IdSource,
    started: Instant,
    beats: AtomicU32,
    turns: AtomicU64,
    open: AtomicUsize,
    /// Whether anyone waits for connections that end or become idle. Otherwise nobody is notified.
    is_watched: AtomicBool,
    changed: Notify,
}

// Relaxed is enough: the numbers are hints, and whoever acts on one checks again.
impl Crowd {
    /// No connections yet; `ids` are for refusals of requests that have no place.
    pub(super) fn new(ids: IdSource) -> Self {
        Self {
            ids,
            started: Instant::now(),
            beats: AtomicU32::new(0),
            turns: AtomicU64::new(0),
            open: AtomicUsize::new(0),
            is_watched: AtomicBool::new(false),
            changed: Notify::new(),
        }
    }

    /// The id for refusing a request that has no place.
    pub(super) fn request_id(&self) -> RequestId {
        self.ids.request_id()
    }

    /// The present beat.
    pub(super) fn beat(&self) -> u32 {
        self.beats.load(Relaxed)
    }

    /// Starts the next beat.
    pub(super) fn count_beat(&self) {
        self.beats.fetch_add(1, Relaxed);
    }

    /// The next position in the order of all requests.
    pub(super) fn take_turn(&self) -> u64 {
        self.turns.fetch_add(1, Relaxed)
    }

    /// The time since the server started, in milliseconds.
    pub(super) fn milliseconds(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Records another connection.
    pub(super) fn enter(&self) {
        self.open.fetch_add(1, Relaxed);
    }

    /// Records the end of one.
    pub(super) fn leave(&self) {
        self.open.fetch_sub(1, Relaxed);
        self.notice_if_watched();
    }

    /// How many connections there are.
    pub(super) fn count(&self) -> usize {
        self.open.load(Relaxed)
    }

    /// Sets whether anyone waits for changes.
    pub(super) fn watch(&self, is_watched: bool) {
        self.is_watched.store(is_watched, Relaxed);
    }

    /// Notifies of a change.
    pub(super) fn notice(&self) {
        self.changed.notify_one();
    }

    /// Notifies of a change, if anyone waits for one.
    pub(super) fn notice_if_watched(&self) {
        if self.is_watched.load(Relaxed) {
            self.notice();
        }
    }

    /// Waits for a change. A request that waits for a place also checks at intervals: a change just before it began to
    /// wait notified nobody.
    pub(super) async fn changed(&self, is_waiting: bool) {
        if is_waiting {
            let _ = timeout(LOOK, self.changed.notified()).await;
        } else {
            self.changed.notified().await;
        }
    }
}
