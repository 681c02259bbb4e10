//! `GET /_mock/health`, `GET /healthz`, `GET /readyz`

use axum::{
    body::Body,
    extract::Request,
    http::{Response, StatusCode},
};
use serde::Serialize;

use crate::http::App;

use super::{SCHEMA_VERSION, json};

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    status: &'static str,
    version: &'static str,
    uptime_ms: u64,
}

/// Whether the server is well and takes requests.
pub(super) fn health(app: &App, _request: &Request) -> Response<Body> {
    let (code, status) = match app.lifecycle.is_draining() {
        true => (StatusCode::SERVICE_UNAVAILABLE, "draining"),
        false => (StatusCode::OK, "healthy"),
    };
    let uptime_ms = u64::try_from(app.started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let version = env!("CARGO_PKG_VERSION");
    json(code, &Document { schema_version: SCHEMA_VERSION, status, version, uptime_ms })
}

/// Whether the server runs at all; a draining one does.
pub(super) fn alive(_app: &App, _request: &Request) -> Response<Body> {
    json(StatusCode::OK, &serde_json::json!({ "schema_version": SCHEMA_VERSION, "status": "alive" }))
}

/// Whether the server takes requests.
pub(super) fn ready(app: &App, request: &Request) -> Response<Body> {
    health(app, request)
}
