//! `GET /_mock/coverage?format=&namespace=`, `DELETE /_mock/coverage`

use axum::http::HeaderValue;
use serde::Deserialize;

use crate::coverage::Format;

use super::{Outcome, Refusal, done, request::Control, text};

/// The parameters of the report.
pub(super) const QUERY: &[(&str, &str)] =
    &[("format", "json, markdown, junit or html"), ("namespace", "only what happened in this namespace")];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    format: Option<String>,
    namespace: Option<String>,
}

/// What clients have exercised of the contract.
pub(super) fn show(control: &Control) -> Outcome {
    let question: Question = control.query()?;
    let named = question.format.as_deref().unwrap_or("json");
    let format: Format = named.parse().map_err(|why| Refusal::bad(format!("format: {why}, got \"{named}\".")))?;
    let report = control.app.coverage.report(question.namespace.as_deref());
    let mut response = text(format.media_type(), report.written(format));
    if let Ok(percent) = HeaderValue::from_str(&report.percent.to_string()) {
        // A gate reads the figure here, whatever the format.
        response.headers_mut().insert("x-mock-coverage", percent);
    }
    Ok(response)
}

/// Forgets all of it.
pub(super) fn clear(control: &Control) -> Outcome {
    control.app.coverage.clear();
    done()
}
