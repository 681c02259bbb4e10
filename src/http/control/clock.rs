//! `GET|PUT /_mock/clock`, `POST /_mock/clock/advance`

use axum::http::StatusCode;
use serde::Deserialize;

use crate::domain::Timestamp;

use super::{Outcome, SCHEMA_VERSION, json, request::Control};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    // A null is meant: the clock runs again. A missing member is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    now: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    ms: i64,
}

/// The time, and whether it stands still.
pub(super) fn show(control: &Control) -> Outcome {
    let session = control.namespace()?.session();
    let document = serde_json::json!({
        "schema_version": SCHEMA_VERSION,
        "now": session.clock.now(),
        "stands_still": session.clock.stands_still(),
    });
    Ok(json(StatusCode::OK, &document))
}

/// Stops the clock, or sets it running.
pub(super) fn set(control: &Control) -> Outcome {
    let Setting { now } = control.json()?;
    control.namespace()?.session().clock.set(now);
    show(control)
}

/// Moves the clock.
pub(super) fn advance(control: &Control) -> Outcome {
    let Step { ms } = control.json()?;
    control.namespace()?.session().clock.advance(ms);
    show(control)
}
