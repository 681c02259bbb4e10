//! `GET /_mock/quirks`

use axum::http::StatusCode;
use serde::Serialize;

use crate::api::{CONTRADICTIONS, Contradiction, QUIRKS, Quirk};

use super::{Outcome, SCHEMA_VERSION, json, request::Control};

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    quirks: Vec<Row>,
    contradictions: &'static [Contradiction],
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    quirk: &'static Quirk,
    default: &'static str,
    value: Option<&'static str>,
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
    Ok(json(StatusCode::OK, &Document { schema_version: SCHEMA_VERSION, quirks, contradictions: CONTRADICTIONS }))
}
