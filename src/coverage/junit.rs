//! The report as `JUnit` XML: a suite for every operation, a case for everything that can be covered.

use super::{OperationReport, Report};

/// What was not covered is skipped; what no page knows has failed.
pub(super) fn written(report: &Report) -> String {
    let suites: String = report.operations.iter().map(suite).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"contract coverage\">\n{suites}</testsuites>\n"
    )
}

/// The result of a case.
enum Verdict {
    Covered,
    Skipped(&'static str),
    Failed(&'static str),
}

fn suite(operation: &OperationReport) -> String {
    let cases = cases(operation);
    let count = |is: fn(&Verdict) -> bool| cases.iter().filter(|(_, verdict)| is(verdict)).count();
    let failed = count(|verdict| matches!(verdict, Verdict::Failed(_)));
    let skipped = count(|verdict| matches!(verdict, Verdict::Skipped(_)));
    let lines: String = cases.iter().map(|(name, verdict)| line(operation.id, name, verdict)).collect();
    let (id, tests) = (operation.id, cases.len());
    format!(
        "  <testsuite name=\"{id}\" tests=\"{tests}\" failures=\"{failed}\" skipped=\"{skipped}\" errors=\"0\">\n\
         {lines}  </testsuite>\n"
    )
}

fn cases(operation: &OperationReport) -> Vec<(String, Verdict)> {
    let statuses = operation.statuses.iter().map(|status| {
        let verdict = match (status.is_documented, status.answers) {
            (true, 0) => Verdict::Skipped("never answered"),
            (true, _) => Verdict::Covered,
            (false, _) => Verdict::Failed("answered, and not on the operation's page"),
        };
        (format!("status {}", status.status), verdict)
    });
    let sent = |requests| if requests > 0 { Verdict::Covered } else { Verdict::Skipped("never sent") };
    let fields =
        operation.fields.iter().map(|field| (format!("{} {}", field.location, field.name), sent(field.requests)));
    let values =
        operation.values.iter().map(|value| (format!("{}={}", value.field, value.value), sent(value.requests)));
    let unknown = operation
        .unknown_fields
        .keys()
        .map(|name| (format!("unknown field {name}"), Verdict::Failed("sent, and not on the operation's page")));
    statuses.chain(fields).chain(values).chain(unknown).collect()
}

fn line(suite: &str, name: &str, verdict: &Verdict) -> String {
    let name = escaped(name);
    match verdict {
        Verdict::Covered => format!("    <testcase classname=\"{suite}\" name=\"{name}\"/>\n"),
        Verdict::Skipped(why) => {
            format!("    <testcase classname=\"{suite}\" name=\"{name}\"><skipped message=\"{why}\"/></testcase>\n")
        }
        Verdict::Failed(why) => {
            format!("    <testcase classname=\"{suite}\" name=\"{name}\"><failure message=\"{why}\"/></testcase>\n")
        }
    }
}

/// A text with markup escaped; a character that XML cannot hold becomes a question mark.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => safe.push('?'),
            _ => safe.push(character),
        }
    }
    safe
}
