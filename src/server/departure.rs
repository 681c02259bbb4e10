//! Tells a client that has disconnected from one that has only closed its sending side and waits for its answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::ReadBuf;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// Both look the same until something is sent. An interim answer may be sent at any time and every client must ignore
/// it (RFC 9110, section 15.2); the system of a client that has disconnected replies with a reset.
const QUESTION: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// How long an answer may take before the client is probed, and how often to check for the reset afterwards.
const PAUSE: Duration = Duration::from_millis(100);

/// What is known about the client while its request is unanswered.
#[derive(Debug, Default)]
pub(super) struct Departure {
    /// Starts when the client has closed its sending side.
    pause: Option<Pin<Box<Sleep>>>,
    was_asked: bool,
}

impl Departure {
    /// Ready when the client has disconnected.
    pub(super) fn poll(&mut self, stream: &TcpStream, context: &mut Context<'_>) -> Poll<io::Error> {
        let pause = if let Some(pause) = &mut self.pause {
            pause
        } else {
            let mut byte = [0];
            match ready!(stream.poll_peek(context, &mut ReadBuf::new(&mut byte))) {
                // It has sent more than the request, so it is still connected.
                Ok(1..) => return Poll::Pending,
                Ok(0) => self.pause.insert(Box::pin(sleep(PAUSE))),
                Err(error) => return Poll::Ready(error),
            }
        };
        loop {
            ready!(pause.as_mut().poll(context));
            let error = if self.was_asked {
                stream.take_error().unwrap_or_else(Some)
            } else {
                // Nothing else is being written: hyper has sent what it had, and does not have an answer yet.
                stream.try_write(QUESTION).err().filter(|error| error.kind() != io::ErrorKind::WouldBlock)
            };
            if let Some(error) = error {
                return Poll::Ready(error);
            }
            self.was_asked = true;
            pause.as_mut().reset(Instant::now() + PAUSE);
        }
    }

    /// Forgets the result: for the next request the client may be connected again.
    pub(super) fn forget(&mut self) {
        self.pause = None;
        self.was_asked = false;
    }
}
