//! Whether an answer is what the document says.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use jsonschema::Validator;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::api::{ContentType, ErrorProfile, Operation, Quirks, WrongMethod};

use super::response;

/// What is wrong with an answer by the document under these quirks, if anything is.
#[must_use]
pub fn violation(operation: &Operation, quirks: Quirks, status: u16, body: &[u8]) -> Option<String> {
    let Some(validator) = validator(operation, quirks, status) else {
        return Some(format!("{} does not answer with status {status}", operation.id()));
    };
    let answer: Value = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        Err(error) => return Some(format!("the body is not JSON: {error}")),
    };
    let error = validator.iter_errors(&answer).next()?;
    Some(format!("{}: {} at \"{}\"", operation.id(), error.masked(), error.instance_path()))
}

/// The validator of the answers with a status. Made on the first one, then kept: there are few combinations.
fn validator(operation: &Operation, quirks: Quirks, status: u16) -> Option<Arc<Validator>> {
    type Key = (&'static str, u16, [bool; 3]);
    static VALIDATORS: LazyLock<Mutex<BTreeMap<Key, Option<Arc<Validator>>>>> = LazyLock::new(Mutex::default);

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
        jsonschema::draft202012::new(&schema).ok().map(Arc::new)
    };
    VALIDATORS.lock().entry((operation.id(), status, reading)).or_insert_with(make).clone()
}
