//! The way of a request: find its namespace, interfere, authenticate, dispatch, record, answer.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::Request,
    http::{Response, header, request},
};
use bytes::Bytes;

use crate::{
    api::{Answer, ApiError, Call, ContentType, ErrorCode, Operation, QuirkId, QuirkSet, Quirks, WrongMethod, closest},
    auth::Caller,
    contract::Parts,
    fault::{Action, Interference, Phase},
    namespace::{Namespace, Session},
    store::{Changes, Stamp},
};

use super::{
    App, ConnectionControl,
    answer::{Reply, response},
    authenticate, body, cover, interfere, namespace, record, validate,
};

/// One request with what is known about it before its body is read.
pub(super) struct Received<'a> {
    pub(super) head: &'a request::Parts,
    pub(super) operation: Option<&'static Operation>,
    pub(super) quirks: Quirks,
    pub(super) stamp: Stamp,
    pub(super) token_prefix: &'a str,
}

/// What has become of a request on its way.
#[derive(Default)]
pub(super) struct Progress {
    pub(super) body: Bytes,
    pub(super) caller: Option<Caller>,
    pub(super) interference: Option<Interference>,
    pub(super) quirks: QuirkSet,
    /// What was changed by an operation whose answer the client does not get to see.
    pub(super) unseen: Option<Changes>,
}

/// Answers a request whose path has these operations; a path that is not emulated has none.
pub(super) async fn exchange(
    app: Arc<App>,
    operations: &'static [&'static Operation],
    request: Request,
) -> Response<Body> {
    let began = Instant::now();
    let (head, body) = request.into_parts();
    let found = namespace::namespace_of(&app, &head, authenticate::credential(&head.headers));
    let (namespace, refusal) = match found {
        Ok(namespace) => (namespace, None),
        Err(refusal) => (Arc::clone(app.namespaces.default_namespace()), Some(refusal)),
    };
    let session = namespace.session();
    let operation = operations.iter().copied().find(|it| it.contract.method.name() == head.method.as_str());
    let (stamp, token_prefix) = (session.stamp(), namespace.token_prefix());
    let asked = cover::asked_quirks(&head, app.quirks);
    let quirks = *asked.as_ref().unwrap_or(&app.quirks);
    let received = Received { head: &head, operation, quirks, stamp, token_prefix };
    let mut progress = Progress::default();
    let outcome = match refusal.or(asked.err()) {
        None => attend(&app, &session, &received, operations, body, &mut progress).await,
        Some(refusal) => Err(refusal),
    };
    let counts = !outcome.as_ref().is_err_and(cover::is_of_control);
    let quirks = outcome.as_ref().map_or_else(ApiError::all_quirks, |answer| answer.quirks).and(progress.quirks);
    let mut reply = reply(&received, outcome);
    if counts {
        cover::cover(&app, namespace.name(), &received, &progress, quirks, &reply);
    }
    break_answer(&mut reply, &progress, &head).await;
    let mut response = response(&reply, stamp.request_id, shown_name(&namespace));
    validate::check(&app, &received, &reply, response.headers_mut());
    record::record(&app, &session, &received, progress, reply, began);
    response
}

/// The name to tell the client; who uses no namespace is not told of any.
fn shown_name(namespace: &Namespace) -> Option<&str> {
    (!namespace.is_default()).then(|| namespace.name())
}

/// The refusal of a path or a method that is not emulated.
fn nowhere(received: &Received<'_>, operations: &[&'static Operation]) -> ApiError {
    let detail = closest(received.head.method.as_str(), received.head.uri.path());
    if operations.is_empty() {
        return ApiError::new(ErrorCode::UnknownPath).detail(detail);
    }
    let quirks = QuirkSet::NONE.with(QuirkId::WrongMethod);
    if received.quirks.wrong_method == WrongMethod::NotFound {
        return ApiError::new(ErrorCode::UnknownPath).detail(detail).depending_on(quirks);
    }
    let mut methods: Vec<_> = operations.iter().map(|operation| operation.contract.method.name()).collect();
    methods.sort_unstable();
    let refusal = ApiError::new(ErrorCode::MethodNotAllowed).detail(detail).depending_on(quirks);
    ApiError { allow: Some(methods.join(", ")), ..refusal }
}

/// Reads the body and lets the operation answer, unless something interferes.
async fn attend(
    app: &App,
    session: &Session,
    received: &Received<'_>,
    operations: &[&'static Operation],
    body: Body,
    progress: &mut Progress,
) -> Result<Answer, ApiError> {
    // A request that will be refused anyway need not be read, unless a rule wants to see it.
    if !session.faults.is_any() {
        let operation = received.operation.ok_or_else(|| nowhere(received, operations))?;
        authenticate::check_presence(app, received, operation)?;
    }
    progress.body = body::read(body, app.max_body_bytes).await?;
    progress.interference = interfere::interference(session, received, received.operation, &progress.body)?;
    if let Some(interference) = &progress.interference {
        pause(interference.delay_ms).await;
        let action = interference.action.as_ref();
        if let Some(action) = action.filter(|_| interference.phase == Phase::Before) {
            let prevented = || Err(ApiError::new(ErrorCode::ServiceUnavailable).detail("A fault was injected."));
            if interfere::prevents(action, received.operation) {
                return interfere::replacement(action, received.operation).unwrap_or_else(prevented);
            }
        }
    }
    let operation = received.operation.ok_or_else(|| nowhere(received, operations))?;
    let caller = authenticate::authenticate(app, session, received, operation, &progress.body)?;
    let caller = progress.caller.insert(caller);
    progress.quirks = check_content_type(received, operation, &progress.body)?;
    let answer = dispatch(session, received, operation, caller, &progress.body);
    afterwards(operation, answer, progress)
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

/// Lets the operation answer.
fn dispatch(
    session: &Session,
    received: &Received<'_>,
    operation: &'static Operation,
    caller: &Caller,
    body: &[u8],
) -> Result<Answer, ApiError> {
    let header = |name: &str| authenticate::header(received.head, name);
    let parts = Parts {
        path: received.head.uri.path(),
        query: received.head.uri.query().unwrap_or_default(),
        header: &header,
        body,
    };
    let call = Call {
        operation,
        parts,
        caller,
        quirks: received.quirks,
        stamp: received.stamp,
        ids: &session.ids,
        token_prefix: received.token_prefix,
    };
    // A handler that panics has changed nothing yet or all that it would: it checks first and writes last.
    catch_unwind(AssertUnwindSafe(|| operation.answer(&call, session))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref().cloned());
        Err(ApiError::new(operation.service.internal()).source(text.unwrap_or_else(|| "panicked".to_owned())))
    })
}

/// Refuses a body that does not say that it is JSON, if that is demanded; says whether it was a question.
fn check_content_type(received: &Received<'_>, operation: &Operation, body: &Bytes) -> Result<QuirkSet, ApiError> {
    if body.is_empty() || !operation.contract.method.has_body() {
        return Ok(QuirkSet::NONE);
    }
    let given = received.head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let given = given.unwrap_or("nothing");
    let media_type = given.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        return Ok(QuirkSet::NONE);
    }
    let quirks = QuirkSet::NONE.with(QuirkId::ContentType);
    if received.quirks.content_type == ContentType::Lenient {
        return Ok(quirks);
    }
    let detail = format!(
        "Content-Type: expected application/json, got {given}; set the header, or the quirk content-type=lenient."
    );
    Err(ApiError::new(ErrorCode::UnsupportedMediaType).detail(detail).depending_on(quirks))
}

/// Status, headers and body of what came out.
fn reply(received: &Received<'_>, outcome: Result<Answer, ApiError>) -> Reply {
    let blank = Reply {
        status: 200,
        headers: Vec::new(),
        body: Bytes::new(),
        problems: Vec::new(),
        changes: Changes::default(),
        allow: None,
        retry_after: None,
        fault: None,
        preferred: false,
        truncate_at: None,
        source: None,
    };
    match outcome {
        Ok(Answer { status, headers, body, problems, changes, .. }) => {
            Reply { status, headers, body: body.into(), problems, changes, ..blank }
        }
        Err(refusal) => {
            let (status, body) = refusal.answer(&received.quirks);
            let ApiError { problems, allow, retry_after, source, .. } = refusal;
            Reply { status, body: body.into(), problems, allow, retry_after, source, ..blank }
        }
    }
}

/// Lets a fault do to the answer what happens on its way: nothing of it is known to the operation.
async fn break_answer(reply: &mut Reply, progress: &Progress, head: &request::Parts) {
    let Some(interference) = &progress.interference else { return };
    reply.preferred = interference.rule == interfere::PREFER;
    reply.fault = Some(interference.rule.clone());
    let connection = head.extensions.get::<ConnectionControl>();
    match (&interference.action, connection) {
        (Some(Action::TruncateAt(length)), _) => reply.truncate_at = Some(*length),
        (Some(Action::HangMs(milliseconds)), _) => pause(*milliseconds).await,
        (Some(Action::Reset(_)), Some(connection)) => connection.reset(),
        (Some(Action::Empty(_)), Some(connection)) => connection.close_without_reply(),
        (Some(Action::Malformed(_)), Some(connection)) => connection.garbage(),
        _ => {}
    }
}

/// Waits; no lock is held anywhere meanwhile.
async fn pause(milliseconds: u64) {
    if milliseconds > 0 {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}
