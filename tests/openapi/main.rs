//! The derived documents: committed bytes, complete, and true.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod complete;
mod control;
#[path = "../shared/log.rs"]
mod log;
mod quirk;
#[path = "../shared/secrets.rs"]
mod secrets;
mod served;
#[path = "../shared/told.rs"]
mod told;
mod valid;
#[path = "../shared/watched.rs"]
mod watched;

use std::sync::LazyLock;

use codearts_mock::{
    api::{Operation, Quirks},
    openapi,
};
use serde_json::Value;

static DEFAULT: LazyLock<Value> = LazyLock::new(|| openapi::document(Quirks::default()));
static STRICT: LazyLock<Value> = LazyLock::new(|| openapi::document(Quirks::strict()));
static OBSERVED: LazyLock<Value> = LazyLock::new(|| {
    let mut quirks = Quirks::default();
    quirks.set("error-profile=observed").unwrap();
    openapi::document(quirks)
});

/// The operation object at a path of an operation.
fn object<'a>(document: &'a Value, operation: &Operation, path: &str) -> &'a Value {
    &document["paths"][path][operation.contract.method.name().to_ascii_lowercase()]
}

/// The schema itself, or the one that a reference names.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.map_or(schema, |pointer| document.pointer(pointer).unwrap())
}

/// The schema of the body of a request.
fn body_schema<'a>(document: &'a Value, object: &'a Value) -> &'a Value {
    resolved(document, &object["requestBody"]["content"]["application/json"]["schema"])
}
