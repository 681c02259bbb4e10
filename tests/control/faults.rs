//! What a client sees of a fault: statuses, failures inside 200, and what happens to the bytes on the wire.

mod answers;
mod leaving;
mod refusals;
mod wire;
mod wishes;

use serde_json::{Value, json};

use crate::wire::control;

/// Sets rules, and says how they are shown.
pub(crate) fn set(uri: &str, faults: &Value) -> Value {
    control(uri, "PUT /_mock/faults", &json!({ "faults": faults }).to_string()).expect(200)["faults"].clone()
}

/// How often the rules were asked and interfered.
fn counts(uri: &str) -> Vec<(u64, u64)> {
    let shown = control(uri, "GET /_mock/faults", "").expect(200);
    let rules = shown["faults"].as_array().unwrap().iter();
    rules.map(|rule| (rule["calls"].as_u64().unwrap(), rule["hits"].as_u64().unwrap())).collect()
}
