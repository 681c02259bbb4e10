//! `GET /_mock/health`, `GET /healthz`, `GET /readyz`

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Outcome, SCHEMA_VERSION, json, request::Control};

/// What the statuses of the answer mean.
pub(super) const STATUSES: &[(u16, &str)] = &[(200, "The server is well."), (503, "The server is about to stop.")];

/// How the server is.
#[derive(Serialize, JsonSchema)]
pub(super) struct Health {
    /// The version of this document.
    schema_version: u32,
    /// "healthy", or "draining" when the server is about to stop.
    status: &'static str,
    /// The version of the program.
    version: &'static str,
    /// How long the server has run, in milliseconds.
    uptime_ms: u64,
    /// How many namespaces there are.
    namespaces: usize,
    /// How many answers were unlike their schema, if that is checked.
    contract_violations: u64,
}

/// That the server runs.
#[derive(Serialize, JsonSchema)]
pub(super) struct Alive {
    /// The version of this document.
    schema_version: u32,
    /// "alive".
    status: &'static str,
}

/// Whether the server is well; one that finishes what it has begun is not.
pub(super) fn health(control: &Control) -> Outcome {
    told(control, control.app.lifecycle.is_draining())
}

/// Whether the server wants requests; one that is about to stop wants none, though it may still serve them.
pub(super) fn ready(control: &Control) -> Outcome {
    told(control, control.app.lifecycle.is_leaving())
}

fn told(control: &Control, leaves: bool) -> Outcome {
    let app = &control.app;
    let (code, status) =
        if leaves { (StatusCode::SERVICE_UNAVAILABLE, "draining") } else { (StatusCode::OK, "healthy") };
    let document = Health {
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
    Ok(json(StatusCode::OK, &Alive { schema_version: SCHEMA_VERSION, status: "alive" }))
}
