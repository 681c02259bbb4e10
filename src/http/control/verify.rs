//! `POST /_mock/verify`

use axum::http::StatusCode;
use serde::Deserialize;

use crate::{
    api::OPERATIONS,
    contract::{Pattern, nearest},
    journal::{Expectation, Times, Verdict},
};

use super::{
    Outcome, Refusal, SCHEMA_VERSION, Waiting, json,
    request::Control,
    requests::{entries, wait_for},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    operation: Option<String>,
    #[serde(default, rename = "match")]
    pattern: Pattern,
    #[serde(default)]
    times: Times,
    sequence: Option<Vec<Expectation>>,
    #[serde(default)]
    timeout_ms: u64,
}

/// Compares what happened with what was expected: 200 if it is so, 422 with the nearest requests if not.
pub(super) fn verify(control: Control) -> Waiting {
    Box::pin(async move {
        let question: Question = control.json()?;
        let Question { operation, pattern, times, sequence, timeout_ms } = question;
        let names = operation.iter().chain(sequence.iter().flatten().filter_map(|step| step.operation.as_ref()));
        names.map(String::as_str).try_for_each(check_operation)?;
        let session = control.namespace()?.session();
        let expectation = Expectation { operation, pattern, times };
        let check = || match &sequence {
            Some(sequence) => Expectation::check_sequence(sequence, &entries(&session)),
            None => expectation.check(&entries(&session)),
        };
        let met = || Some(check()).filter(|verdict| verdict.ok);
        let verdict = wait_for(&control, timeout_ms, met).await?.unwrap_or_else(check);
        answer(&verdict)
    })
}

fn answer(verdict: &Verdict) -> Outcome {
    if verdict.ok {
        let document = serde_json::json!({ "schema_version": SCHEMA_VERSION, "ok": true, "found": verdict.found });
        return Ok(json(StatusCode::OK, &document));
    }
    let document = serde_json::to_value(verdict).unwrap_or_default();
    Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, verdict.text()).verdict(document))
}

fn check_operation(name: &str) -> Result<(), Refusal> {
    let names = || OPERATIONS.iter().map(crate::api::Operation::id);
    if names().any(|known| known == name) {
        return Ok(());
    }
    let near = nearest(name, names()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    Err(Refusal::bad(format!("There is no operation {name}.{near} GET /_mock/operations lists them.")))
}
