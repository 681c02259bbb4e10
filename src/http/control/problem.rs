//! Refusals of the control plane: `application/problem+json`.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use super::{SCHEMA_VERSION, json};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
}

/// A refusal that says what to do instead.
pub(super) fn problem(status: StatusCode, detail: &str) -> Response<Body> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        r#type: "about:blank",
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        detail,
    };
    let mut response = json(status, &document);
    let media_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}
