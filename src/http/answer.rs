//! The answer as HTTP: status, headers, body.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;

use crate::{
    contract::{Problem, header_value},
    domain::RequestId,
};

/// JSON, as every body is.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PROBLEMS: HeaderName = HeaderName::from_static("x-mock-problems");

/// So much of the problems fits into a header that every client takes.
const PROBLEMS_LIMIT: usize = 4096;

/// What an exchange comes to, before it is HTTP.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    /// The status.
    pub(super) status: u16,
    /// The headers that the operation adds.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body, JSON.
    pub(super) body: Bytes,
    /// What was wrong with the request, or suspicious.
    pub(super) problems: Vec<Problem>,
    /// The methods that are allowed, if that was the question.
    pub(super) allow: Option<String>,
}

/// The reply as a response.
pub(super) fn response(reply: &Reply, request_id: RequestId) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body.clone()));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, JSON);
    if let Ok(id) = HeaderValue::from_str(request_id.encode(&mut [0; 32])) {
        headers.insert(REQUEST_ID, id);
    }
    for (name, value) in &reply.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(*name, value);
        }
    }
    if !reply.problems.is_empty()
        && let Ok(problems) = HeaderValue::from_str(&header_value(&reply.problems, PROBLEMS_LIMIT))
    {
        headers.insert(PROBLEMS, problems);
    }
    if let Some(allow) = reply.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
        headers.insert(header::ALLOW, allow);
    }
    response
}
