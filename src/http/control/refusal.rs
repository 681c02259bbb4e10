//! Refusals of the control plane: `application/problem+json`.

use std::fmt::Display;

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    contract::{Problem, told},
    journal::Verdict,
    memory::Full,
};

use super::answer::{SCHEMA_VERSION, json};

/// Why a call of the control plane was refused.
#[derive(Clone, Debug)]
pub(in crate::http) struct Refusal {
    status: StatusCode,
    detail: String,
    problems: Vec<Problem>,
    verdict: Option<Verdict>,
    /// Whether it is not known where the next request on the connection would begin.
    pub(super) ends_connection: bool,
}

/// What is wrong, and what to do instead.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct Document<'a> {
    /// The version of this document.
    schema_version: u32,
    /// "about:blank": the status says what kind of a problem it is.
    r#type: &'static str,
    /// The status in words.
    title: &'a str,
    /// The status once more.
    status: u16,
    /// What is wrong, and what to do instead.
    detail: &'a str,
    /// Everything that is wrong with a parameter or the body, if that is why.
    #[serde(skip_serializing_if = "<[Problem]>::is_empty")]
    problems: &'a [Problem],
    /// What was found, if an expectation is not met.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'a Verdict>,
}

impl Refusal {
    /// A refusal that says what to do instead.
    #[must_use]
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), problems: Vec::new(), verdict: None, ends_connection: false }
    }

    /// The refusal of a call that is not as it should be, told in whole sentences.
    #[must_use]
    pub(super) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The same in words that make a sentence.
    #[must_use]
    pub(super) fn about(words: impl Display) -> Self {
        Self::bad(format!("{words}."))
    }

    /// The refusal of a call for these problems, of which the first one is told in a sentence.
    #[must_use]
    pub(super) fn because(problems: Vec<Problem>) -> Self {
        Self::about(told(&problems, true, "problems")).problems(problems)
    }

    /// Adds everything that is wrong.
    #[must_use]
    pub(super) fn problems(self, problems: Vec<Problem>) -> Self {
        Self { problems, ..self }
    }

    /// The status.
    #[cfg(test)]
    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong, and what to do instead.
    #[cfg(test)]
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// The refusal of a call for which there is no room in memory.
    #[must_use]
    pub(super) fn memory(full: Full) -> Self {
        Self::new(StatusCode::INSUFFICIENT_STORAGE, format!("There is no room in memory: {}.", Problem::from(full)))
    }

    /// Adds what was found.
    #[must_use]
    pub(super) fn verdict(self, verdict: Verdict) -> Self {
        Self { verdict: Some(verdict), ..self }
    }

    /// Ends the connection.
    #[must_use]
    pub(super) fn ending_connection(self) -> Self {
        Self { ends_connection: true, ..self }
    }

    /// The refusal as a response.
    #[must_use]
    pub(super) fn into_response(self) -> Response<Body> {
        let document = Document {
            schema_version: SCHEMA_VERSION,
            r#type: "about:blank",
            title: self.status.canonical_reason().expect("a refusal has a status of HTTP's own"),
            status: self.status.as_u16(),
            detail: &self.detail,
            problems: &self.problems,
            verdict: self.verdict.as_ref(),
        };
        let mut response = json(self.status, &document);
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        response
    }
}
