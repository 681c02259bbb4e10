//! The report as a page that needs nothing but itself.

use super::{
    OperationReport, Report,
    junit::escaped,
    markdown::{never_sent, refusals_seen, totals},
};

const STYLE: &str = ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:80rem}\
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .6rem;border-bottom:1px solid #8886;text-align:left;\
vertical-align:top}th{white-space:nowrap}td.n{text-align:right;font-variant-numeric:tabular-nums}\
td.m{max-width:24rem;overflow-wrap:anywhere}.no{color:#d33}code{font-size:.9em}details{max-height:20rem;overflow:auto}";

/// More names than this are folded away.
const MOST_IN_SIGHT: usize = 12;

/// Totals, and a row for every operation.
pub(super) fn written(report: &Report) -> String {
    let of = report.namespace.as_ref().map_or_else(String::new, |name| format!(" of {}", escaped(name)));
    let percent = report.percent;
    let totals = totals(report).map(|(name, share)| {
        let (covered, of, percent) = (share.covered, share.of, share.percent);
        format!("<tr><td>{name}<td class=n>{covered}<td class=n>{of}<td class=n>{percent}\n")
    });
    let totals = totals.concat();
    let rows: String = report.operations.iter().map(row).collect();
    format!(
        "<!doctype html>\n<html lang=en><meta charset=utf-8><title>Contract coverage{of}</title><style>{STYLE}</style>\n\
         <h1>Contract coverage{of}: {percent} %</h1>\n\
         <table><tr><th><th>covered<th>of<th>%\n{totals}</table>\n\
         <table><tr><th>operation<th>requests<th>success<th>refusals seen<th>never sent<th>unknown fields<th>quirks<th>%\n\
         {rows}</table>\n</html>\n"
    )
}

fn row(operation: &OperationReport) -> String {
    let success = if operation.has_succeeded() { "yes" } else { "<span class=no>no</span>" };
    let quirks: Vec<_> = operation.quirks.iter().map(|quirk| quirk.name.to_owned()).collect();
    let unknown: Vec<_> = operation.unknown_fields.keys().cloned().collect();
    format!(
        "<tr><td>{}<br><code>{} {}</code><td class=n>{}<td>{success}<td>{}<td class=m>{}<td class=m>{}<td>{}<td class=n>{}\n",
        operation.id,
        operation.method,
        escaped(operation.path),
        operation.requests,
        refusals_seen(operation),
        codes(&never_sent(operation)),
        codes(&unknown),
        codes(&quirks),
        operation.percent,
    )
}

fn codes(names: &[String]) -> String {
    let all = names.iter().map(|name| format!("<code>{}</code>", escaped(name))).collect::<Vec<_>>().join(", ");
    // Many of them would push everything else off the page.
    if names.len() > MOST_IN_SIGHT {
        format!("<details><summary>{} names</summary>{all}</details>", names.len())
    } else {
        all
    }
}
