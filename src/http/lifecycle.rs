//! Whether the server still wants new work, as the readiness probe reports it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A cheap handle on the state of the server; every clone sees the same state.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    leaves: AtomicBool,
    drains: AtomicBool,
    changed: Notify,
}

impl Lifecycle {
    /// Says that the server will stop soon, so that nobody sends it new work. It still does whatever it is asked.
    pub fn begin_leaving(&self) {
        self.shared.leaves.store(true, Ordering::Relaxed);
    }

    /// Says that the server is about to stop. There is no way back.
    pub fn begin_draining(&self) {
        self.begin_leaving();
        self.shared.drains.store(true, Ordering::SeqCst);
        self.shared.changed.notify_waiters();
    }

    /// Whether the server asks for no new work, though it may still take some.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.shared.leaves.load(Ordering::Relaxed)
    }

    /// Whether the server finishes what it has begun and takes nothing new.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.shared.drains.load(Ordering::SeqCst)
    }

    /// Waits until the server is about to stop.
    pub async fn draining(&self) {
        // Asked for before looking, so that a change in between is not missed.
        let mut changed = std::pin::pin!(self.shared.changed.notified());
        changed.as_mut().enable();
        if !self.is_draining() {
            changed.await;
        }
    }
}
