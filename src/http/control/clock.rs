//! `GET|PUT /_mock/clock`, `POST /_mock/clock/advance`

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;

use super::{
    answer::{SCHEMA_VERSION, json},
    refusal::Refusal,
    request::Control,
    verb::Outcome,
};

/// The clock of a namespace.
#[derive(Serialize, JsonSchema)]
pub(super) struct Clock {
    /// The version of this document.
    schema_version: u32,
    /// The time.
    now: Timestamp,
    /// Whether the time stands still.
    stands_still: bool,
}

/// What the clock is set to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ClockSetting")]
pub(super) struct Setting {
    /// The time at which the clock stops; null sets it running again.
    // A missing member is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(required, extend("type" = ["string", "null"]))]
    now: Option<Timestamp>,
}

/// How far the clock is moved.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ClockStep")]
pub(super) struct Step {
    /// Milliseconds; less than 0 to move it back.
    ms: i64,
}

/// The time, and whether it stands still.
pub(super) fn show(control: &Control) -> Outcome {
    let session = control.namespace()?.session();
    shown(session.clock.now(), session.clock.stands_still())
}

fn shown(now: Timestamp, stands_still: bool) -> Outcome {
    Ok(json(StatusCode::OK, &Clock { schema_version: SCHEMA_VERSION, now, stands_still }))
}

/// Stops the clock, or sets it running.
pub(super) fn set(control: &Control) -> Outcome {
    let Setting { now } = control.json()?;
    if now.is_some_and(|now| !now.is_writable()) {
        return Err(Refusal::bad("now: expected a year from 0 to 9999."));
    }
    let session = control.namespace()?.session();
    session.clock.set(now);
    shown(now.unwrap_or_else(|| session.clock.now()), now.is_some())
}

/// Moves the clock.
pub(super) fn advance(control: &Control) -> Outcome {
    let Step { ms } = control.json()?;
    let session = control.namespace()?.session();
    let stands_still = session.clock.stands_still();
    let moved = session.clock.advance_if(ms, Timestamp::is_writable);
    let now = moved.ok_or_else(|| Refusal::bad(format!("ms: {ms} is beyond the years 0 to 9999.")))?;
    shown(now, stands_still)
}
