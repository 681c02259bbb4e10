//! The report as JSON.

use super::Report;

/// The whole document, indented.
pub(super) fn written(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("texts and numbers under names are JSON");
    text.push('\n');
    text
}
