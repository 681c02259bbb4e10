//! The way of a request: every step in its order. No step knows another, nor this file.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::Request,
    http::{Response, request},
};

use crate::{
    api::{Answer, ApiError, Operation},
    fault::Phase,
};

use super::{
    App, Malformed,
    answer::response,
    body::{self, Counted},
    cover, credential, interference,
    known::KnownHeaders,
    malformed, namespace, operation,
    progress::Progress,
    quirk_header,
    received::{Place, Received},
    record,
    reply::Reply,
    validate,
};

/// A request with all that it works with.
struct Exchange<'a> {
    place: Place<'a>,
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
    let (head, body) = request.into_parts();
    let mut exchange = match Exchange::begin(&app, operations, &head) {
        (exchange, None) => exchange,
        (mut exchange, Some(refusal)) => return exchange.finish(Err(refusal)),
    };
    let coding = exchange.received.known.coding;
    let read = body::read(body, coding, app.limits.max_body_bytes, app.namespaces.memory()).await;
    if let Err(refusal) = exchange.go_on(read) {
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

/// A client that leaves lets go of the future that would answer it: what has become of its request until then is noted.
impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        if !self.has_answer {
            let progress = std::mem::take(&mut self.progress);
            record::record_abandoned(&self.place, &self.received, progress, self.began);
        }
    }
}

impl<'a> Exchange<'a> {
    /// Finds what the request is about; and the refusal of one that need not be read.
    fn begin(
        app: &'a App,
        operations: &'static [&'static Operation],
        head: &'a request::Parts,
    ) -> (Self, Option<ApiError>) {
        let began = Instant::now();
        let known = KnownHeaders::of(&head.headers);
        let (path, prefix) = namespace::split(head.uri.path());
        let (namespace, lost) = match namespace::namespace_of(app, &known, prefix) {
            Ok(namespace) => (namespace, None),
            Err(refusal) => (Arc::clone(app.namespaces.default_namespace()), Some(refusal)),
        };
        let session = namespace.session();
        let (quirks, wrong) = match quirk_header::asked_quirks(head, &known, app.quirks) {
            Ok(quirks) => (quirks, None),
            Err(refusal) => (app.quirks, Some(refusal)),
        };
        let operation = operation::of_method(operations, &head.method);
        let received = Received { head, path, known, operation, quirks, stamp: session.stamp() };
        let place = Place { app, namespace, session };
        let exchange = Self { place, received, operations, began, progress: Progress::default(), has_answer: false };
        let malformed = head.extensions.get().map(|malformed: &Malformed| malformed.refusal());
        let refusal = malformed.or(lost).or(wrong).or_else(|| exchange.unread_refusal());
        (exchange, refusal)
    }

    /// A request that will be refused anyway need not be read, unless a rule wants to see it.
    fn unread_refusal(&self) -> Option<ApiError> {
        if self.place.session.faults.is_any() {
            return None;
        }
        let check = |operation| credential::check_presence(self.place.app, &self.received, operation);
        self.operation().and_then(check).err()
    }

    /// The operation, or the refusal of a path or a method that has none.
    fn operation(&self) -> Result<&'static Operation, ApiError> {
        self.received.operation.ok_or_else(|| operation::nowhere(&self.received, self.operations))
    }

    /// Finds out what interferes, now that the body is there.
    fn go_on(&mut self, read: Result<Counted, ApiError>) -> Result<(), ApiError> {
        self.progress = Progress::of(read?.read_as_values()?);
        self.progress.interference = interference::interference(&self.place, &self.received, &self.progress.body)?;
        Ok(())
    }

    fn wait(&self, phase: Phase) -> Duration {
        interference::wait(&self.place, &self.progress, phase)
    }

    /// Lets the operation answer, unless something prevents it.
    fn outcome(&mut self) -> Result<Answer, ApiError> {
        if let Some(prevented) = interference::prevented(&self.received, &self.progress) {
            return prevented;
        }
        let operation = self.operation()?;
        let Self { place, received, progress, .. } = self;
        let caller = credential::authenticate(place, received, operation, progress.sent())?;
        let caller = progress.caller.insert(caller);
        progress.quirks = operation::check_content_type(received, operation, &progress.body)?;
        let answer = operation::perform(place, received, operation, caller, &progress.body);
        interference::afterwards(operation, answer, progress)
    }

    /// Makes the answer, and counts and writes down what has happened.
    fn finish(&mut self, outcome: Result<Answer, ApiError>) -> Response<Body> {
        self.has_answer = true;
        let progress = std::mem::take(&mut self.progress);
        let Self { place, received, began, .. } = self;
        let ends = outcome.as_ref().is_err_and(|refusal| malformed::ends_connection(refusal.code));
        let counts = !outcome.as_ref().is_err_and(cover::is_of_control);
        let quirks = outcome.as_ref().map_or_else(ApiError::all_quirks, |answer| answer.quirks).and(progress.quirks);
        let mut reply = Reply::of(outcome, &received.quirks);
        reply.conceal(&place.session);
        if counts {
            cover::cover(place, received, &progress, quirks, &reply);
        }
        let ending = interference::break_answer(&mut reply, &progress);
        // Who uses no namespace is not told of any.
        let namespace = (!place.namespace.is_default()).then(|| place.namespace.name());
        let mut response = response(&reply, received.stamp.request_id, namespace);
        if ends {
            malformed::announce_end(&mut response, received.head.version);
        }
        if let Some(ending) = ending {
            response.extensions_mut().insert(ending);
        }
        validate::check(place.app, received, &reply, response.headers_mut());
        record::record(place, received, progress, reply, *began);
        response
    }
}

/// Waits; no lock is held anywhere meanwhile.
async fn pause(time: Duration) {
    if !time.is_zero() {
        // Hardly any request waits, and a timer is large.
        Box::pin(tokio::time::sleep(time)).await;
    }
}
