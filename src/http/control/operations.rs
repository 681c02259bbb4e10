//! `GET /_mock/operations`

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    api::{OPERATIONS, Operation},
    contract::did_you_mean,
};

use super::{
    answer::{SCHEMA_VERSION, json},
    refusal::Refusal,
    request::Control,
    verb::Outcome,
};

/// The emulated operations.
#[derive(Serialize, JsonSchema)]
pub(super) struct Operations {
    /// The version of this document.
    schema_version: u32,
    /// Every operation, in the order of the table.
    operations: Vec<Row>,
}

/// One operation.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Operation")]
struct Row {
    /// The operation id, as the official SDKs name it.
    id: &'static str,
    /// The service that it belongs to.
    service: &'static str,
    /// The HTTP method.
    method: &'static str,
    /// Path templates: the first is canonical, the others are aliases.
    paths: &'static [&'static str],
    /// The page's title.
    title: &'static str,
    /// The status of a success.
    success: u16,
    /// The documented statuses of refusals.
    refusals: &'static [u16],
    /// The page.
    page: &'static str,
    /// When the page was last changed, if it says so.
    updated: &'static str,
    /// How well founded this is.
    provenance: &'static str,
}

/// Every emulated operation.
pub(super) fn operations(_control: &Control) -> Outcome {
    let operations = OPERATIONS.iter().map(row).collect();
    Ok(json(StatusCode::OK, &Operations { schema_version: SCHEMA_VERSION, operations }))
}

/// Refuses the name of an operation that there is not.
pub(super) fn check_name(name: &str) -> Result<(), Refusal> {
    let names = || OPERATIONS.iter().map(Operation::id);
    if names().any(|known| known == name) {
        return Ok(());
    }
    let near = did_you_mean(name, names());
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
