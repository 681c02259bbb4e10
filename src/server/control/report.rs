//! What is wrong with a head in a way that the request made of it does not show.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::http::Malformed;

/// The first head that is malformed: its number, from one, and what is wrong, in one word; 0 if there is none.
#[derive(Debug, Default)]
pub(in crate::server) struct Report(AtomicU32);

// Relaxed is enough: the head is read by the task that has reported it.
impl Report {
    /// Notes what is wrong with the head of this number.
    pub(in crate::server) fn note(&self, number: u32, malformed: Malformed) {
        let kind = u32::from(malformed == Malformed::TwoLengths);
        self.0.store(number << 1 | kind, Relaxed);
    }

    /// What was noted of the head of this number.
    pub(in crate::server) fn of(&self, number: u32) -> Option<Malformed> {
        let report = self.0.load(Relaxed);
        let kinds = [Malformed::BareLineFeed, Malformed::TwoLengths];
        (report >> 1 == number && report != 0).then(|| kinds[(report & 1) as usize])
    }
}
