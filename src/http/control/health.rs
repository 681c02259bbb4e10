//! `GET /_mock/health`, `GET /healthz`, `GET /readyz`

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use serde::Serialize;

use super::{Outcome, SCHEMA_VERSION, json, request::Control};

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    status: &'static str,
    version: &'static str,
    uptime_ms: u64,
    namespaces: usize,
    contract_violations: u64,
}

/// Whether the server is well and takes requests; one that is about to stop takes none.
pub(super) fn health(control: &Control) -> Outcome {
    let app = &control.app;
    let (code, status) = if app.lifecycle.is_draining() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else {
        (StatusCode::OK, "healthy")
    };
    let document = Document {
        schema_version: SCHEMA_VERSION,
        status,
        version: env!("CARGO_PKG_VERSION"),
        uptime_ms: u64::try_from(app.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        namespaces: app.namespaces.count(),
        contract_violations: app.contract_violations.load(Ordering::Relaxed),
    };
    Ok(json(code, &document))
}

/// Whether the server runs at all; one that is about to stop does.
pub(super) fn alive(_control: &Control) -> Outcome {
    Ok(json(StatusCode::OK, &serde_json::json!({ "schema_version": SCHEMA_VERSION, "status": "alive" })))
}
