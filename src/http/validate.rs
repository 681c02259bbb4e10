//! The server's own answers, checked against the document that it serves.

use std::sync::atomic::Ordering;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::openapi;

use super::{App, received::Received, reply::Reply};

const VIOLATION: HeaderName = HeaderName::from_static("x-mock-contract-violation");

/// So much of a violation is told in the header.
const LONGEST: usize = 400;

/// Checks the answer of an operation, if that is wanted; a violation is logged, counted and told in a header.
pub(super) fn check(app: &App, received: &Received<'_>, reply: &Reply, headers: &mut HeaderMap) {
    // What a fault makes of an answer is not the operation's doing.
    let Some(operation) = received.operation.filter(|_| app.validate_responses && reply.fault.is_none()) else {
        return;
    };
    let Some(violation) = openapi::violation(operation, received.quirks, reply.status, &reply.body) else { return };
    app.contract_violations.fetch_add(1, Ordering::Relaxed);
    tracing::error!(
        operation = operation.id(),
        status = reply.status,
        request_id = %received.stamp.request_id,
        violation,
        "the answer is not as the OpenAPI document says"
    );
    // A header has visible ASCII only, and the words of a violation may come from anywhere.
    let visible = violation.replace(|letter: char| !matches!(letter, ' '..='~'), "?");
    if let Ok(value) = HeaderValue::from_str(&visible[..visible.len().min(LONGEST)]) {
        headers.insert(VIOLATION, value);
    }
}
