//! The place of a connection among all, and its requests that wait for one.

use std::pin::pin;
use std::sync::atomic::Ordering::Relaxed;

use crate::{domain::RequestId, server::crowd::Standing};

use super::ConnectionControl;

impl ConnectionControl {
    /// Takes note of the beginning.
    pub(in crate::server) fn open(&self) {
        self.shared.crowd.enter();
    }

    /// Takes note of the end.
    pub(in crate::server) fn close(&self) {
        self.shared.has_ended.store(true, Relaxed);
        self.shared.crowd.leave();
    }

    /// The id of a request for which there is no place.
    pub(in crate::server) fn request_id(&self) -> RequestId {
        self.shared.crowd.request_id()
    }

    /// What place it has among all.
    pub(in crate::server) fn standing(&self) -> Standing {
        Standing::of(self.shared.standing.load(Relaxed))
    }

    /// Gives it another place, and tells those who wait for one.
    pub(in crate::server) fn place(&self, standing: Standing) {
        self.shared.standing.store(standing as u8, Relaxed);
        self.shared.placed.notify_waiters();
    }

    /// Waits until the connection is no longer one of the reserve: for a place, or for a refusal.
    pub(in crate::server) async fn placed(&self) -> Standing {
        let shared = &self.shared;
        shared.waits_since.store(shared.crowd.milliseconds().max(1), Relaxed);
        shared.crowd.notice();
        loop {
            // Asked for before looking, so that a change in between is not missed.
            let mut placed = pin!(shared.placed.notified());
            placed.as_mut().enable();
            let standing = self.standing();
            if standing != Standing::Reserved {
                shared.waits_since.store(0, Relaxed);
                return standing;
            }
            placed.await;
        }
    }

    /// Since when a request of the connection waits for a place, if one does.
    pub(in crate::server) fn waits_since(&self) -> Option<u64> {
        Some(self.shared.waits_since.load(Relaxed)).filter(|since| *since > 0)
    }
}
