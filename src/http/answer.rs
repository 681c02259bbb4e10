//! The answer as HTTP: status, headers, body, and how it breaks if it is to.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use http_body::Frame;

use crate::{api::Particular, contract::header_value, domain::RequestId};

use super::reply::Reply;

/// JSON, as every body is.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Identifies the exchange, of every answer.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PROBLEMS: HeaderName = HeaderName::from_static("x-mock-problems");
const NAMESPACE: HeaderName = HeaderName::from_static("x-mock-namespace");
const FAULT: HeaderName = HeaderName::from_static("x-mock-fault");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// So much of the problems fits into a header that every client takes.
const PROBLEMS_LIMIT: usize = 4096;

/// The reply as a response.
pub(super) fn response(reply: &Reply, request_id: RequestId, namespace: Option<&str>) -> Response<Body> {
    let mut response = Response::new(body(reply));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, JSON);
    put(headers, REQUEST_ID, request_id.encode(&mut [0; 32]));
    if let Some(namespace) = namespace {
        put(headers, NAMESPACE, namespace);
    }
    if reply.truncate_at.is_some() {
        headers.insert(header::CONTENT_LENGTH, reply.body.len().into());
    }
    if !reply.problems.is_empty() {
        put(headers, PROBLEMS, &header_value(&reply.problems, PROBLEMS_LIMIT));
    }
    for (name, value) in &reply.headers {
        put(headers, HeaderName::from_static(name), value);
    }
    match &reply.particular {
        Particular::Nowhere { methods, .. } if !methods.is_empty() => put(headers, header::ALLOW, &methods.join(", ")),
        Particular::Seconds(seconds) => drop(headers.insert(header::RETRY_AFTER, (*seconds).into())),
        Particular::Fault if reply.status == 429 => drop(headers.insert(header::RETRY_AFTER, 1.into())),
        _ => {}
    }
    if let Some(rule) = &reply.fault {
        put(headers, FAULT, rule);
    }
    if reply.preferred {
        put(headers, PREFERENCE_APPLIED, &format!("code={}", reply.status));
    }
    response
}

/// Adds a header, unless its value is no text that a header can have.
pub(super) fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The body, whole or broken off.
fn body(reply: &Reply) -> Body {
    match reply.truncate_at {
        None => Body::from(reply.body.clone()),
        Some(length) => {
            Body::new(BrokenOff { part: Some(reply.body.slice(..length.min(reply.body.len()))), has_left: false })
        }
    }
}

/// A body that ends in an error after its first part, at which the connection is closed.
struct BrokenOff {
    part: Option<Bytes>,
    has_left: bool,
}

impl HttpBody for BrokenOff {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        if let Some(part) = self.part.take().filter(|part| !part.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        if !std::mem::replace(&mut self.has_left, true) {
            // A body that has nothing for now makes the server send what it has: the head leaves before the error.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err("broken off on purpose")))
    }
}
