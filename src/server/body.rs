//! A request body that must arrive in time, and what happens to it when nobody reads it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep};

use crate::http::BodyTimedOut;

use super::control::ConnectionControl;

/// The most of an unread body that is read and discarded so that the connection can be kept.
const MOST_DISCARDED: u64 = 64 << 10;

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

/// A body that was dropped before its end.
#[derive(Debug)]
pub(super) struct Unread {
    body: Incoming,
    deadline: Instant,
    waits_for_leave: bool,
}

impl Unread {
    /// Reads the rest, if it is small and arrives in time. Returns whether it did, so that the next request can follow.
    pub(super) async fn discard(mut self) -> bool {
        // It would be pointless to request a body only to discard it.
        if self.waits_for_leave || self.body.size_hint().lower() > MOST_DISCARDED {
            return false;
        }
        tokio::time::timeout_at(self.deadline, self.read_on()).await.unwrap_or(false)
    }

    async fn read_on(&mut self) -> bool {
        let mut left = MOST_DISCARDED;
        loop {
            let frame = std::future::poll_fn(|context| Pin::new(&mut self.body).poll_frame(context)).await;
            let length = match frame {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len) as u64,
            };
            let Some(rest) = left.checked_sub(length) else { return false };
            left = rest;
        }
    }
}
