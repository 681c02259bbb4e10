//! `GET|PUT|DELETE /_mock/faults`

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    contract::did_you_mean,
    fault::{Fault, FaultView, PRESETS, Rule, preset, rules},
};

use super::{
    answer::{SCHEMA_VERSION, done, json},
    refusal::Refusal,
    request::Control,
    verb::Outcome,
};

/// An example of what replaces the rules.
pub(super) const EXAMPLE: &str = r#"{
    "faults": [{ "id": "twice", "operation": "ShowJobInfo", "times": 2, "action": { "status": 500 } }]
}"#;

/// What replaces the rules: either a list, or the name of one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Faults")]
pub(super) struct Replacement {
    /// The rules.
    #[serde(default)]
    faults: Option<Vec<Fault>>,
    /// The name of a list of rules: flaky, outage, throttled or slow.
    #[serde(default)]
    #[schemars(extend("enum" = PRESETS))]
    preset: Option<String>,
    /// The version of this document.
    #[serde(default, rename = "schema_version")]
    _schema_version: Option<u32>,
}

/// The rules of a namespace.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Faults")]
pub(super) struct List {
    /// The version of this document.
    schema_version: u32,
    /// The rules with how often they interfered.
    faults: Vec<FaultView>,
}

/// The rules with how often they interfered.
pub(super) fn list(control: &Control) -> Outcome {
    shown(control.namespace()?.session().faults.view())
}

fn shown(faults: Vec<FaultView>) -> Outcome {
    Ok(json(StatusCode::OK, &List { schema_version: SCHEMA_VERSION, faults }))
}

/// Replaces all rules, by a list or by the name of one.
pub(super) fn replace(control: &Control) -> Outcome {
    let Replacement { faults, preset: name, .. } = control.json()?;
    let files = match (faults, name) {
        (Some(files), None) => files,
        (None, Some(name)) => preset(&name).ok_or_else(|| {
            let near = did_you_mean(&name, PRESETS.iter().copied());
            Refusal::bad(format!("There is no preset {name}.{near} There are {}.", PRESETS.join(", ")))
        })?,
        _ => return Err(Refusal::bad("Give either faults or preset.")),
    };
    let rules = rules(files, control.app.limits.max_wait).map_err(|problem| Refusal::because(vec![problem]))?;
    // These are shown, and not what is there afterwards: that can be another client's.
    let given = rules.iter().map(Rule::view).collect();
    control.namespace()?.session().faults.replace(rules).map_err(Refusal::memory)?;
    shown(given)
}

/// Forgets all rules.
pub(super) fn clear(control: &Control) -> Outcome {
    // There is always room for nothing.
    control.namespace()?.session().faults.replace(Vec::new()).map_err(Refusal::memory)?;
    Ok(done())
}
