//! `GET|PUT|DELETE /_mock/faults`

use axum::http::StatusCode;
use serde::Deserialize;

use crate::{
    contract::nearest,
    fault::{PRESETS, RuleFile, preset, rules},
};

use super::{Outcome, Refusal, SCHEMA_VERSION, done, json, request::Control};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    faults: Option<Vec<RuleFile>>,
    #[serde(default)]
    preset: Option<String>,
    #[serde(default, rename = "schema_version")]
    _schema_version: Option<u32>,
}

/// The rules with how often they interfered.
pub(super) fn list(control: &Control) -> Outcome {
    let faults = control.namespace()?.session().faults.view();
    Ok(json(StatusCode::OK, &serde_json::json!({ "schema_version": SCHEMA_VERSION, "faults": faults })))
}

/// Replaces all rules, by a list or by the name of one.
pub(super) fn replace(control: &Control) -> Outcome {
    let Document { faults, preset: name, .. } = control.json()?;
    let files = match (faults, name) {
        (Some(files), None) => files,
        (None, Some(name)) => preset(&name).ok_or_else(|| {
            let near = nearest(&name, PRESETS.iter().copied());
            let near = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
            Refusal::bad(format!("There is no preset {name}.{near} There are {}.", PRESETS.join(", ")))
        })?,
        _ => return Err(Refusal::bad("Give either faults or preset.")),
    };
    let rules = rules(files).map_err(|why| Refusal::bad(format!("{why}.")))?;
    control.namespace()?.session().faults.replace(rules);
    list(control)
}

/// Forgets all rules.
pub(super) fn clear(control: &Control) -> Outcome {
    control.namespace()?.session().faults.replace(Vec::new());
    done()
}
