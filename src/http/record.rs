//! What is written down of an exchange, before the first byte of its answer leaves: the journal's entry and a log line.

use std::{error::Error, fmt, sync::Arc, time::Instant};

use bytes::Bytes;

use crate::{
    api::{Operation, Service, Source},
    contract::Problem,
    journal::{Entry, Transcript, redacted_body, redacted_header, redacted_path, redacted_query},
    namespace::Session,
};

use super::{
    App,
    progress::Progress,
    received::{Place, Received},
    reply::Reply,
};

/// The target of the log lines about exchanges.
pub const EXCHANGES: &str = module_path!();

/// The status that is written down of a request whose client left before there was an answer.
const CLIENT_LEFT: u16 = 499;

/// Why there is no answer.
#[derive(Debug)]
struct ClientLeft;

impl fmt::Display for ClientLeft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the client left before there was an answer")
    }
}

impl Error for ClientLeft {}

/// The problems of an exchange as the log gets them: a value, of which each form of a line makes its own words.
#[derive(Debug)]
pub struct LoggedProblems(pub Vec<Problem>);

impl fmt::Display for LoggedProblems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl Error for LoggedProblems {}

/// The answer of an exchange that was refused or is suspicious, as the log gets it.
#[derive(Debug)]
pub struct LoggedAnswer {
    /// The code of the error that it is.
    pub code: Option<&'static str>,
    /// The body.
    pub body: Bytes,
}

impl fmt::Display for LoggedAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(&self.body))
    }
}

impl Error for LoggedAnswer {}

/// Writes down an exchange without an answer.
#[cold]
pub(super) fn record_abandoned(place: &Place<'_>, received: &Received<'_>, progress: Progress, began: Instant) {
    let fault = progress.interference.as_ref().map(|interference| interference.rule.clone());
    let source: Option<Source> = Some(Arc::new(ClientLeft));
    record(place, received, progress, Reply { fault, source, ..Reply::blank(CLIENT_LEFT) }, began);
}

/// Writes an exchange into the journal and the log.
pub(super) fn record(place: &Place<'_>, received: &Received<'_>, progress: Progress, mut reply: Reply, began: Instant) {
    let duration_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let (app, namespace) = (place.app, place.namespace.name());
    let successor = place.session.is_succeeded().then(|| successor(app, namespace, &place.session)).flatten();
    let session = successor.as_ref().unwrap_or(&place.session);
    log(session, received, &progress, &mut reply, duration_us);
    if session.keeps_journal {
        let entry = entry(session, received, progress, reply, duration_us);
        session.journal.lock().write(entry);
        app.namespaces.memory().come_down();
        app.recorded.ring(namespace);
    }
}

/// The session that has gone on with a session's state meanwhile, if it is still the present one.
#[cold]
fn successor(app: &App, namespace: &str, session: &Session) -> Option<Arc<Session>> {
    let present = app.namespaces.known(namespace)?.session();
    present.shares_state_with(session).then_some(present)
}

/// Whether the request has nothing but what the documentation of its operation describes, in which no name is a secret's:
/// everything else would have been told as a problem. Then its names need not be looked at.
fn is_as_documented(received: &Received<'_>, progress: &Progress, reply: &Reply) -> bool {
    let is_read = |operation: &&Operation| {
        operation.service != Service::Iam && (operation.contract.method.has_body() || progress.body.is_empty())
    };
    let is_untouched = progress.interference.is_none() && reply.problems.is_empty();
    reply.status < 400 && is_untouched && received.operation.as_ref().is_some_and(is_read)
}

fn entry(session: &Session, received: &Received<'_>, progress: Progress, mut reply: Reply, duration_us: u64) -> Entry {
    if reply.problems.len() > Entry::MOST_PROBLEMS {
        reply.problems.truncate(Entry::MOST_PROBLEMS);
        reply.problems.shrink_to_fit();
    }
    let head = received.head;
    let headers =
        || head.headers.iter().map(|(name, value)| (name.as_str(), redacted_header(name.as_str(), value.as_bytes())));
    let query = head.uri.query().unwrap_or("");
    let is_as_documented = is_as_documented(received, &progress, &reply);
    let (path, query, body) = if is_as_documented {
        let body = &progress.body[..progress.body.len().min(Entry::MOST_BODY)];
        (received.path.into(), query.into(), body.into())
    } else {
        (redacted_path(received.path), redacted_query(query), redacted_body(&progress.body))
    };
    // What an operation grants is made of the store, in which no client's secret is.
    let said = Transcript::new([head.method.as_str(), &path, &query], headers, &body, &reply.body)
        .concealed(!is_as_documented, |text| session.concealed(text));
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
fn log(session: &Session, received: &Received<'_>, progress: &Progress, reply: &mut Reply, duration_us: u64) {
    let is_well = reply.status < 400 && reply.problems.is_empty();
    if is_well {
        tracing::debug!(
            method = %received.head.method,
            path = shown_path(session, received),
            operation = received.operation.map(Operation::id),
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
    let problems = LoggedProblems(std::mem::take(&mut reply.problems));
    tracing::warn!(
        method = %received.head.method,
        path = shown_path(session, received),
        operation = received.operation.map(Operation::id),
        status = reply.status,
        duration_us,
        request_id = %received.stamp.request_id,
        caller = progress.caller.as_ref().map(tracing::field::display),
        fault = reply.fault,
        problems = (!problems.0.is_empty()).then_some(&problems as &(dyn Error + 'static)),
        source = reply.source.as_ref().map(|source| session.concealed_text(&source.to_string()).into_owned()),
        answer = &LoggedAnswer { code: reply.code, body: reply.body.clone() } as &(dyn Error + 'static),
        "{message}"
    );
    reply.problems = problems.0;
}

/// The path as it is logged.
fn shown_path(session: &Session, received: &Received<'_>) -> String {
    session.concealed_text(&redacted_path(received.path)).into_owned()
}
