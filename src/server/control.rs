//! The state of one connection, shared by its socket, its requests and the idle watch.

mod place;
mod report;

pub(super) use report::Report;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::http::Ending;

use super::crowd::{Crowd, Standing};
use super::unread::Unread;

/// A keep-alive of HTTP/2 is shorter than this many bytes, and is no sign of life of the client.
const UPKEEP: usize = 64;

/// The handle of one connection.
///
/// An ending takes effect at the next byte that the server would write.
#[derive(Clone, Debug)]
pub(super) struct ConnectionControl {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    ending: AtomicU8,
    standing: AtomicU8,
    order: AtomicU8,
    /// Requests whose answer is not known yet.
    in_flight: AtomicU32,
    /// Whether an interim answer may be sent to find out whether the client is still connected.
    takes_interim: AtomicBool,
    report: Report,
    /// Answers that have not been handed to the protocol in full.
    unsent: AtomicU32,
    /// Whether the socket has been given bytes that it has not sent yet.
    is_writing: AtomicBool,
    is_http2: AtomicBool,
    /// Whether the client may still be sending a body that nobody reads, so that closing must wait for it.
    lingers: AtomicBool,
    /// The body of the present request, if it was dropped before its end; over HTTP/1 there is one request at a time.
    unread: Mutex<Option<Unread>>,
    /// The beat of the last activity.
    last_beat: AtomicU32,
    /// When the connection was accepted, in milliseconds of the crowd.
    came: u64,
    has_asked: AtomicBool,
    has_ended: AtomicBool,
    /// The position of this connection's last request in the order of all requests, set when it ended.
    last_turn: AtomicU64,
    /// Since when a request waits for a place, in milliseconds of the crowd and at least 1; 0 if none waits.
    waits_since: AtomicU64,
    /// Notifies the connection of an order.
    ordered: Notify,
    /// Notifies the requests that wait for a place.
    placed: Notify,
    crowd: Arc<Crowd>,
}

/// What a connection is told to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Order {
    /// Close when its answers have been sent.
    Finish,
    /// The same, but without waiting for a client that sends a body which nobody reads: another connection needs the
    /// place.
    Yield,
}

// Relaxed is enough in this whole file: only the value itself is shared, and the response that follows it passes
// through hyper, which orders the two.
impl ConnectionControl {
    /// The handle of a new connection among others.
    pub(super) fn new(crowd: Arc<Crowd>, standing: Standing) -> Self {
        Self {
            shared: Arc::new(Shared {
                ending: AtomicU8::new(0),
                standing: AtomicU8::new(standing as u8),
                order: AtomicU8::new(0),
                in_flight: AtomicU32::new(0),
                takes_interim: AtomicBool::new(false),
                report: Report::default(),
                unsent: AtomicU32::new(0),
                is_writing: AtomicBool::new(false),
                is_http2: AtomicBool::new(false),
                lingers: AtomicBool::new(false),
                unread: Mutex::new(None),
                last_beat: AtomicU32::new(crowd.beat()),
                came: crowd.milliseconds(),
                has_asked: AtomicBool::new(false),
                has_ended: AtomicBool::new(false),
                last_turn: AtomicU64::new(crowd.take_turn()),
                waits_since: AtomicU64::new(0),
                ordered: Notify::new(),
                placed: Notify::new(),
                crowd,
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

    /// Records a request.
    pub(super) fn begin_request(&self, is_http2: bool) {
        let shared = &self.shared;
        if is_http2 {
            shared.is_http2.store(true, Relaxed);
        }
        shared.has_asked.store(true, Relaxed);
        shared.in_flight.fetch_add(1, Relaxed);
    }

    /// Records that the answer to a request is known, or that the request was given up.
    pub(super) fn end_request(&self) {
        let shared = &self.shared;
        shared.last_turn.store(shared.crowd.take_turn(), Relaxed);
        shared.in_flight.fetch_sub(1, Relaxed);
        self.rest();
    }

    /// Records that an answer is being sent.
    pub(super) fn begin_sending(&self) {
        self.shared.unsent.fetch_add(1, Relaxed);
    }

    /// Records that an answer was handed to the protocol, or given up.
    pub(super) fn end_sending(&self) {
        self.shared.unsent.fetch_sub(1, Relaxed);
        self.rest();
    }

    fn rest(&self) {
        self.touch();
        self.shared.crowd.notice_if_watched();
    }

    /// Records that bytes are waiting to be written.
    pub(super) fn begin_write(&self) {
        self.shared.is_writing.store(true, Relaxed);
    }

    /// Records that the socket took this many bytes. Bytes that it does not take, because the client does not read, are
    /// no sign of life.
    pub(super) fn progress_write(&self, offered: usize) {
        if offered > UPKEEP || !self.shared.is_http2.load(Relaxed) {
            self.touch();
        }
    }

    /// Records that the socket took everything.
    pub(super) fn end_write(&self) {
        self.shared.is_writing.store(false, Relaxed);
    }

    /// Records whether the request's version of HTTP has interim answers.
    pub(super) fn allow_interim(&self, takes_interim: bool) {
        self.shared.takes_interim.store(takes_interim, Relaxed);
    }

    /// Whether a request is unanswered, and the client may be asked whether it still waits.
    pub(super) fn may_ask(&self) -> bool {
        self.shared.in_flight.load(Relaxed) > 0 && self.shared.takes_interim.load(Relaxed)
    }

    /// Records activity.
    pub(super) fn touch(&self) {
        self.shared.last_beat.store(self.shared.crowd.beat(), Relaxed);
    }

    /// For how many beats nothing has happened and no request is in progress. An incomplete head, and an answer that is
    /// read too slowly, do not count as activity: the client's time runs on.
    pub(super) fn idle_beats(&self) -> u32 {
        let shared = &self.shared;
        if shared.in_flight.load(Relaxed) > 0 {
            return 0;
        }
        shared.crowd.beat().wrapping_sub(shared.last_beat.load(Relaxed))
    }

    /// What was found in heads before they were parsed.
    pub(super) fn report(&self) -> &Report {
        &self.shared.report
    }

    /// Whether a request or an answer is in progress.
    pub(super) fn is_busy(&self) -> bool {
        let shared = &self.shared;
        let is_answering = shared.in_flight.load(Relaxed) > 0 || shared.unsent.load(Relaxed) > 0;
        is_answering || shared.is_writing.load(Relaxed)
    }

    /// Whether it has had a request.
    pub(super) fn has_asked(&self) -> bool {
        self.shared.has_asked.load(Relaxed)
    }

    /// When the connection was accepted, in milliseconds of the crowd.
    pub(super) fn came(&self) -> u64 {
        self.shared.came
    }

    /// Whether it has ended.
    pub(super) fn has_ended(&self) -> bool {
        self.shared.has_ended.load(Relaxed)
    }

    /// The position of the last request in the order of all; the lowest one has been idle longest.
    pub(super) fn last_turn(&self) -> u64 {
        self.shared.last_turn.load(Relaxed)
    }

    /// Records that a request was answered although the client may still be sending its body.
    pub(super) fn linger(&self) {
        self.shared.lingers.store(true, Relaxed);
    }

    /// Whether closing must wait for a client that may still be sending.
    pub(super) fn lingers(&self) -> bool {
        self.shared.lingers.load(Relaxed)
    }

    /// Keeps a body that was dropped before its end, until the answer to its request is known.
    pub(super) fn keep_unread(&self, body: Unread) {
        let mut unread = self.shared.unread.lock();
        // Without a request nobody would take it, and the protocol would wait for its reader for ever.
        if self.shared.in_flight.load(Relaxed) > 0 {
            *unread = Some(body);
        }
    }

    /// The body that was dropped before its end.
    pub(super) fn take_unread(&self) -> Option<Unread> {
        self.shared.unread.lock().take()
    }

    /// Orders the connection to do something.
    pub(super) fn order(&self, order: Order) {
        self.shared.order.fetch_max(order as u8 + 1, Relaxed);
        self.shared.ordered.notify_one();
    }

    /// Waits for an order.
    pub(super) async fn ordered(&self) {
        while self.shared.order.load(Relaxed) == 0 {
            self.shared.ordered.notified().await;
        }
    }

    /// Whether there is an order.
    pub(super) fn is_ordered(&self) -> bool {
        self.shared.order.load(Relaxed) > 0
    }

    /// Whether nothing is left to do under the order that was given.
    pub(super) fn is_finished(&self) -> bool {
        !self.is_busy() && (self.must_yield() || !self.lingers())
    }

    /// Whether one check is enough to see that it is finished. HTTP/2 writes the last bytes of an answer, and its
    /// GOAWAY, a moment after the answer is known.
    pub(super) fn ends_at_once(&self) -> bool {
        self.must_yield() && !self.shared.is_http2.load(Relaxed)
    }

    fn must_yield(&self) -> bool {
        self.shared.order.load(Relaxed) > Order::Finish as u8 + 1
    }
}
