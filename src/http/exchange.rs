//! The way of a request: identify, authenticate, read, dispatch, answer, record.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Instant,
};

use axum::{
    body::Body,
    extract::Request,
    http::{Response, header, request},
};
use bytes::Bytes;

use crate::{
    api::{Answer, ApiError, Call, ContentType, ErrorCode, Operation, Quirks, WrongMethod, closest},
    auth::Caller,
    contract::Parts,
    namespace::Session,
    store::Stamp,
};

use super::{
    App,
    answer::{Reply, response},
    authenticate, body, record,
};

/// One request with what is known about it before its body is read.
pub(super) struct Received<'a> {
    pub(super) head: &'a request::Parts,
    pub(super) operation: Option<&'static Operation>,
    pub(super) quirks: Quirks,
    pub(super) stamp: Stamp,
}

/// Answers a request whose path has these operations; a path that is not emulated has none.
pub(super) async fn exchange(
    app: Arc<App>,
    operations: &'static [&'static Operation],
    request: Request,
) -> Response<Body> {
    let began = Instant::now();
    let session = app.namespace.session();
    let (head, body) = request.into_parts();
    let operation = operations.iter().copied().find(|it| it.contract.method.name() == head.method.as_str());
    let received = Received { head: &head, operation, quirks: app.quirks, stamp: session.stamp() };
    let mut caller = None;
    let outcome = attend(&app, &session, &received, operations, body, &mut caller).await;
    let source = outcome.as_ref().err().and_then(|refusal| refusal.source.clone());
    let reply = reply(&received, outcome);
    record::record(&received, caller.as_ref(), &reply, source.as_deref(), began);
    response(&reply, received.stamp.request_id)
}

/// The refusal of a path or a method that is not emulated.
fn nowhere(received: &Received<'_>, operations: &[&'static Operation]) -> ApiError {
    let detail = closest(received.head.method.as_str(), received.head.uri.path());
    if operations.is_empty() || received.quirks.wrong_method == WrongMethod::NotFound {
        return ApiError::new(ErrorCode::UnknownPath).detail(detail);
    }
    let mut methods: Vec<_> = operations.iter().map(|operation| operation.contract.method.name()).collect();
    methods.sort_unstable();
    ApiError { allow: Some(methods.join(", ")), ..ApiError::new(ErrorCode::MethodNotAllowed).detail(detail) }
}

/// Finds the operation and the caller, reads the body and lets the operation answer.
async fn attend(
    app: &App,
    session: &Session,
    received: &Received<'_>,
    operations: &[&'static Operation],
    body: Body,
    caller: &mut Option<Caller>,
) -> Result<Answer, ApiError> {
    let operation = received.operation.ok_or_else(|| nowhere(received, operations))?;
    authenticate::check_presence(app, received, operation)?;
    let body = body::read(body, app.max_body_bytes).await?;
    let caller = caller.insert(authenticate::authenticate(app, session, received, operation, &body)?);
    check_content_type(received, operation, &body)?;
    let header = |name: &str| authenticate::header(received.head, name);
    let parts = Parts {
        path: received.head.uri.path(),
        query: received.head.uri.query().unwrap_or_default(),
        header: &header,
        body: &body,
    };
    let call = Call {
        operation,
        parts,
        caller,
        quirks: received.quirks,
        stamp: received.stamp,
        ids: &session.ids,
        token_prefix: "",
    };
    // A handler that panics has changed nothing yet or all that it would: it checks first and writes last.
    catch_unwind(AssertUnwindSafe(|| operation.answer(&call, session))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref().cloned());
        Err(ApiError::new(operation.service.internal()).source(text.unwrap_or_else(|| "panicked".to_owned())))
    })
}

/// Refuses a body that does not say that it is JSON, if that is demanded.
fn check_content_type(received: &Received<'_>, operation: &Operation, body: &Bytes) -> Result<(), ApiError> {
    if received.quirks.content_type == ContentType::Lenient || body.is_empty() || !operation.contract.method.has_body()
    {
        return Ok(());
    }
    let given =
        received.head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("nothing");
    let media_type = given.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let detail = format!(
        "Content-Type: expected application/json, got {given}; set the header, or the quirk content-type=lenient."
    );
    Err(ApiError::new(ErrorCode::UnsupportedMediaType).detail(detail))
}

/// Status and body of what came out.
fn reply(received: &Received<'_>, outcome: Result<Answer, ApiError>) -> Reply {
    match outcome {
        Ok(answer) => Reply {
            status: answer.status,
            headers: answer.headers,
            body: answer.body.into(),
            problems: answer.problems,
            allow: None,
        },
        Err(refusal) => {
            let (status, body) = refusal.answer(&received.quirks);
            Reply { status, headers: Vec::new(), body: body.into(), problems: refusal.problems, allow: refusal.allow }
        }
    }
}
