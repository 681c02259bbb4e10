//! Problems of a head that hyper's parsed request does not show.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::http::Malformed;

/// The first malformed head: its number, from one, and one word for the problem; 0 if there is none.
#[derive(Debug, Default)]
pub(in crate::server) struct Report(AtomicU32);

// Relaxed is enough: the task that reported it also reads the head.
impl Report {
    /// Records a problem of the head of this number.
    pub(in crate::server) fn note(&self, number: u32, malformed: Malformed) {
        let kind = u32::from(malformed == Malformed::TwoLengths);
        self.0.store(number << 1 | kind, Relaxed);
    }

    /// The problem of the head of this number.
    pub(in crate::server) fn of(&self, number: u32) -> Option<Malformed> {
        let report = self.0.load(Relaxed);
        let kinds = [Malformed::BareLineFeed, Malformed::TwoLengths];
        (report >> 1 == number && report != 0).then(|| kinds[(report & 1) as usize])
    }
}
