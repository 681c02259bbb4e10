//! The formats of a report.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{html, json, junit, markdown, report::Report};

/// The forms in which a report can be written.
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
    /// Every format with its name.
    pub const ALL: [(&'static str, Self); 4] =
        [("json", Self::Json), ("markdown", Self::Markdown), ("junit", Self::Junit), ("html", Self::Html)];

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
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| "expected json, markdown, junit or html".to_owned())
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
