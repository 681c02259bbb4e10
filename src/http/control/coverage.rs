//! `GET /_mock/coverage?format=&namespace=`, `DELETE /_mock/coverage`

use axum::http::HeaderValue;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{coverage::Format, namespace::Name};

use super::{
    answer::{done, text},
    request::Control,
    verb::Outcome,
};

/// The media types of a report.
pub(super) const MEDIA_TYPES: &[&str] = &["application/json", "text/markdown", "application/xml", "text/html"];

/// The parameters of the report.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Question {
    /// The form of the report; json if nothing is said.
    format: Option<Format>,
    /// Only what happened in this namespace.
    #[schemars(with = "Option<Name>")]
    namespace: Option<String>,
}

/// What clients have exercised of the contract.
pub(super) fn show(control: &Control) -> Outcome {
    let question: Question = control.query()?;
    let format = question.format.unwrap_or_default();
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
    Ok(done())
}
