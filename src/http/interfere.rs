//! Faults on their way: what the rules, the rate limit and the request's own headers do to a call.

use std::time::Duration;

use axum::http::HeaderValue;

use crate::{
    api::{
        Answer, ApiError, ErrorCode, Operation, Particular, QuirkSet, Situation, failure_in_200, fault_statuses,
        refusal_of_status,
    },
    contract::{Problem, Rule, Subject, beginning},
    fault::{Action, Interference, Phase},
    journal::redacted_header,
    namespace::Session,
    store::Changes,
};

use super::{App, exchange::Received, known::KnownHeaders};

/// What the rules and the request's own headers want to happen to a call.
///
/// # Errors
/// A header asks for what there is not, or the rate limit is reached.
pub(super) fn interference(
    app: &App,
    session: &Session,
    received: &Received<'_>,
    operation: Option<&Operation>,
    body: &[u8],
) -> Result<Option<Interference>, ApiError> {
    let wished = wished(&received.known, operation, app.limits.max_wait)?;
    // Before the rules, which count: the gateway stands before the service.
    if let Some(throttle) = &session.throttle {
        throttle.lock().take(received.stamp.time).map_err(throttled)?;
    }
    let ruled = session.faults.choose(operation, || subject(received, body));
    Ok(match (ruled, wished) {
        (Some(rule), Some(wish)) => {
            let delay_ms = rule.delay_ms.max(wish.delay_ms);
            // A rule that only delays says nothing against a wish.
            let chosen = if rule.action.is_none() && wish.action.is_some() { wish } else { rule };
            Some(Interference { delay_ms, ..chosen })
        }
        (rule, wish) => rule.or(wish),
    })
}

/// What the headers `Prefer: code=` and `X-Mock-Delay-Ms` ask for.
fn wished<'a>(
    known: &KnownHeaders<'a>,
    operation: Option<&Operation>,
    longest: Duration,
) -> Result<Option<Interference>, ApiError> {
    let text = |value: Option<&'a HeaderValue>| value.map(|value| value.to_str().unwrap_or_default());
    let delay_ms = text(known.delay_ms).map(|text| delay(text, longest)).transpose()?;
    let code =
        text(known.prefer).and_then(|value| value.split([',', ';']).find_map(|part| part.trim().strip_prefix("code=")));
    let action = match (code, operation) {
        (Some(code), Some(operation)) => preferred(code, operation)?,
        _ => None,
    };
    if delay_ms.is_none() && action.is_none() {
        return Ok(None);
    }
    let rule = if action.is_some() { PREFER.to_owned() } else { "X-Mock-Delay-Ms".to_owned() };
    Ok(Some(Interference { rule, phase: Phase::Before, action, delay_ms: delay_ms.unwrap_or_default() }))
}

/// The name under which a wish of the header `Prefer` is told.
pub(super) const PREFER: &str = "Prefer";

fn delay(text: &str, longest: Duration) -> Result<u64, ApiError> {
    let longest = longest.as_millis();
    let delay = text.parse().ok().filter(|delay| u128::from(*delay) <= longest);
    delay.ok_or_else(|| {
        let problem = Problem::new("/X-Mock-Delay-Ms", Rule::Own("delay"))
            .expected(format!("milliseconds up to {longest}, as --max-wait-ms says"))
            .got(format!("\"{}\"", beginning(text, 80)))
            .remedy("send a whole number, such as 250");
        ApiError::because(ErrorCode::gateway(Situation::InvalidControl), vec![problem])
    })
}

fn preferred(code: &str, operation: &Operation) -> Result<Option<Action>, ApiError> {
    let statuses = fault_statuses(operation);
    let success = operation.contract.success;
    match code.trim_matches('"').parse() {
        Ok(status) if status == success => Ok(None),
        Ok(status) if statuses.contains(&status) => Ok(Some(Action::Status(status))),
        _ => {
            let all: Vec<_> = statuses.iter().map(ToString::to_string).collect();
            let problem = Problem::new("/Prefer", Rule::Own("status"))
                .expected(format!("a status that {} has, one of {success}, {}", operation.id(), all.join(", ")))
                .got(format!("code={}", beginning(code, 80)))
                .remedy("send one of them, or leave the header out");
            Err(ApiError::because(ErrorCode::gateway(Situation::InvalidControl), vec![problem]))
        }
    }
}

fn throttled(seconds: u64) -> ApiError {
    let problem = Problem::new("", Rule::Own("throttled"))
        .expected("no more calls at once than --rate-limit allows")
        .got("one too many")
        .remedy(format!(
            "try again in {seconds} s, as Retry-After says, or start the server with another --rate-limit"
        ));
    ApiError {
        particular: Particular::Seconds(seconds),
        problems: vec![problem],
        ..ApiError::new(ErrorCode::gateway(Situation::Throttled))
    }
}

/// The request as the patterns of the rules see it. Secrets are no part of it.
fn subject(received: &Received<'_>, body: &[u8]) -> Subject {
    let head = received.head;
    let headers = head.headers.iter().map(|(name, value)| (name.as_str(), value));
    Subject {
        path: received.path.to_owned(),
        query: Subject::query_of(head.uri.query().unwrap_or_default()),
        headers: headers
            .map(|(name, value)| {
                (name.to_owned(), String::from_utf8_lossy(&redacted_header(name, value.as_bytes())).into())
            })
            .collect(),
        body: serde_json::from_slice(body).unwrap_or_default(),
    }
}

/// Whether an operation does not happen because of this action. An answer that only breaks or hangs on its way is still
/// that of the operation, and a path that is not emulated has no envelope to fail in.
pub(super) fn prevents(action: &Action, operation: Option<&Operation>) -> bool {
    match action {
        Action::TruncateAt(_) | Action::HangMs(_) => false,
        Action::FailureIn200(_) => operation.is_some(),
        Action::Status(_) | Action::Reset(_) | Action::Empty(_) | Action::Malformed(_) => true,
    }
}

/// What an operation is answered with instead of what it would say; nothing if the answer only breaks on its way.
pub(super) fn replacement(action: &Action, operation: Option<&Operation>) -> Option<Result<Answer, ApiError>> {
    match action {
        Action::Status(status) => {
            let code = operation.and_then(|operation| refusal_of_status(operation, *status));
            let refusal = ApiError::new(code.unwrap_or(ErrorCode::gateway(Situation::ServiceUnavailable)))
                .detail("A fault was injected.");
            let particular = if *status == 429 { Particular::Seconds(1) } else { Particular::Nothing };
            Some(Err(ApiError { particular, is_forced: true, ..refusal }))
        }
        Action::FailureIn200(failure) => Some(Ok(Answer {
            status: 200,
            headers: Vec::new(),
            body: failure_in_200(operation?, &failure.code, &failure.message),
            problems: Vec::new(),
            changes: Changes::default(),
            quirks: QuirkSet::NONE,
        })),
        Action::Reset(_) | Action::Empty(_) | Action::TruncateAt(_) | Action::Malformed(_) | Action::HangMs(_) => None,
    }
}
