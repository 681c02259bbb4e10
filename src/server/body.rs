//! A request body that must arrive in time, and that remembers when nobody wanted it.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::runtime::Handle;
use tokio::time::{Sleep, sleep, timeout};

use crate::http::{BodyTimedOut, ConnectionControl};

/// How much of an unread body is thrown away before its sender is cut off.
pub(super) const DISCARDED_BYTES: usize = 64 << 20;

/// Wraps the body of one request.
///
/// The time runs from the first moment the body is waited for to its last byte, so that neither a client that stalls
/// nor one that trickles holds the server for long.
#[derive(Debug)]
pub(super) struct TimedBody {
    body: Option<Incoming>,
    time: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
    rest: Rest,
}

/// What happens to the rest of a body that was dropped before its end, so that its sender gets to read the answer.
#[derive(Debug)]
pub(super) enum Rest {
    /// HTTP/1: the connection is told, and discards it when it closes.
    ToConnection(ConnectionControl),
    /// HTTP/2: it is discarded here. Else the stream would be reset, which some clients take for a failure although the
    /// answer is complete.
    Discard,
}

impl TimedBody {
    pub(super) fn new(body: Incoming, time: Duration, rest: Rest) -> Self {
        Self { body: Some(body), time, deadline: None, rest }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        let Some(body) = &mut this.body else { return Poll::Ready(None) };
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        // The timer is made only here: a body that came with its head never needs one.
        let deadline = this.deadline.get_or_insert_with(|| Box::pin(sleep(this.time)));
        deadline.as_mut().poll(context).map(|()| Some(Err(BodyTimedOut.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Incoming::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Incoming::size_hint).unwrap_or_default()
    }
}

impl Drop for TimedBody {
    fn drop(&mut self) {
        let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        match &self.rest {
            Rest::ToConnection(connection) => connection.leave_body_unread(),
            Rest::Discard => {
                // Only the connection's own task drops a body, but a router is free to take it anywhere.
                if let Ok(runtime) = Handle::try_current() {
                    runtime.spawn(timeout(self.time, discard(body)));
                }
            }
        }
    }
}

async fn discard(mut body: Incoming) {
    let mut bytes_left = DISCARDED_BYTES;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        bytes_left = bytes_left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if bytes_left == 0 {
            return;
        }
    }
}
