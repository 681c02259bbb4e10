//! A request body that must arrive in time, and that remembers when nobody wanted it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};

use crate::http::BodyTimedOut;

use super::control::ConnectionControl;

/// Wraps the body of one request.
///
/// The time runs from the first moment the body is waited for to its last byte, so that neither a client that stalls
/// nor one that trickles holds the server for long.
#[derive(Debug)]
pub(super) struct TimedBody {
    body: Incoming,
    time: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
    connection: Option<ConnectionControl>,
}

impl TimedBody {
    /// `connection` is told when the body is dropped unread.
    pub(super) fn new(body: Incoming, time: Duration, connection: Option<ConnectionControl>) -> Self {
        Self { body, time, deadline: None, connection }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        // The timer is made only here: a body that came with its head never needs one.
        let deadline = this.deadline.get_or_insert_with(|| Box::pin(sleep(this.time)));
        deadline.as_mut().poll(context).map(|()| Some(Err(BodyTimedOut.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for TimedBody {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection
            && !self.body.is_end_stream()
        {
            connection.leave_body_unread();
        }
    }
}
