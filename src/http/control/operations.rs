//! `GET /_mock/operations`

use axum::http::StatusCode;
use serde::Serialize;

use crate::{
    api::{OPERATIONS, Operation},
    contract::nearest,
};

use super::{Outcome, Refusal, SCHEMA_VERSION, json, request::Control};

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

/// Refuses the name of an operation that there is not.
pub(super) fn check_name(name: &str) -> Result<(), Refusal> {
    let names = || OPERATIONS.iter().map(Operation::id);
    if names().any(|known| known == name) {
        return Ok(());
    }
    let near = nearest(name, names()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    Err(Refusal::bad(format!("There is no operation {name}.{near} GET /_mock/operations lists them.")))
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
