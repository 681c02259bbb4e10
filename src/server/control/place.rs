//! The place of a connection among all, and its requests that wait for one.

use std::pin::pin;
use std::sync::atomic::Ordering::Relaxed;

use crate::{domain::RequestId, server::crowd::Standing};

use super::ConnectionControl;

impl ConnectionControl {
    /// Records the beginning.
    pub(in crate::server) fn open(&self) {
        self.shared.crowd.enter();
    }

    /// Records the end.
    pub(in crate::server) fn close(&self) {
        self.shared.has_ended.store(true, Relaxed);
        self.shared.crowd.leave();
    }

    /// The id for refusing a request that has no place.
    pub(in crate::server) fn request_id(&self) -> RequestId {
        self.shared.crowd.request_id()
    }

    /// Its place among all.
    pub(in crate::server) fn standing(&self) -> Standing {
        Standing::of(self.shared.standing.load(Relaxed))
    }

    /// Gives it another place, and notifies the requests that wait for one.
    pub(in crate::server) fn place(&self, standing: Standing) {
        self.shared.standing.store(standing as u8, Relaxed);
        self.shared.placed.notify_waiters();
    }

    /// Waits until the connection leaves the reserve: for a place, or for a refusal.
    pub(in crate::server) async fn placed(&self) -> Standing {
        let shared = &self.shared;
        shared.waits_since.store(shared.crowd.milliseconds().max(1), Relaxed);
        shared.crowd.notice();
        loop {
            // Registered before the check, so that a change in between is not missed.
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
