//! `GET /_mock/namespaces`, `DELETE /_mock/namespaces/{name}`

use axum::http::StatusCode;

use schemars::JsonSchema;
use serde::Serialize;

use crate::namespace::{Name, Summary};

use super::{
    answer::{SCHEMA_VERSION, done, json},
    refusal::Refusal,
    request::Control,
    verb::Outcome,
};

/// What removing a namespace is refused with.
pub(super) const REFUSALS: &[(u16, &str)] =
    &[(400, "The name is none of a namespace."), (404, "There is no namespace of this name.")];

/// The namespaces.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Namespaces")]
pub(super) struct List {
    /// The version of this document.
    schema_version: u32,
    /// Every namespace with what happened in it, the default one first.
    namespaces: Vec<Summary>,
}

/// Every namespace with what happened in it.
pub(super) fn list(control: &Control) -> Outcome {
    let namespaces = control.app.namespaces.summaries();
    Ok(json(StatusCode::OK, &List { schema_version: SCHEMA_VERSION, namespaces }))
}

/// Forgets a namespace; the default one is reset.
pub(super) fn remove(control: &Control) -> Outcome {
    let name: Name = control.name()?.parse().map_err(Refusal::about)?;
    if control.app.namespaces.remove(&name) {
        return Ok(done());
    }
    Err(Refusal::new(StatusCode::NOT_FOUND, format!("There is no namespace {name}; GET /_mock/namespaces lists them.")))
}
