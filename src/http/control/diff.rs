//! `GET /_mock/state/diff`

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::namespace::Namespace;

use super::{answer::json, refusal::Refusal, request::Control, snapshots::find, verb::Outcome};

/// The two states to compare.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Span {
    /// A snapshot's name, or seed for what a reset returns to.
    from: String,
    /// A snapshot's name, or now for the present.
    to: String,
}

/// One step of a JSON Patch (RFC 6902).
#[derive(JsonSchema)]
#[expect(dead_code, reason = "its schema stands for the type of another crate")]
pub(super) struct PatchStep {
    /// What is done.
    #[schemars(extend("enum" = ["add", "remove", "replace", "move", "copy", "test"]))]
    op: String,
    /// JSON pointer of the place in the seed.
    path: String,
    /// The new value.
    value: Option<Value>,
}

impl Default for Span {
    fn default() -> Self {
        Self { from: "seed".to_owned(), to: "now".to_owned() }
    }
}

/// What differs between two states. Credentials are masked: they do not differ where it matters.
pub(super) fn diff(control: &Control) -> Outcome {
    let Span { from, to } = control.query()?;
    let namespace = control.namespace()?;
    let patch = json_patch::diff(&state_of(&namespace, &from)?, &state_of(&namespace, &to)?);
    Ok(json(StatusCode::OK, &patch))
}

/// The state of a name: a snapshot's, the seed or the present.
fn state_of(namespace: &Namespace, name: &str) -> Result<Value, Refusal> {
    let mut file = match name {
        "now" => namespace.session().view().export(),
        "seed" => namespace.seed_store().export(),
        snapshot => find(namespace, snapshot)?.export(),
    };
    file.redact();
    serde_json::to_value(&file).map_err(Refusal::about)
}
