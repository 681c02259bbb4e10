//! `POST /_mock/verify`

use std::sync::Arc;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    contract::Pattern,
    journal::{Expectation, Expected, News, Progress, Times, Verdict},
};

use super::{
    answer::{SCHEMA_VERSION, json},
    operations::check_name,
    refusal::Refusal,
    request::Control,
    verb::{Outcome, Waiting},
    waiting::{Watch, is_long, watch},
};

/// A sequence has so many steps at the most: every request can be any of them.
const MOST_STEPS: usize = 100;

/// An example of an expectation.
pub(super) const EXAMPLE: &str = r#"{ "operation": "ShowJobInfo", "times": { "at_most": 3 } }"#;

/// What should have happened: requests of one kind, or a sequence of them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Expectations")]
pub(super) struct Question {
    /// The operation that should have been called.
    operation: Option<String>,
    /// What the requests should have had.
    #[serde(default, rename = "match")]
    pattern: Pattern,
    /// How often; at least once if nothing is said.
    #[serde(default)]
    times: Times,
    /// Requests in this order, each after the one before; instead of the members above.
    sequence: Option<Vec<Expectation>>,
    /// Wait so many milliseconds until it is so.
    #[serde(default)]
    timeout_ms: u64,
}

/// That what was expected has happened.
#[derive(Serialize, JsonSchema)]
pub(super) struct Met {
    /// The version of this document.
    schema_version: u32,
    /// True.
    ok: bool,
    /// How many requests fit.
    found: usize,
}

/// Compares what happened with what was expected: 200 if it is so, 422 with the nearest requests if not.
pub(super) fn verify(control: Control) -> Waiting {
    Box::pin(async move {
        let question: Question = control.json()?;
        check_question(&question)?;
        let Question { operation, pattern, times, sequence, timeout_ms } = question;
        let expected = Arc::new(match sequence {
            Some(sequence) => Expected::Sequence(sequence),
            None => Expected::Times(Box::new(Expectation { operation, pattern, times })),
        });
        if timeout_ms > 0 {
            let awaited = Awaited { progress: Progress::new(Arc::clone(&expected)), expected: Arc::clone(&expected) };
            if let Some(found) = watch(&control, timeout_ms, 0, awaited).await?.found {
                return met(found);
            }
        }
        let namespace = control.namespace()?;
        let news = control.session(&namespace).journal.lock().news(0);
        let is_long = expected.reads() && is_long(&news);
        let check = move || expected.check(&news.entries);
        answer(if is_long { control.app.apart.look(check).await } else { check() })
    })
}

/// What somebody waits for.
struct Awaited {
    progress: Progress,
    expected: Arc<Expected>,
}

impl Watch for Awaited {
    type Found = usize;

    fn reads(&self) -> bool {
        self.expected.reads()
    }

    fn look(&mut self, news: &News) -> Option<usize> {
        self.progress.look(news)
    }

    fn begin_anew(&mut self) {
        self.progress = Progress::new(Arc::clone(&self.expected));
    }
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
    if sequence.as_ref().is_some_and(|steps| steps.len() > MOST_STEPS) {
        return Err(Refusal::bad(format!("sequence: expected at most {MOST_STEPS} steps; ask for parts of it.")));
    }
    if !times.is_possible() {
        return Err(Refusal::bad("times: no number is both; give exactly alone, or at_least up to at_most."));
    }
    match steps().position(|step| step.times != Times::default()) {
        Some(index) => Err(Refusal::bad(format!("sequence.{index}: a step is one request, so it has no times."))),
        None => Ok(()),
    }
}

fn answer(verdict: Verdict) -> Outcome {
    if verdict.ok {
        return met(verdict.found);
    }
    let text = verdict.text();
    Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, text).verdict(verdict))
}

fn met(found: usize) -> Outcome {
    Ok(json(StatusCode::OK, &Met { schema_version: SCHEMA_VERSION, ok: true, found }))
}
