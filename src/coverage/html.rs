//! The report as a page without other files.

use super::{
    OperationReport, Report,
    junit::escaped,
    markdown::{never_sent, refusals_seen, totals},
};

const STYLE: &str = include_str!("html/style.css");

/// More names than this are folded.
const MOST_IN_SIGHT: usize = 40;

/// Totals, and a row for every operation with details below it.
pub(super) fn written(report: &Report) -> String {
    let of = report.namespace.as_ref().map_or_else(String::new, |name| format!(" of {}", escaped(name)));
    let percent = report.percent;
    let totals = totals(report).map(|(name, share)| {
        let (covered, of, percent) = (share.covered, share.of, share.percent);
        format!("<tr><th scope=row>{name}<td class=n>{covered}<td class=n>{of}<td class=n>{percent}\n")
    });
    let totals = totals.concat();
    let rows: String = report.operations.iter().map(row).collect();
    format!(
        "<!doctype html>\n<html lang=en><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\
         <title>Contract coverage{of}: {percent} %</title>\n<style>\n{STYLE}</style>\n\
         <h1>Contract coverage{of}: {percent} %</h1>\n\
         <p>The percentage counts successes, request fields and enum values; refusals are shown only.{remarks}</p>\n\
         <table><thead><tr><th scope=col>what<th scope=col class=n>covered<th scope=col class=n>of<th scope=col class=n>%\
         </thead>\n<tbody>{totals}</tbody></table>\n<h2>Operations</h2>\n\
         <table class=wide><thead><tr><th scope=col>operation<th scope=col class=n>requests<th scope=col>success\
         <th scope=col>refusals seen<th scope=col class=n>fields<th scope=col class=n>%</thead>\n{rows}</table>\n</html>\n",
        remarks = remarks(report),
    )
}

/// What belongs to no single operation.
fn remarks(report: &Report) -> String {
    let mut text = String::new();
    if !report.quirks.is_empty() {
        let quirks = report.quirks.iter().map(|quirk| format!("{} &times; {}", quirk.name, quirk.requests));
        text.push_str(&format!(" Depends on the quirks: {}.", quirks.collect::<Vec<_>>().join(", ")));
    }
    if report.requests_elsewhere > 0 {
        text.push_str(&format!(" Requests that fit no operation: {}.", report.requests_elsewhere));
    }
    text
}

/// The figures of an operation, and in a full-width row below them the names that belong to it.
fn row(operation: &OperationReport) -> String {
    let success = if operation.has_succeeded() { "yes" } else { "<span class=no>no</span>" };
    let refusals = match refusals_seen(operation) {
        none if none.is_empty() => "none".to_owned(),
        seen => seen,
    };
    let fields = operation.fields_sent();
    let quirks: Vec<_> = operation.quirks.iter().map(|quirk| quirk.name.to_owned()).collect();
    let unknown: Vec<_> = operation.unknown_fields.keys().cloned().collect();
    let lists = [("never sent", never_sent(operation)), ("unknown fields", unknown), ("quirks", quirks)];
    let lists: String = lists.iter().map(|(what, names)| list(what, names)).collect();
    let below = if lists.is_empty() { lists } else { format!("<tr><td colspan=6 class=m>{lists}\n") };
    format!(
        "<tbody id={id}><tr><th scope=row>{id}<br><code>{method} {path}</code><td class=n>{requests}<td>{success}\
         <td>{refusals}<td class=n>{covered}/{of}<td class=n>{percent}\n{below}</tbody>\n",
        id = operation.id,
        method = operation.method,
        path = escaped(operation.path),
        requests = operation.requests,
        covered = fields.covered,
        of = fields.of,
        percent = operation.percent,
    )
}

/// Names under a common heading; nothing if there are none.
fn list(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let all = names.iter().map(|name| format!("<code>{}</code>", escaped(name))).collect::<Vec<_>>().join(", ");
    // A long list would push everything else off the page.
    if names.len() > MOST_IN_SIGHT {
        format!("<details><summary>{what}: {} names</summary>{all}</details>", names.len())
    } else {
        format!("<p>{what}: {all}</p>")
    }
}
