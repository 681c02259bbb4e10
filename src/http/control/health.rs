//! `GET /_mock/health`, `GET /healthz`, `GET /readyz`

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use crate::memory::{Kind, Memory};

use super::{
    answer::{SCHEMA_VERSION, json},
    request::Control,
    verb::Outcome,
};

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
    /// What takes how much memory, and how much there may be.
    memory: Bytes,
    /// How many answers were unlike their schema, if that is checked.
    contract_violations: u64,
}

/// Bytes of memory by what they are taken for.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Memory")]
pub(super) struct Bytes {
    /// What all of it may take together: --max-memory-bytes.
    bound: usize,
    /// What all of it takes together.
    total: usize,
    /// The journals.
    journal: usize,
    /// What was changed, created or seeded.
    state: usize,
    /// The snapshots.
    snapshots: usize,
    /// The fault rules.
    faults: usize,
    /// The issued tokens.
    tokens: usize,
    /// The bodies that are read or worked on.
    bodies: usize,
}

impl Bytes {
    fn of(memory: &Memory) -> Self {
        Self {
            bound: memory.bound(),
            total: memory.total(),
            journal: memory.bytes(Kind::Journal),
            state: memory.bytes(Kind::State),
            snapshots: memory.bytes(Kind::Snapshots),
            faults: memory.bytes(Kind::Faults),
            tokens: memory.bytes(Kind::Tokens),
            bodies: memory.bytes(Kind::Bodies),
        }
    }
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
        memory: Bytes::of(app.namespaces.memory()),
        contract_violations: app.contract_violations.load(Ordering::Relaxed),
    };
    Ok(json(code, &document))
}

/// Whether the server runs at all; one that is about to stop does.
pub(super) fn alive(_control: &Control) -> Outcome {
    Ok(json(StatusCode::OK, &Alive { schema_version: SCHEMA_VERSION, status: "alive" }))
}
