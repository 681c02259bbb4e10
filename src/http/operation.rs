//! Between a request and its operation: the operation answers, or there is none, or the body is not called JSON.

use std::{
    error::Error,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use axum::http::Method;
use bytes::Bytes;

use crate::{
    api::{
        Answer, ApiError, Call, ContentType, ErrorCode, Operation, Particular, QuirkId, QuirkSet, Situation,
        WrongMethod, closest,
    },
    contract::{Problem, Rule, beginning},
    domain::Caller,
    journal::redacted_path,
};

use super::received::{Place, Received};

/// The refusal of a path or a method that is not emulated.
pub(super) fn nowhere(received: &Received<'_>, operations: &[&'static Operation]) -> ApiError {
    let method = &received.head.method;
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let (closest, problem) = closest(method.as_str(), &redacted_path(received.path));
    let refused = |situation, methods| ApiError {
        particular: Particular::Nowhere { closest, methods },
        ..ApiError::because(ErrorCode::gateway(situation), vec![problem])
    };
    if operations.is_empty() {
        return refused(Situation::UnknownPath, Vec::new());
    }
    let quirks = QuirkSet::NONE.with(QuirkId::WrongMethod);
    if received.quirks.wrong_method == WrongMethod::NotFound {
        return refused(Situation::UnknownPath, Vec::new()).depending_on(quirks);
    }
    let mut methods: Vec<&'static str> = operations.iter().map(|operation| operation.contract.method.name()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    refused(Situation::MethodNotAllowed, methods).depending_on(quirks)
}

/// The text of a panic.
#[derive(Debug)]
struct Panicked(String);

impl fmt::Display for Panicked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Panicked {}

/// The operation of this method. `HEAD` is `GET` without the body, which hyper leaves out.
pub(super) fn of_method(operations: &[&'static Operation], method: &Method) -> Option<&'static Operation> {
    let name = if *method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
    operations.iter().copied().find(|operation| operation.contract.method.name() == name)
}

/// Lets the operation answer.
pub(super) fn perform(
    place: &Place<'_>,
    received: &Received<'_>,
    operation: &'static Operation,
    caller: &Caller,
    body: &[u8],
) -> Result<Answer, ApiError> {
    let header = |name: &str| received.header(name);
    let call = Call {
        operation,
        parts: received.parts(&header, body),
        host: received.host(),
        caller,
        quirks: received.quirks,
        stamp: received.stamp,
        ids: &place.session.ids,
        token_prefix: place.namespace.token_prefix(),
        most_rows: place.app.limits.max_rows_per_request,
    };
    // A handler that panics has changed nothing yet or all that it would: it checks first and writes last.
    catch_unwind(AssertUnwindSafe(|| operation.answer(&call, &*place.session))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref().cloned());
        let problem = Problem::new("", Rule::Own("defect"))
            .expected("an answer")
            .got("a failure of the mock itself")
            .remedy("find its cause in the log of the server, and report it with what GET /_mock/repro prints");
        let refusal = ApiError::because(operation.service.refusal(Situation::Internal), vec![problem]);
        Err(refusal.caused_by(Panicked(text.unwrap_or_else(|| "panicked".to_owned()))))
    })
}

/// Refuses a body that does not say that it is JSON, if that is demanded; says whether it was a question.
pub(super) fn check_content_type(
    received: &Received<'_>,
    operation: &Operation,
    body: &Bytes,
) -> Result<QuirkSet, ApiError> {
    if body.is_empty() || !operation.contract.method.has_body() {
        return Ok(QuirkSet::NONE);
    }
    let given = received.known.content_type.and_then(|value| value.to_str().ok());
    let given = given.unwrap_or("nothing");
    let media_type = given.split_once(';').map_or(given, |(media_type, _)| media_type).trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        return Ok(QuirkSet::NONE);
    }
    let quirks = QuirkSet::NONE.with(QuirkId::ContentType);
    if received.quirks.content_type == ContentType::Lenient {
        return Ok(quirks);
    }
    let problem = Problem::new("/Content-Type", Rule::Own("content-type"))
        .expected("application/json")
        .got(beginning(given, 80))
        .remedy("send the header Content-Type: application/json, or set the quirk content-type=lenient");
    Err(ApiError::because(ErrorCode::gateway(Situation::UnsupportedMediaType), vec![problem]).depending_on(quirks))
}
