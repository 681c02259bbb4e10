//! The way of a request: find its namespace, interfere, authenticate, dispatch, record, answer.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::Request,
    http::{Method, Response, request},
};
use bytes::Bytes;

use crate::{
    api::{Answer, ApiError, ErrorCode, Operation, QuirkSet, Quirks, Situation},
    auth::Caller,
    contract::without_mark,
    fault::{Action, Interference, Phase},
    memory::Share,
    namespace::{Namespace, Session},
    store::{Changes, Stamp},
};

use super::{
    App, Ending, Malformed,
    answer::{Reply, response},
    authenticate,
    body::{self, Counted},
    cover, interfere,
    known::KnownHeaders,
    malformed, namespace,
    perform::{check_content_type, dispatch, nowhere},
    record, validate,
};

/// One request with what is known about it before its body is read.
pub(super) struct Received<'a> {
    pub(super) head: &'a request::Parts,
    /// The path without a prefix that names the namespace.
    pub(super) path: &'a str,
    pub(super) known: KnownHeaders<'a>,
    pub(super) operation: Option<&'static Operation>,
    pub(super) quirks: Quirks,
    pub(super) stamp: Stamp,
    pub(super) token_prefix: &'a str,
}

/// What has become of a request on its way.
#[derive(Default)]
pub(super) struct Progress {
    /// The body, without a byte order mark.
    pub(super) body: Bytes,
    /// The body with the mark, if it came with one: it was signed like that.
    pub(super) marked: Option<Bytes>,
    /// What the body is counted in.
    pub(super) share: Share,
    pub(super) caller: Option<Caller>,
    pub(super) interference: Option<Interference>,
    pub(super) quirks: QuirkSet,
    /// What was changed by an operation whose answer the client does not get to see.
    pub(super) unseen: Option<Changes>,
}

/// A request with all that it works with.
struct Exchange<'a> {
    app: &'a App,
    namespace: &'a Namespace,
    session: &'a Session,
    received: Received<'a>,
    operations: &'static [&'static Operation],
    began: Instant,
    progress: Progress,
    /// Whether there is an answer, so that the exchange is written down.
    has_answer: bool,
}

/// Answers a request whose path has these operations; a path that is not emulated has none.
///
/// Only the body and the waits of faults are awaited here; whatever is not needed across them lives on the stack of a
/// plain function. So the future is small, which counts: one is put on the heap for every request.
pub(super) async fn exchange(
    app: Arc<App>,
    operations: &'static [&'static Operation],
    request: Request,
) -> Response<Body> {
    let began = Instant::now();
    let (head, body) = request.into_parts();
    let known = KnownHeaders::of(&head.headers);
    let (path, prefix) = namespace::split(head.uri.path());
    let found = namespace::namespace_of(&app, known.namespace, prefix, known.credential);
    let (namespace, lost) = match found {
        Ok(namespace) => (namespace, None),
        Err(refusal) => (Arc::clone(app.namespaces.default_namespace()), Some(refusal)),
    };
    let session = namespace.session();
    let asked = if known.chooses_quirks { cover::asked_quirks(&head, app.quirks) } else { Ok(app.quirks) };
    let received = Received {
        head: &head,
        path,
        known,
        operation: operation_of(operations, &head.method),
        quirks: *asked.as_ref().unwrap_or(&app.quirks),
        stamp: session.stamp(),
        token_prefix: namespace.token_prefix(),
    };
    let malformed = head.extensions.get().map(|malformed: &Malformed| malformed.refusal());
    let mut exchange = Exchange {
        app: &app,
        namespace: &namespace,
        session: &session,
        received,
        operations,
        began,
        progress: Progress::default(),
        has_answer: false,
    };
    if let Some(refusal) = malformed.or(lost).or(asked.err()).or_else(|| exchange.unread_refusal()) {
        return exchange.finish(Err(refusal));
    }
    let coding = exchange.received.known.coding;
    let read = body::read(body, coding, app.limits.max_body_bytes, app.namespaces.memory()).await;
    let prepared = read.and_then(Counted::read_as_values).and_then(|body| exchange.prepare(body));
    if let Err(refusal) = prepared {
        return exchange.finish(Err(refusal));
    }
    pause(exchange.wait(Phase::Before)).await;
    let hang = exchange.wait(Phase::After);
    let outcome = exchange.outcome();
    let response = exchange.finish(outcome);
    if hang.is_zero() {
        return response;
    }
    // It is written down already, because a client may not wait for the end of it.
    Box::pin(async move {
        pause(hang).await;
        response
    })
    .await
}

/// The operation of this method. `HEAD` is `GET` without the body, which hyper leaves out.
fn operation_of(operations: &[&'static Operation], method: &Method) -> Option<&'static Operation> {
    let name = if *method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
    operations.iter().copied().find(|operation| operation.contract.method.name() == name)
}

/// A client that leaves lets go of the future that would answer it: what has become of its request until then is noted.
impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        if !self.has_answer {
            let progress = std::mem::take(&mut self.progress);
            let (app, namespace) = (self.app, self.namespace.name());
            record::record_abandoned(app, namespace, self.session, &self.received, progress, self.began);
        }
    }
}

impl Exchange<'_> {
    /// A request that will be refused anyway need not be read, unless a rule wants to see it.
    fn unread_refusal(&self) -> Option<ApiError> {
        if self.session.faults.is_any() {
            return None;
        }
        let operation = self.operation();
        operation.and_then(|operation| authenticate::check_presence(self.app, &self.received, operation)).err()
    }

    /// The operation, or the refusal of a path or a method that has none.
    fn operation(&self) -> Result<&'static Operation, ApiError> {
        self.received.operation.ok_or_else(|| nowhere(&self.received, self.operations))
    }

    /// Finds out what interferes, now that the body is there.
    fn prepare(&mut self, body: Counted) -> Result<(), ApiError> {
        let Counted { bytes, share } = body;
        let plain = without_mark(&bytes).len();
        if plain < bytes.len() {
            self.progress.marked = Some(bytes.clone());
        }
        (self.progress.body, self.progress.share) = (bytes.slice(bytes.len() - plain..), share);
        let (received, body) = (&self.received, &self.progress.body);
        self.progress.interference =
            interfere::interference(self.app, self.session, received, received.operation, body)?;
        Ok(())
    }

    /// How long the request waits before anything happens, or its answer after all has happened. A rule and a wish
    /// together are bounded as each of them is.
    fn wait(&self, phase: Phase) -> Duration {
        let wait = self.progress.interference.as_ref().map_or(0, |interference| interference.wait(phase));
        Duration::from_millis(wait).min(self.app.limits.max_wait)
    }

    /// Lets the operation answer, unless something prevents it.
    fn outcome(&mut self) -> Result<Answer, ApiError> {
        if let Some(prevented) = self.prevented() {
            return prevented;
        }
        let operation = self.operation()?;
        let body = &self.progress.body;
        let sent = self.progress.marked.as_ref().unwrap_or(body);
        let caller = authenticate::authenticate(self.app, self.session, &self.received, operation, sent)?;
        let caller = self.progress.caller.insert(caller);
        self.progress.quirks = check_content_type(&self.received, operation, body)?;
        let answer =
            dispatch((self.session, self.app.limits.max_rows_per_request), &self.received, operation, caller, body);
        afterwards(operation, answer, &mut self.progress)
    }

    /// What is answered instead of asking the operation, if something interferes before it.
    fn prevented(&self) -> Option<Result<Answer, ApiError>> {
        let interference = self.progress.interference.as_ref()?;
        let operation = self.received.operation;
        let action = interference.action.as_ref().filter(|_| interference.phase == Phase::Before)?;
        let prevented =
            || Err(ApiError::new(ErrorCode::gateway(Situation::ServiceUnavailable)).detail("A fault was injected."));
        interfere::prevents(action, operation)
            .then(|| interfere::replacement(action, operation).unwrap_or_else(prevented))
    }

    /// Makes the answer, and counts and writes down what has happened.
    fn finish(&mut self, outcome: Result<Answer, ApiError>) -> Response<Body> {
        self.has_answer = true;
        let progress = std::mem::take(&mut self.progress);
        let Self { app, namespace, session, received, began, .. } = self;
        let ends = outcome.as_ref().is_err_and(|refusal| malformed::ends_connection(refusal.code));
        let counts = !outcome.as_ref().is_err_and(cover::is_of_control);
        let quirks = outcome.as_ref().map_or_else(ApiError::all_quirks, |answer| answer.quirks).and(progress.quirks);
        let mut reply = Reply::of(outcome, &received.quirks);
        reply.conceal(session);
        if counts {
            cover::cover(app, namespace.name(), received, &progress, quirks, &reply);
        }
        let ending = break_answer(&mut reply, &progress);
        let mut response = response(&reply, received.stamp.request_id, shown_name(namespace));
        if ends {
            malformed::announce_end(&mut response, received.head.version);
        }
        if let Some(ending) = ending {
            response.extensions_mut().insert(ending);
        }
        validate::check(app, received, &reply, response.headers_mut());
        record::record(app, namespace.name(), session, received, progress, reply, *began);
        response
    }
}

/// The name to tell the client; who uses no namespace is not told of any.
fn shown_name(namespace: &Namespace) -> Option<&str> {
    (!namespace.is_default()).then(|| namespace.name())
}

/// What the client gets to see of an operation that has happened.
fn afterwards(
    operation: &Operation,
    answer: Result<Answer, ApiError>,
    progress: &mut Progress,
) -> Result<Answer, ApiError> {
    let after = progress.interference.as_ref().filter(|interference| interference.phase == Phase::After);
    let action = after.and_then(|interference| interference.action.as_ref());
    let Some(replaced) = action.and_then(|action| interfere::replacement(action, Some(operation))) else {
        return answer;
    };
    progress.unseen = answer.ok().map(|answer| answer.changes);
    replaced
}

/// Lets a fault do to the answer what happens on its way: nothing of it is known to the operation. Says how the
/// connection is to end, if it is.
fn break_answer(reply: &mut Reply, progress: &Progress) -> Option<Ending> {
    let interference = progress.interference.as_ref()?;
    reply.preferred = interference.rule == interfere::PREFER;
    reply.fault = Some(interference.rule.clone());
    match interference.action.as_ref()? {
        Action::TruncateAt(length) => reply.truncate_at = Some(*length),
        Action::Reset(_) => return Some(Ending::Reset),
        Action::Empty(_) => return Some(Ending::Close),
        Action::Malformed(_) => return Some(Ending::Garbage),
        Action::Status(_) | Action::FailureIn200(_) | Action::HangMs(_) => {}
    }
    None
}

/// Waits; no lock is held anywhere meanwhile.
async fn pause(time: Duration) {
    if !time.is_zero() {
        // Hardly any request waits, and a timer is large.
        Box::pin(tokio::time::sleep(time)).await;
    }
}
