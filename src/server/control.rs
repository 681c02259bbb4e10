//! What is known of one connection, shared by its socket, its requests and the watch over idle ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::Relaxed};

use crate::http::{Ending, Malformed};

/// The handle of one connection.
///
/// An ending takes effect at the next byte the server would write.
#[derive(Clone, Debug)]
pub(super) struct ConnectionControl {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    ending: AtomicU8,
    body_unread: AtomicBool,
    /// Requests that are not answered yet.
    in_flight: AtomicU32,
    /// Whether the watch has nothing to do with it: HTTP/2 asks an idle client whether it is still there.
    is_exempt: AtomicBool,
    /// Whether an interim answer may be sent to find out whether the client is still there.
    takes_interim: AtomicBool,
    /// The beat at which something last happened.
    last_beat: AtomicU32,
    beats: Arc<AtomicU32>,
    /// The first head that is malformed: its number, from one, and what is wrong. 0 if there is none.
    malformed: AtomicU32,
}

/// Lasts as long as a request is not answered.
#[derive(Debug)]
pub(super) struct InFlight(ConnectionControl);

// Relaxed is enough in this whole file: nothing but the value itself is handed over, and the response that follows it
// travels through hyper, which orders the two.
impl ConnectionControl {
    /// The handle of a new connection; `beats` counts the time.
    pub(super) fn new(beats: Arc<AtomicU32>) -> Self {
        let last_beat = AtomicU32::new(beats.load(Relaxed));
        Self {
            shared: Arc::new(Shared {
                ending: AtomicU8::new(0),
                body_unread: AtomicBool::new(false),
                in_flight: AtomicU32::new(0),
                is_exempt: AtomicBool::new(false),
                takes_interim: AtomicBool::new(false),
                last_beat,
                beats,
                malformed: AtomicU32::new(0),
            }),
        }
    }

    /// Orders an ending.
    pub(super) fn end(&self, ending: Ending) {
        let code = match ending {
            Ending::Reset => 1,
            Ending::Close => 2,
            Ending::Garbage => 3,
        };
        self.shared.ending.store(code, Relaxed);
    }

    /// The ending that was ordered, if any.
    pub(super) fn ending(&self) -> Option<Ending> {
        match self.shared.ending.load(Relaxed) {
            0 => None,
            1 => Some(Ending::Reset),
            2 => Some(Ending::Close),
            _ => Some(Ending::Garbage),
        }
    }

    /// Takes note of a request; over HTTP/2 it ends the watch.
    pub(super) fn begin_request(&self, is_http2: bool) -> InFlight {
        if is_http2 {
            self.shared.is_exempt.store(true, Relaxed);
        }
        self.shared.in_flight.fetch_add(1, Relaxed);
        InFlight(self.clone())
    }

    /// Notes whether the request that begins came in a version that has interim answers.
    pub(super) fn allow_interim(&self, takes_interim: bool) {
        self.shared.takes_interim.store(takes_interim, Relaxed);
    }

    /// Whether a request is not answered yet, and the client may be asked whether it still waits.
    pub(super) fn may_ask(&self) -> bool {
        self.shared.in_flight.load(Relaxed) > 0 && self.shared.takes_interim.load(Relaxed)
    }

    /// Takes note that something happened.
    pub(super) fn touch(&self) {
        self.shared.last_beat.store(self.shared.beats.load(Relaxed), Relaxed);
    }

    /// For how many beats nothing has happened and nothing is under way.
    pub(super) fn idle_beats(&self) -> u32 {
        let shared = &self.shared;
        if shared.is_exempt.load(Relaxed) || shared.in_flight.load(Relaxed) > 0 || self.has_unread_body() {
            return 0;
        }
        shared.beats.load(Relaxed).wrapping_sub(shared.last_beat.load(Relaxed))
    }

    /// Notes that the head of this number is malformed, in a way that the request does not show.
    pub(super) fn report_malformed(&self, number: u32, malformed: Malformed) {
        let kind = u32::from(malformed == Malformed::TwoLengths);
        self.shared.malformed.store(number << 1 | kind, Relaxed);
    }

    /// What was reported of the head of this number.
    pub(super) fn malformed(&self, number: u32) -> Option<Malformed> {
        let report = self.shared.malformed.load(Relaxed);
        let kinds = [Malformed::BareLineFeed, Malformed::TwoLengths];
        (report >> 1 == number && report != 0).then(|| kinds[(report & 1) as usize])
    }

    /// Whether this is the only handle: the connection has ended.
    pub(super) fn is_last(&self) -> bool {
        Arc::strong_count(&self.shared) == 1
    }

    /// Notes that a request was answered before its body had been read to the end.
    pub(super) fn leave_body_unread(&self) {
        self.shared.body_unread.store(true, Relaxed);
    }

    /// Whether the client may still be sending a body that nobody reads.
    pub(super) fn has_unread_body(&self) -> bool {
        self.shared.body_unread.load(Relaxed)
    }
}

impl InFlight {
    /// Orders how the request's connection is to end.
    pub(super) fn end_connection(&self, ending: Ending) {
        self.0.end(ending);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.touch();
        self.0.shared.in_flight.fetch_sub(1, Relaxed);
    }
}
