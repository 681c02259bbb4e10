//! `GET /_mock/quirks`

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::{CONTRADICTIONS, Contradiction, QUIRKS, Quirk};

use super::{
    answer::{SCHEMA_VERSION, json},
    request::Control,
    verb::Outcome,
};

/// Where the documentation disagrees with itself, and what was chosen.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ledger {
    /// The version of this document.
    schema_version: u32,
    /// Every quirk with the option in force.
    quirks: Vec<Row>,
    /// Every contradiction with what was decided.
    contradictions: &'static [Contradiction],
}

/// A quirk with the option in force.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "QuirkInForce")]
struct Row {
    #[serde(flatten)]
    quirk: &'static Quirk,
    /// The option that holds unless another is chosen.
    default: &'static str,
    /// The option in force.
    value: Option<&'static str>,
    /// The numbers of the contradictions that it settles.
    settles: Vec<u8>,
}

/// The ledger: every quirk with the option in force, and every contradiction with what was decided.
pub(super) fn quirks(control: &Control) -> Outcome {
    let quirks = QUIRKS
        .iter()
        .map(|quirk| Row {
            quirk,
            default: quirk.default_value(),
            value: control.app.quirks.value(quirk.name),
            settles: quirk.settles().map(|contradiction| contradiction.number).collect(),
        })
        .collect();
    Ok(json(StatusCode::OK, &Ledger { schema_version: SCHEMA_VERSION, quirks, contradictions: CONTRADICTIONS }))
}
