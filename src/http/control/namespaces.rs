//! `GET /_mock/namespaces`, `DELETE /_mock/namespaces/{name}`

use axum::http::StatusCode;

use crate::namespace::Name;

use super::{Outcome, Refusal, SCHEMA_VERSION, done, json, request::Control};

/// Every namespace with what happened in it.
pub(super) fn list(control: &Control) -> Outcome {
    let namespaces = control.app.namespaces.summaries();
    Ok(json(StatusCode::OK, &serde_json::json!({ "schema_version": SCHEMA_VERSION, "namespaces": namespaces })))
}

/// Forgets a namespace; the default one is reset.
pub(super) fn remove(control: &Control) -> Outcome {
    let name: Name = control.name().parse().map_err(Refusal::bad)?;
    if control.app.namespaces.remove(&name) {
        return done();
    }
    Err(Refusal::new(StatusCode::NOT_FOUND, format!("There is no namespace {name}; GET /_mock/namespaces lists them.")))
}
