//! Whether an answer is what the document says.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::{
    api::{ContentType, ErrorProfile, Operation, Quirks, WrongMethod},
    contract::Schema,
};

use super::response;

/// The violation of the document by an answer under these quirks, if there is one.
#[must_use]
pub fn violation(operation: &Operation, quirks: Quirks, status: u16, body: &[u8]) -> Option<String> {
    let Some(schema) = schema(operation, quirks, status) else {
        return Some(format!("{} does not answer with status {status}", operation.id()));
    };
    let answer: Value = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        Err(error) => return Some(format!("the body is not JSON: {error}")),
    };
    let violations = schema.violations(&answer);
    let first = violations.first()?;
    Some(format!("{}: {first}", operation.id()))
}

/// The schema of the answers with a status. Made on the first answer, then kept: there are few combinations.
fn schema(operation: &Operation, quirks: Quirks, status: u16) -> Option<Arc<Schema>> {
    type Key = (&'static str, u16, [bool; 3]);
    static SCHEMAS: LazyLock<Mutex<BTreeMap<Key, Option<Arc<Schema>>>>> = LazyLock::new(Mutex::default);

    // What the statuses and forms of answers depend on.
    let reading = [
        quirks.error_profile == ErrorProfile::Observed,
        quirks.wrong_method == WrongMethod::NotAllowed,
        quirks.content_type == ContentType::Strict,
    ];
    let make = || {
        let mut schema = response::schema(operation, status, quirks)?;
        let mut schemas = response::refusal_schemas();
        schemas.insert(response::body_name(operation), response::body(operation));
        schema["components"] = json!({ "schemas": schemas });
        Schema::new(schema).ok().map(Arc::new)
    };
    SCHEMAS.lock().entry((operation.id(), status, reading)).or_insert_with(make).clone()
}
