//! What all connections share: the time, the order of their requests, and how many there are.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::Notify;

use crate::domain::{IdSource, RequestId};
use tokio::time::{Instant, timeout};

/// How often who waits for a place looks whether there is one.
const LOOK: Duration = Duration::from_millis(10);

/// What place a connection has among all.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub(super) enum Standing {
    /// It is one of those that the limit allows.
    Ordinary,
    /// It is beyond the limit: health and the control plane are served, everything else waits for a place.
    Reserved,
    /// It is beyond the limit and somebody else needs the place: what waits is refused.
    Refused,
}

impl Standing {
    /// The standing of this code.
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
    /// Whether somebody waits for connections that end or fall idle. Otherwise nobody is told of it.
    is_watched: AtomicBool,
    changed: Notify,
}

// Relaxed is enough: the numbers are hints, and whoever acts on one looks again.
impl Crowd {
    /// Nobody; `ids` are for the refusals of those for whom there is no place.
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

    /// The id of a request for which there is no place.
    pub(super) fn request_id(&self) -> RequestId {
        self.ids.request_id()
    }

    /// The present beat.
    pub(super) fn beat(&self) -> u32 {
        self.beats.load(Relaxed)
    }

    /// Goes on to the next beat.
    pub(super) fn count_beat(&self) {
        self.beats.fetch_add(1, Relaxed);
    }

    /// The next place in the order of all requests.
    pub(super) fn take_turn(&self) -> u64 {
        self.turns.fetch_add(1, Relaxed)
    }

    /// The time since the server was started, in milliseconds.
    pub(super) fn milliseconds(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Takes note of another connection.
    pub(super) fn enter(&self) {
        self.open.fetch_add(1, Relaxed);
    }

    /// Takes note of the end of one.
    pub(super) fn leave(&self) {
        self.open.fetch_sub(1, Relaxed);
        self.notice_if_watched();
    }

    /// How many connections there are.
    pub(super) fn count(&self) -> usize {
        self.open.load(Relaxed)
    }

    /// Says whether anybody wants to know of changes.
    pub(super) fn watch(&self, is_watched: bool) {
        self.is_watched.store(is_watched, Relaxed);
    }

    /// Tells of a change.
    pub(super) fn notice(&self) {
        self.changed.notify_one();
    }

    /// Tells of a change, if anybody wants to know.
    pub(super) fn notice_if_watched(&self) {
        if self.is_watched.load(Relaxed) {
            self.notice();
        }
    }

    /// Waits for a change. Who waits for a place looks at the table now and then all the same: what happened just before it
    /// began to watch was told to nobody.
    pub(super) async fn changed(&self, is_waiting: bool) {
        if is_waiting {
            let _ = timeout(LOOK, self.changed.notified()).await;
        } else {
            self.changed.notified().await;
        }
    }
}
