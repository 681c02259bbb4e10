//! What becomes of a request body that nobody wants.

use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use http_body::Body;
use hyper::body::Incoming;
use tokio::time::{Instant, timeout_at};

/// So much of a body that nobody wants is read and thrown away, so that the connection can be kept.
const MOST_DISCARDED: u64 = 64 << 10;

/// A body that was let go before its end.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) body: Incoming,
    pub(super) deadline: Instant,
    /// Whether the client sends it only when it is asked for it.
    pub(super) waits_for_leave: bool,
}

impl Unread {
    /// Reads what is left, if it is little and comes in time. Says whether it did, so that the next request can follow.
    pub(super) async fn discard(mut self) -> bool {
        // To ask for a body only to throw it away would be no service to anybody.
        if self.waits_for_leave || self.body.size_hint().lower() > MOST_DISCARDED {
            return false;
        }
        timeout_at(self.deadline, self.read_on()).await.unwrap_or(false)
    }

    async fn read_on(&mut self) -> bool {
        let mut left = MOST_DISCARDED;
        loop {
            let frame = poll_fn(|context| Pin::new(&mut self.body).poll_frame(context)).await;
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
