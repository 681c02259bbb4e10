//! The answers of the control plane: documents, texts, and a word that something was done.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::http::answer::JSON;

/// The version of every document that the control plane shows.
pub(in crate::http) const SCHEMA_VERSION: u32 = 1;

/// A document that says only that something was done.
#[derive(Serialize, JsonSchema)]
pub(super) struct Done {
    /// The version of this document.
    schema_version: u32,
    /// "ok".
    status: &'static str,
}

/// Something was done.
pub(super) fn done() -> Response<Body> {
    json(StatusCode::OK, &Done { schema_version: SCHEMA_VERSION, status: "ok" })
}

/// A document as a response.
pub(super) fn json(status: StatusCode, document: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(document).expect("a document is texts, numbers and JSON under names");
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// A text as a response.
pub(super) fn text(media_type: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
