//! `GET /_mock/operations`

use axum::http::StatusCode;
use serde::Serialize;

use crate::api::{OPERATIONS, Operation};

use super::{Outcome, SCHEMA_VERSION, json, request::Control};

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    operations: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    service: &'static str,
    method: &'static str,
    paths: &'static [&'static str],
    title: &'static str,
    success: u16,
    refusals: &'static [u16],
    page: &'static str,
    updated: &'static str,
    provenance: &'static str,
}

/// Every emulated operation.
pub(super) fn operations(_control: &Control) -> Outcome {
    let operations = OPERATIONS.iter().map(row).collect();
    Ok(json(StatusCode::OK, &Document { schema_version: SCHEMA_VERSION, operations }))
}

fn row(operation: &Operation) -> Row {
    let contract = operation.contract;
    Row {
        id: contract.id,
        service: operation.service.name(),
        method: contract.method.name(),
        paths: contract.paths,
        title: contract.title,
        success: contract.success,
        refusals: contract.refusals,
        page: contract.source.page,
        updated: contract.source.updated,
        provenance: contract.source.provenance.name(),
    }
}
