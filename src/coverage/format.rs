//! The formats of a report.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{html, json, junit, markdown, report::Report};

use crate::contract::Invalid;

/// The forms in which a report can be written.
///
/// ```
/// use codearts_mock::{MockServer, ReportFormat};
///
/// let page = MockServer::start().coverage().written(ReportFormat::Html);
///
/// assert!(page.starts_with("<!doctype html>"));
/// ```
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The whole document.
    #[default]
    Json,
    /// A summary for a CI job.
    Markdown,
    /// A test case for everything that can be covered.
    Junit,
    /// A page of its own.
    Html,
}

impl Format {
    /// Every format.
    const ALL: [Self; 4] = [Self::Json, Self::Markdown, Self::Junit, Self::Html];

    /// The format's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Junit => "junit",
            Self::Html => "html",
        }
    }

    /// The media type of a report in this format.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Junit => "application/xml",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

impl FromStr for Format {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or(Invalid::new("expected json, markdown, junit or html"))
    }
}

impl Report {
    /// The report as text.
    #[must_use]
    pub fn written(&self, format: Format) -> String {
        match format {
            Format::Json => json::written(self),
            Format::Markdown => markdown::written(self),
            Format::Junit => junit::written(self),
            Format::Html => html::written(self),
        }
    }
}
