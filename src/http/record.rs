//! What is written down of an exchange, before the first byte of its answer leaves: the journal's entry and a log line.

use std::time::Instant;

use crate::{
    journal::{Entry, Transcript, redacted_body, redacted_header, redacted_query},
    namespace::Session,
};

use super::{
    App,
    answer::Reply,
    exchange::{Progress, Received},
};

/// The status that is written down of a request whose client left before there was an answer.
const CLIENT_LEFT: u16 = 499;

/// Writes down an exchange without an answer.
#[cold]
pub(super) fn record_abandoned(
    app: &App,
    session: &Session,
    received: &Received<'_>,
    progress: Progress,
    began: Instant,
) {
    let fault = progress.interference.as_ref().map(|interference| interference.rule.clone());
    let source = Some("the client left before there was an answer".to_owned());
    record(app, session, received, progress, Reply { fault, source, ..Reply::blank(CLIENT_LEFT) }, began);
}

/// Writes an exchange into the journal and the log.
pub(super) fn record(
    app: &App,
    session: &Session,
    received: &Received<'_>,
    progress: Progress,
    reply: Reply,
    began: Instant,
) {
    let duration_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    log(received, &progress, &reply, duration_us);
    if session.keeps_journal {
        let entry = entry(received, progress, reply, duration_us);
        session.journal.lock().write(entry);
        app.namespaces.memory().come_down();
        app.recorded.notify_waiters();
    }
}

fn entry(received: &Received<'_>, progress: Progress, mut reply: Reply, duration_us: u64) -> Entry {
    if reply.problems.len() > Entry::MOST_PROBLEMS {
        reply.problems.truncate(Entry::MOST_PROBLEMS);
        reply.problems.shrink_to_fit();
    }
    let head = received.head;
    let headers =
        || head.headers.iter().map(|(name, value)| (name.as_str(), redacted_header(name.as_str(), value.as_bytes())));
    let query = redacted_query(head.uri.query().unwrap_or_default());
    let said = Transcript::new(
        [head.method.as_str(), received.path, &query],
        headers,
        &redacted_body(received.operation, &progress.body),
        &reply.body,
    );
    Entry {
        number: 0,
        request_id: received.stamp.request_id,
        time: received.stamp.time,
        duration_us,
        said,
        is_body_cut: progress.body.len() > Entry::MOST_BODY,
        operation: received.operation,
        caller: progress.caller,
        status: reply.status,
        problems: reply.problems,
        fault: reply.fault.map(Into::into),
        changes: progress.unseen.unwrap_or(reply.changes),
    }
}

/// Logs an exchange: at `debug` if all is well, at `warn` if it was refused or is suspicious.
fn log(received: &Received<'_>, progress: &Progress, reply: &Reply, duration_us: u64) {
    let is_well = reply.status < 400 && reply.problems.is_empty();
    if is_well {
        tracing::debug!(
            method = %received.head.method,
            path = received.path,
            operation = received.operation.map(super::super::api::Operation::id),
            status = reply.status,
            duration_us,
            request_id = %received.stamp.request_id,
            caller = progress.caller.as_ref().map(tracing::field::display),
            fault = reply.fault,
            "answered"
        );
        return;
    }
    let message = if reply.status < 400 { "answered, with a remark" } else { "refused" };
    tracing::warn!(
        method = %received.head.method,
        path = received.path,
        operation = received.operation.map(super::super::api::Operation::id),
        status = reply.status,
        duration_us,
        request_id = %received.stamp.request_id,
        caller = progress.caller.as_ref().map(tracing::field::display),
        fault = reply.fault,
        problems = (!reply.problems.is_empty()).then(|| serde_json::to_string(&reply.problems).unwrap_or_default()),
        source = reply.source,
        answer = %String::from_utf8_lossy(&reply.body),
        "{message}"
    );
}
