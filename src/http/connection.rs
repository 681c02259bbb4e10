//! The handle by which a request knows, and can end, the connection it came on.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// One connection, as every request on it finds it in its extensions.
///
/// An ending takes effect at the next byte the server would write: the caller chooses an ending, returns any response,
/// and not a byte of that response leaves. Over HTTP/2 it ends the connection with all its streams.
#[derive(Clone, Debug)]
pub struct ConnectionControl {
    shared: Arc<Shared>,
}

/// How a connection ends when it does not end with an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending {
    /// The client sees the connection reset.
    Reset,
    /// The client sees the end of the stream where an answer should begin.
    Close,
    /// The client sees bytes that are no HTTP, then the end of the stream.
    Garbage,
}

/// The reason why reading a request's body failed: the client took too long to send it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BodyTimedOut;

#[derive(Debug)]
struct Shared {
    peer: SocketAddr,
    ending: AtomicU8,
    asked: AtomicBool,
    body_unread: AtomicBool,
}

// Relaxed is enough in this whole file: nothing but the value itself is handed over, and the response that follows it
// travels through hyper, which orders the two.
impl ConnectionControl {
    /// The handle of a new connection from `peer`.
    #[must_use]
    pub fn new(peer: SocketAddr) -> Self {
        Self {
            shared: Arc::new(Shared {
                peer,
                ending: AtomicU8::new(0),
                asked: AtomicBool::new(false),
                body_unread: AtomicBool::new(false),
            }),
        }
    }

    /// The address of the client.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.shared.peer
    }

    /// Ends the connection with a TCP reset instead of an answer.
    pub fn reset(&self) {
        self.end(Ending::Reset);
    }

    /// Ends the connection cleanly, with nothing where the answer should be.
    pub fn close_without_reply(&self) {
        self.end(Ending::Close);
    }

    /// Ends the connection with bytes that no HTTP client understands.
    pub fn garbage(&self) {
        self.end(Ending::Garbage);
    }

    /// The ending that was asked for, if any.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match self.shared.ending.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(Ending::Reset),
            2 => Some(Ending::Close),
            _ => Some(Ending::Garbage),
        }
    }

    /// Notes that a request has arrived.
    pub(crate) fn note_request(&self) {
        // Written once per connection, so that HTTP/2 streams on several cores do not fight for the cache line.
        if !self.has_been_asked() {
            self.shared.asked.store(true, Ordering::Relaxed);
        }
    }

    /// Whether at least one request has arrived.
    pub(crate) fn has_been_asked(&self) -> bool {
        self.shared.asked.load(Ordering::Relaxed)
    }

    /// Notes that a request was answered before its body had been read to the end.
    pub(crate) fn leave_body_unread(&self) {
        self.shared.body_unread.store(true, Ordering::Relaxed);
    }

    /// Whether the client may still be sending a body that nobody reads.
    pub(crate) fn has_unread_body(&self) -> bool {
        self.shared.body_unread.load(Ordering::Relaxed)
    }

    fn end(&self, ending: Ending) {
        let code = match ending {
            Ending::Reset => 1,
            Ending::Close => 2,
            Ending::Garbage => 3,
        };
        self.shared.ending.store(code, Ordering::Relaxed);
    }
}

impl BodyTimedOut {
    /// Whether this is what went wrong: the error is wrapped once by every layer that the body passed.
    #[must_use]
    pub fn caused(error: &(dyn Error + 'static)) -> bool {
        error.is::<Self>() || error.source().is_some_and(Self::caused)
    }
}

impl fmt::Display for BodyTimedOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the request body did not arrive in time")
    }
}

impl Error for BodyTimedOut {}
