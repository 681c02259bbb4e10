//! Whether the server still wants new work, as the readiness probe reports it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A cheap handle on the state of the server; every clone sees the same state.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    draining: Arc<AtomicBool>,
}

impl Lifecycle {
    /// Says that the server is about to stop. There is no way back.
    pub fn begin_draining(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the server finishes what it has begun and takes nothing new.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
