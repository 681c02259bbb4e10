//! Cuts off clients that say nothing for too long: one timer for all connections, and none that a request has to set.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::control::ConnectionControl;

/// The time that a client has is divided into so many beats: that fine is it measured.
const BEATS: u32 = 8;

/// All connections, looked at on every beat.
#[derive(Debug)]
pub(super) struct Watch {
    beats: Arc<AtomicU32>,
    interval: Interval,
    connections: Vec<(ConnectionControl, AbortHandle)>,
}

impl Watch {
    /// A watch that cuts off a client that neither has a request under way nor has begun one for `patience`.
    pub(super) fn new(patience: Duration) -> Self {
        let mut interval = interval((patience / BEATS).max(Duration::from_millis(1)));
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { beats: Arc::default(), interval, connections: Vec::new() }
    }

    /// The handle of a new connection.
    pub(super) fn control(&self) -> ConnectionControl {
        ConnectionControl::new(Arc::clone(&self.beats))
    }

    /// Watches a connection until it ends.
    pub(super) fn add(&mut self, control: ConnectionControl, task: AbortHandle) {
        // Those that have ended go before the list grows, so that it never holds many more than there are.
        if self.connections.len() == self.connections.capacity() {
            self.forget_ended();
            self.connections.reserve(self.connections.len() + 1);
        }
        self.connections.push((control, task));
    }

    /// Waits for the next beat, and cuts off whoever was idle for too many.
    pub(super) async fn beat(&mut self) {
        self.interval.tick().await;
        self.beats.fetch_add(1, Relaxed);
        self.forget_ended();
        for (control, task) in &self.connections {
            // The beat in which something last happened has passed in part, so it does not count.
            if control.idle_beats() > BEATS {
                tracing::debug!("a client said nothing for too long");
                task.abort();
            }
        }
    }

    fn forget_ended(&mut self) {
        self.connections.retain(|(control, _)| !control.is_last());
    }
}
