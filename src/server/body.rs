//! A request body that must arrive in time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep};

use crate::http::BodyTimedOut;

use super::control::ConnectionControl;
use super::unread::Unread;

/// Wraps the body of one request.
///
/// The time runs from the first wait for the body to its last byte, so neither a client that stalls nor one that
/// trickles occupies the server for long.
#[derive(Debug)]
pub(super) struct TimedBody {
    /// Present until it is handed back.
    body: Option<Incoming>,
    time: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
    /// Whether the client sends the body only after `100 Continue`.
    waits_for_leave: bool,
    connection: Option<ConnectionControl>,
}

impl TimedBody {
    /// When dropped before its end, the body goes back to `connection`.
    pub(super) fn new(
        body: Incoming,
        time: Duration,
        waits_for_leave: bool,
        connection: Option<ConnectionControl>,
    ) -> Self {
        Self { body: Some(body), time, deadline: None, waits_for_leave, connection }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        let Some(body) = &mut this.body else { return Poll::Ready(None) };
        this.waits_for_leave = false;
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        // The timer is made only here: a body that arrives with its head never needs one.
        let deadline = this.deadline.get_or_insert_with(|| Box::pin(sleep(this.time)));
        deadline.as_mut().poll(context).map(|()| Some(Err(BodyTimedOut.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for TimedBody {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection
            && let Some(body) = self.body.take()
            && !body.is_end_stream()
        {
            let deadline = self.deadline.as_ref().map_or_else(|| Instant::now() + self.time, |sleep| sleep.deadline());
            connection.keep_unread(Unread { body, deadline, waits_for_leave: self.waits_for_leave });
        }
    }
}
