//! Faults on their way: what the rules, the rate limit and the request's own headers do to a call.

use std::time::Duration;

use axum::http::HeaderValue;
use serde_json::Value;

use crate::{
    api::{
        Answer, ApiError, ErrorCode, Operation, Particular, QuirkSet, Situation, failure_in_200, fault_statuses,
        refusal_of_status,
    },
    contract::{Problem, Rule, Subject, beginning},
    fault::{Action, Interference, Phase},
    journal::redacted_header,
    store::Changes,
};

use super::{
    Ending,
    known::KnownHeaders,
    progress::Progress,
    received::{Place, Received},
    reply::Reply,
};

/// What the rules and the request's own headers want to happen to a call.
///
/// # Errors
/// A header asks for what there is not, or the rate limit is reached.
pub(super) fn interference(
    place: &Place<'_>,
    received: &Received<'_>,
    body: &[u8],
) -> Result<Option<Interference>, ApiError> {
    let (session, operation) = (&place.session, received.operation);
    let wished = wished(&received.known, operation, place.app.limits.max_wait)?;
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
    // A value that is no text is taken for an empty one, which asks for nothing that there is.
    let text = |value: Option<&'a HeaderValue>| value.map(|value| value.to_str().unwrap_or(""));
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
    Ok(Some(Interference { rule, phase: Phase::Before, action, delay_ms: delay_ms.unwrap_or(0) }))
}

/// The name under which a wish of the header `Prefer` is told.
const PREFER: &str = "Prefer";

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
        ..ApiError::because(ErrorCode::gateway(Situation::Throttled), vec![problem])
    }
}

/// The request as the patterns of the rules see it. Secrets are no part of it.
fn subject(received: &Received<'_>, body: &[u8]) -> Subject {
    let head = received.head;
    let headers = head.headers.iter().map(|(name, value)| (name.as_str(), value));
    Subject {
        path: received.path.to_owned(),
        query: Subject::query_of(head.uri.query().unwrap_or("")),
        headers: headers
            .map(|(name, value)| {
                (name.to_owned(), String::from_utf8_lossy(&redacted_header(name, value.as_bytes())).into())
            })
            .collect(),
        // What is no JSON has no members that a pattern could ask for.
        body: serde_json::from_slice(body).unwrap_or(Value::Null),
    }
}

/// How long a request waits before anything happens, or its answer after all has happened. A rule and a wish together are
/// bounded as each of them is.
pub(super) fn wait(place: &Place<'_>, progress: &Progress, phase: Phase) -> Duration {
    let wait = progress.interference.as_ref().map_or(0, |interference| interference.wait(phase));
    Duration::from_millis(wait).min(place.app.limits.max_wait)
}

/// What is answered instead of asking the operation, if something interferes before it.
pub(super) fn prevented(received: &Received<'_>, progress: &Progress) -> Option<Result<Answer, ApiError>> {
    let action = action(progress, Phase::Before)?;
    let prevented = || Err(ApiError::fault(ErrorCode::gateway(Situation::ServiceUnavailable)));
    prevents(action, received.operation).then(|| replacement(action, received.operation).unwrap_or_else(prevented))
}

/// What the client gets to see of an operation that has happened.
pub(super) fn afterwards(
    operation: &Operation,
    answer: Result<Answer, ApiError>,
    progress: &mut Progress,
) -> Result<Answer, ApiError> {
    let action = action(progress, Phase::After);
    let Some(replaced) = action.and_then(|action| replacement(action, Some(operation))) else { return answer };
    progress.unseen = answer.ok().map(|answer| answer.changes);
    replaced
}

/// Lets a fault do to the answer what happens on its way: nothing of it is known to the operation. Says how the
/// connection is to end, if it is.
pub(super) fn break_answer(reply: &mut Reply, progress: &Progress) -> Option<Ending> {
    let interference = progress.interference.as_ref()?;
    reply.preferred = interference.rule == PREFER;
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

/// What interferes in this phase.
fn action(progress: &Progress, phase: Phase) -> Option<&Action> {
    let interference = progress.interference.as_ref().filter(|interference| interference.phase == phase)?;
    interference.action.as_ref()
}

/// Whether an operation does not happen because of this action. An answer that only breaks or hangs on its way is still
/// that of the operation, and a path that is not emulated has no envelope to fail in.
fn prevents(action: &Action, operation: Option<&Operation>) -> bool {
    match action {
        Action::TruncateAt(_) | Action::HangMs(_) => false,
        Action::FailureIn200(_) => operation.is_some(),
        Action::Status(_) | Action::Reset(_) | Action::Empty(_) | Action::Malformed(_) => true,
    }
}

/// What an operation is answered with instead of what it would say; nothing if the answer only breaks on its way.
fn replacement(action: &Action, operation: Option<&Operation>) -> Option<Result<Answer, ApiError>> {
    match action {
        Action::Status(status) => {
            let code = operation.and_then(|operation| refusal_of_status(operation, *status));
            Some(Err(ApiError::fault(code.unwrap_or(ErrorCode::gateway(Situation::ServiceUnavailable)))))
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
