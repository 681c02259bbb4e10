//! `GET /_mock/openapi.json`, `GET /_mock/openapi.yaml` and the same of `/_mock/openapi/control`

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::openapi::{self, control_document, shape};

use super::{
    answer::text,
    refusal::{Document, Refusal},
    request::{Calls, Control},
    verb::Outcome,
};

/// The document of the emulated API under the quirks in force.
pub(super) fn json(control: &Control) -> Outcome {
    as_json(&openapi::document(control.app.quirks))
}

/// The same in YAML.
pub(super) fn yaml(control: &Control) -> Outcome {
    as_yaml(&openapi::document(control.app.quirks))
}

/// The document of the control plane.
pub(super) fn control_json(control: &Control) -> Outcome {
    as_json(&document_of_control(control))
}

/// The same in YAML.
pub(super) fn control_yaml(control: &Control) -> Outcome {
    as_yaml(&document_of_control(control))
}

/// The document of the control plane, whose calls these are, and of which none may wait longer.
pub(super) fn document_of(calls: Calls, longest: Duration) -> Value {
    let mut document = control_document(calls().into_iter(), shape::<Document<'static>>);
    let longest = json!(longest.as_millis());
    let parameters = document["paths"]["/_mock/requests"]["get"]["parameters"].as_array_mut();
    for parameter in parameters.into_iter().flatten().filter(|parameter| parameter["name"] == "wait") {
        parameter["schema"]["maximum"] = longest.clone();
    }
    document["components"]["schemas"]["ExpectationsInput"]["properties"]["timeout_ms"]["maximum"] = longest;
    document
}

/// The document of the control plane with the bounds that are set.
fn document_of_control(control: &Control) -> Value {
    document_of(control.calls, control.app.limits.max_wait)
}

#[expect(clippy::unnecessary_wraps, reason = "a call of the control plane comes to an outcome")]
fn as_json(document: &Value) -> Outcome {
    Ok(text("application/json", openapi::json(document)))
}

fn as_yaml(document: &Value) -> Outcome {
    let yaml = openapi::yaml(document).map_err(|why| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, why))?;
    Ok(text("application/yaml", yaml))
}
