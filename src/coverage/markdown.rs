//! The report as Markdown, short enough for the summary of a CI job.

use std::fmt::Write;

use super::{OperationReport, QuirkReport, Report, Share};

/// The most names in one cell; the JSON report has all of them.
const MOST_NAMES: usize = 12;

/// Totals first, then a row for every operation, then what the clients did that no page knows.
pub(super) fn written(report: &Report) -> String {
    let mut text = format!("# Contract coverage: {} %\n\n", report.percent);
    if let Some(namespace) = &report.namespace {
        let _ = writeln!(text, "Namespace {}.\n", escaped(namespace));
    }
    text.push_str("| | covered | of | % |\n| --- | ---: | ---: | ---: |\n");
    for (name, share) in totals(report) {
        let _ = writeln!(text, "| {name} | {} | {} | {} |", share.covered, share.of, share.percent);
    }
    text.push_str("\nThe percentage counts successes, request fields and enum values; refusals are shown only.\n\n");
    text.push_str("| operation | requests | success | refusals seen | fields | never sent | % |\n");
    text.push_str("| --- | ---: | :---: | --- | ---: | --- | ---: |\n");
    report.operations.iter().for_each(|operation| text.push_str(&row(operation)));
    if !report.quirks.is_empty() {
        let _ = writeln!(text, "\nDepends on the quirks: {}.", quirks(&report.quirks));
    }
    let remarks: Vec<_> = report.operations.iter().filter_map(remark).collect();
    if !remarks.is_empty() {
        let _ = write!(text, "\nWhere the clients left the contract:\n\n{}", remarks.concat());
    }
    if report.requests_elsewhere > 0 {
        let _ = writeln!(text, "\nRequests that fit no operation: {}.", report.requests_elsewhere);
    }
    text
}

/// The totals with their names.
pub(super) fn totals(report: &Report) -> [(&'static str, Share); 5] {
    let totals = report.totals;
    [
        ("operations called", totals.operations),
        ("documented successes", totals.successes),
        ("documented refusals", totals.refusals),
        ("request fields", totals.fields),
        ("enum values", totals.values),
    ]
}

/// The names of fields and values that no request had.
pub(super) fn never_sent(operation: &OperationReport) -> Vec<String> {
    let fields = operation.fields.iter().filter(|field| field.requests == 0).map(|field| field.name.clone());
    let is_sent = |name: &str| operation.fields.iter().any(|field| field.name == name && field.requests > 0);
    // The values of a field that was never sent are left out.
    let values = operation.values.iter().filter(|value| value.requests == 0 && is_sent(&value.field));
    fields.chain(values.map(|value| format!("{}={}", value.field, value.value))).collect()
}

/// The statuses of refusals that were answered.
pub(super) fn refusals_seen(operation: &OperationReport) -> String {
    let seen = operation.statuses.iter().filter(|status| status.status >= 400 && status.answers > 0);
    seen.map(|status| status.status.to_string()).collect::<Vec<_>>().join(", ")
}

fn row(operation: &OperationReport) -> String {
    let fields = operation.fields_sent();
    format!(
        "| {} | {} | {} | {} | {}/{} | {} | {} |\n",
        operation.id,
        operation.requests,
        if operation.has_succeeded() { "yes" } else { "no" },
        refusals_seen(operation),
        fields.covered,
        fields.of,
        names(&never_sent(operation)),
        operation.percent,
    )
}

/// What was sent that no page knows, and what was answered that no page has.
fn remark(operation: &OperationReport) -> Option<String> {
    let mut parts = Vec::new();
    if !operation.unknown_fields.is_empty() {
        let unknown: Vec<_> = operation.unknown_fields.keys().cloned().collect();
        parts.push(format!("unknown fields {}", names(&unknown)));
    }
    if !operation.problems.is_empty() {
        let problems: Vec<_> = operation.problems.iter().map(|(rule, count)| format!("{rule} x {count}")).collect();
        parts.push(format!("problems {}", problems.join(", ")));
    }
    (!parts.is_empty()).then(|| format!("- {}: {}\n", operation.id, parts.join("; ")))
}

fn quirks(quirks: &[QuirkReport]) -> String {
    quirks.iter().map(|quirk| format!("{} x {}", quirk.name, quirk.requests)).collect::<Vec<_>>().join(", ")
}

fn names(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(MOST_NAMES).map(|name| escaped(name)).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}

/// A text that a client has chosen, as code, so that it contains no markup and ends no cell.
fn escaped(text: &str) -> String {
    let harmless: String = text
        .chars()
        .map(|character| if character.is_control() || matches!(character, '|' | '`') { '?' } else { character })
        .collect();
    format!("`{harmless}`")
}
