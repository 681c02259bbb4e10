//! `POST /_mock/verify`

use axum::http::StatusCode;
use serde::Deserialize;

use crate::{
    contract::Pattern,
    journal::{Expectation, Times, Verdict},
};

use super::{
    Outcome, Refusal, SCHEMA_VERSION, Waiting, json,
    operations::check_name,
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
        check_question(&question)?;
        let Question { operation, pattern, times, sequence, timeout_ms } = question;
        let namespace = control.namespace()?;
        let expectation = Expectation { operation, pattern, times };
        // The session is asked for at each look: a reset while somebody waits begins another one.
        let check = || match &sequence {
            Some(sequence) => Expectation::check_sequence(sequence, &entries(&control.session(&namespace))),
            None => expectation.check(&entries(&control.session(&namespace))),
        };
        let met = || Some(check()).filter(|verdict| verdict.ok);
        let verdict = wait_for(&control, timeout_ms, met).await?.unwrap_or_else(check);
        answer(&verdict)
    })
}

/// Refuses a question of which a part would be passed over.
fn check_question(question: &Question) -> Result<(), Refusal> {
    let Question { operation, pattern, times, sequence, .. } = question;
    let steps = || sequence.iter().flatten();
    let names = operation.iter().chain(steps().filter_map(|step| step.operation.as_ref()));
    names.map(String::as_str).try_for_each(check_name)?;
    let is_beside = operation.is_some() || *pattern != Pattern::default() || *times != Times::default();
    if sequence.is_some() && is_beside {
        return Err(Refusal::bad("Give either sequence or operation, match and times."));
    }
    if sequence.as_ref().is_some_and(Vec::is_empty) {
        return Err(Refusal::bad("sequence: expected at least one step."));
    }
    if !times.is_possible() {
        return Err(Refusal::bad("times: no number is both; give exactly alone, or at_least up to at_most."));
    }
    match steps().position(|step| step.times != Times::default()) {
        Some(index) => Err(Refusal::bad(format!("sequence.{index}: a step is one request, so it has no times."))),
        None => Ok(()),
    }
}

fn answer(verdict: &Verdict) -> Outcome {
    if verdict.ok {
        let document = serde_json::json!({ "schema_version": SCHEMA_VERSION, "ok": true, "found": verdict.found });
        return Ok(json(StatusCode::OK, &document));
    }
    let document = serde_json::to_value(verdict).unwrap_or_default();
    Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, verdict.text()).verdict(document))
}
