//! Every open connection: who gets a place, who must go, and one timer for all of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use crate::domain::{Entropy, IdSource, NoRandomBytes};

use super::control::{ConnectionControl, Order};
use super::crowd::{Crowd, Standing};
use super::guard::Open;

/// The idle time is divided into this many beats, which is the precision of its measurement.
const BEATS: u32 = 8;

/// The number of connections beyond the limit that are kept for health and the control plane.
const RESERVE: usize = 8;

/// For this many milliseconds a request on a reserve connection waits for a place before it may be refused for another
/// connection, and a new client may be silent before it may be closed.
const PATIENCE: u64 = 50;

/// Whether there is room for one more connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Room {
    /// There is room.
    Now,
    /// An idle connection is being closed.
    Soon,
    /// All are busy.
    Never,
}

/// All connections, checked on every beat.
#[derive(Debug)]
pub(super) struct Table {
    crowd: Arc<Crowd>,
    interval: Interval,
    limit: usize,
    /// Connections that may be in the reserve.
    reserved: usize,
    connections: Vec<(ConnectionControl, AbortHandle)>,
}

impl Table {
    /// A table of at most `limit` connections and the reserve. A client that has no request in progress and begins none
    /// for `patience` is cut off.
    ///
    /// # Errors
    /// The system gives no random bytes for the ids of refusals.
    pub(super) fn new(limit: usize, patience: Duration) -> Result<Self, NoRandomBytes> {
        let mut interval = interval((patience / BEATS).max(Duration::from_millis(1)));
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let crowd = Arc::new(Crowd::new(IdSource::new(None, &Entropy::from_system()?)));
        Ok(Self { crowd, interval, limit, reserved: 0, connections: Vec::new() })
    }

    /// The handle of a new connection, and a guard to keep as long as it lasts.
    pub(super) fn enter(&self, standing: Standing) -> (ConnectionControl, Open) {
        let control = ConnectionControl::new(Arc::clone(&self.crowd), standing);
        let open = Open::new(control.clone());
        (control, open)
    }

    /// Watches a connection until it ends.
    pub(super) fn add(&mut self, control: ConnectionControl, task: AbortHandle) {
        // Removes ended connections before the list grows, so that it never holds many more entries than there are
        // connections.
        if self.connections.len() == self.connections.capacity() {
            self.forget_ended();
            self.connections.reserve(self.connections.len() + 1);
        }
        self.reserved += usize::from(control.standing() == Standing::Reserved);
        self.connections.push((control, task));
    }

    /// Waits for the next beat, and cuts off connections that have been idle for too many.
    pub(super) async fn beat(&mut self) {
        self.interval.tick().await;
        self.crowd.count_beat();
        self.forget_ended();
        for (control, task) in &self.connections {
            // The beat of the last activity has passed only in part, so it does not count.
            match control.idle_beats().saturating_sub(BEATS) {
                0 => {}
                1 => {
                    tracing::debug!("a client said nothing for too long");
                    control.order(Order::Yield);
                }
                // It was told to close but holds on, for example by not reading an answer.
                _ => task.abort(),
            }
        }
    }

    /// What all connections share.
    pub(super) fn crowd(&self) -> Arc<Crowd> {
        Arc::clone(&self.crowd)
    }

    /// Finds a place for a new connection. If there is none, closes an idle one if possible.
    pub(super) fn find_place(&mut self) -> Option<Standing> {
        if self.crowd.count() < self.limit {
            return Some(Standing::Ordinary);
        }
        self.settle(true);
        match self.room(&[Standing::Ordinary], self.limit) {
            Room::Now => return Some(Standing::Ordinary),
            Room::Soon => return None,
            Room::Never => {}
        }
        match self.room(&[Standing::Reserved, Standing::Refused], RESERVE) {
            Room::Now => return Some(Standing::Reserved),
            Room::Soon => {}
            Room::Never => self.refuse_longest_waiting(),
        }
        None
    }

    /// Gives requests of the reserve a place first, before new connections; `is_asked` says whether one waits. Returns
    /// whether anyone waits.
    pub(super) fn settle(&mut self, is_asked: bool) -> bool {
        if !is_asked && self.reserved == 0 {
            self.crowd.watch(false);
            return false;
        }
        // Registered before the check, so that a change in between is not missed.
        self.crowd.watch(true);
        self.forget_ended();
        let mut reserved: Vec<_> = self.of(&[Standing::Reserved]).cloned().collect();
        // Waiting requests come first, in the order in which they began to wait.
        reserved.sort_by_key(|control| control.waits_since().unwrap_or(u64::MAX));
        let mut waits = is_asked;
        for control in &reserved {
            let is_waiting = control.waits_since().is_some();
            if self.of(&[Standing::Ordinary]).count() < self.limit {
                control.place(Standing::Ordinary);
            } else if is_waiting {
                waits = true;
                // One at a time: a place that becomes free is for the request that has waited longest.
                let _ = self.room(&[Standing::Ordinary], self.limit);
            }
        }
        self.reserved = self.of(&[Standing::Reserved]).count();
        self.crowd.watch(waits);
        waits
    }

    /// Closes the connection that has been idle longest, whatever its standing. Returns whether there was one.
    pub(super) fn dismiss_idle(&mut self) -> bool {
        self.forget_ended();
        self.dismiss(&[Standing::Ordinary, Standing::Reserved])
    }

    /// Lets every request finish, and accepts nothing else. Waits at most `patience`; returns how many were cut off.
    pub(super) async fn drain(mut self, patience: Duration) -> usize {
        self.crowd.watch(true);
        for (control, _) in &self.connections {
            control.place(Standing::Ordinary);
            control.order(Order::Finish);
        }
        let crowd = Arc::clone(&self.crowd);
        let empty = async {
            while crowd.count() > 0 {
                crowd.changed(true).await;
            }
        };
        if timeout(patience, empty).await.is_ok() {
            return 0;
        }
        self.forget_ended();
        self.connections.len()
    }

    /// The connections of these standings.
    fn of(&self, standings: &[Standing]) -> impl Iterator<Item = &ConnectionControl> {
        let all = self.connections.iter().map(|(control, _)| control);
        all.filter(move |control| standings.contains(&control.standing()))
    }

    /// Whether there are fewer than `limit` of these standings, or soon will be because an idle one is closing.
    fn room(&self, standings: &[Standing], limit: usize) -> Room {
        if self.of(standings).count() < limit {
            return Room::Now;
        }
        // One that was idle when it was told to close, and has received a request since, finishes it first.
        let goes = |control: &ConnectionControl| control.is_ordered() && !control.is_busy();
        if self.of(standings).any(goes) || self.dismiss(standings) { Room::Soon } else { Room::Never }
    }

    /// Closes the connection of these standings that has been idle longest. An incomplete head is not a request, but a
    /// new connection gets time to send its first.
    fn dismiss(&self, standings: &[Standing]) -> bool {
        let now = self.crowd.milliseconds();
        let idle = self.of(standings).filter(|control| !control.is_busy() && !control.is_ordered());
        let idle = idle.filter(|control| control.has_asked() || now.saturating_sub(control.came()) >= PATIENCE);
        let Some(longest) = idle.min_by_key(|control| control.last_turn()) else { return false };
        tracing::debug!("an idle client makes room for another one");
        longest.order(Order::Yield);
        true
    }

    /// Refuses the request that has waited longest in the reserve, so that it does not keep out health.
    fn refuse_longest_waiting(&self) {
        let waiting = self.of(&[Standing::Reserved]).filter_map(|control| Some((control.waits_since()?, control)));
        let Some((since, control)) = waiting.min_by_key(|(since, _)| *since) else { return };
        if self.crowd.milliseconds().saturating_sub(since) >= PATIENCE {
            control.place(Standing::Refused);
            control.order(Order::Yield);
        }
    }

    fn forget_ended(&mut self) {
        self.connections.retain(|(control, _)| !control.has_ended());
    }
}

impl Drop for Table {
    /// Ends every connection.
    fn drop(&mut self) {
        for (_, task) in &self.connections {
            task.abort();
        }
    }
}
