//! What is written down of an exchange: one line in the log.

use std::time::Instant;

use crate::auth::Caller;

use super::{answer::Reply, exchange::Received};

/// Logs an exchange: at `debug` if all is well, at `warn` if it was refused or is suspicious.
pub(super) fn record(
    received: &Received<'_>,
    caller: Option<&Caller>,
    reply: &Reply,
    source: Option<&str>,
    began: Instant,
) {
    let is_well = reply.status < 400 && reply.problems.is_empty();
    if is_well {
        tracing::debug!(
            method = %received.head.method,
            path = received.head.uri.path(),
            operation = received.operation.map(|it| it.id()),
            status = reply.status,
            duration_us = elapsed(began),
            request_id = %received.stamp.request_id,
            caller = caller.map(tracing::field::display),
            "answered"
        );
        return;
    }
    let message = if reply.status < 400 { "answered, with a remark" } else { "refused" };
    tracing::warn!(
        method = %received.head.method,
        path = received.head.uri.path(),
        operation = received.operation.map(|it| it.id()),
        status = reply.status,
        duration_us = elapsed(began),
        request_id = %received.stamp.request_id,
        caller = caller.map(tracing::field::display),
        problems = (!reply.problems.is_empty()).then(|| serde_json::to_string(&reply.problems).unwrap_or_default()),
        source,
        answer = %String::from_utf8_lossy(&reply.body),
        "{message}"
    );
}

fn elapsed(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)
}
