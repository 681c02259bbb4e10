//! The OpenAPI documents: the table in the words of generators and validators.

mod control;
mod example;
mod links;
mod operation;
mod reference;
mod request;
mod response;
mod validate;

pub use control::{ControlVerb, Shape, control_document, shape};
pub use validate::violation;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    api::{OPERATIONS, Operation, QUIRKS, Quirks},
    contract::Invalid,
};

/// The version of OpenAPI that the documents follow.
const OPENAPI: &str = "3.1.0";

/// The document of the emulated API under these quirks.
#[must_use]
pub fn document(quirks: Quirks) -> Value {
    json!({
        "openapi": OPENAPI,
        "info": {
            "title": "CodeArts permission APIs, as codearts-mock serves them",
            "summary": env!("CARGO_PKG_DESCRIPTION"),
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The server that shows this document." }],
        "tags": tags(),
        "paths": paths(quirks),
        "components": {
            "schemas": schemas(quirks),
            "headers": response::headers(),
            "securitySchemes": operation::security_schemes(),
        },
        "x-quirks": shown_quirks(quirks),
    })
}

/// A document as JSON, byte for byte as it is served and committed.
#[must_use]
pub fn json(document: &Value) -> String {
    format!("{document:#}\n")
}

/// A document as YAML.
///
/// # Errors
/// It cannot be written; a document of this module always can.
pub fn yaml(document: &Value) -> Result<String, Invalid> {
    serde_saphyr::to_string(document).map_err(|error| Invalid::new(error.to_string()))
}

/// One tag per service, in the order of the table.
fn tags() -> Value {
    let mut seen = BTreeSet::new();
    let new = OPERATIONS.iter().map(|it| it.service).filter(|service| seen.insert(*service));
    new.map(|service| json!({ "name": service.name() })).collect()
}

/// Every path with its operations; an alias is a path of its own.
fn paths(quirks: Quirks) -> Value {
    let mut paths = Map::new();
    for operation in OPERATIONS {
        for (index, path) in operation.contract.paths.iter().enumerate() {
            let method = operation.contract.method.name().to_ascii_lowercase();
            let item = paths.entry(*path).or_insert_with(|| json!({}));
            item[method] = operation::operation(operation, &operation_id(operation, index), quirks);
        }
    }
    paths.into()
}

/// The id of an operation at its path of this index; aliases need different ids.
fn operation_id(operation: &Operation, index: usize) -> String {
    match index {
        0 => operation.id().to_owned(),
        1 => format!("{}Alias", operation.id()),
        more => format!("{}Alias{more}", operation.id()),
    }
}

/// The schemas that operations refer to: bodies, and the forms of a refusal.
fn schemas(quirks: Quirks) -> Value {
    let mut schemas = response::refusal_schemas();
    for operation in OPERATIONS {
        if let Some(body) = request::body(operation, quirks) {
            schemas.insert(request::body_name(operation), body);
        }
        schemas.insert(response::body_name(operation), response::body(operation));
    }
    schemas.into()
}

/// The quirks in force, for a reader.
fn shown_quirks(quirks: Quirks) -> Value {
    let shown = QUIRKS.iter().map(|quirk| {
        json!({
            "name": quirk.name,
            "question": quirk.question,
            "value": quirks.value(quirk.name),
            "default": quirk.default_value(),
            "options": quirk.options,
            "provenance": quirk.provenance.name(),
        })
    });
    shown.collect()
}
