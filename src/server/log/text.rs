//! A log line for a person: an exchange is one short line; everything else is formatted by the library.

use std::error::Error;
use std::fmt::{self, Debug, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{Format, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::contract::{Problem, beginning};
use crate::http::{EXCHANGES, LoggedAnswer, LoggedProblems};

/// The most characters of a problem in a line.
const MOST_CHARACTERS: usize = 300;

/// Writes method, path, status, code, the first problem and the number of others.
#[derive(Debug, Default)]
pub(super) struct Text(Format);

impl<S, F> FormatEvent<S, F> for Text
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    F: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, F>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> Result<(), fmt::Error> {
        if event.metadata().target() != EXCHANGES {
            return self.0.format_event(context, writer, event);
        }
        let mut exchange = Exchange::default();
        event.record(&mut exchange);
        // For a person a success is information, whatever level a machine gets.
        let level = *event.metadata().level().min(&Level::INFO);
        begin(&mut writer, level)?;
        writeln!(writer, " {exchange}")
    }
}

/// The line that says how many lines were lost.
pub(super) fn of_loss(number: u64) -> String {
    let mut text = String::new();
    begin(&mut Writer::new(&mut text), Level::WARN).expect("a text takes everything");
    format!("{text} {number} log lines were lost, because standard error was not read fast enough\n")
}

/// The time and the level, in the library's colours where there are any.
fn begin(writer: &mut Writer<'_>, level: Level) -> fmt::Result {
    let colour = match level {
        Level::ERROR => "\u{1b}[31m",
        Level::WARN => "\u{1b}[33m",
        _ => "\u{1b}[32m",
    };
    let [dim, colour, plain] = if writer.has_ansi_escapes() { ["\u{1b}[2m", colour, "\u{1b}[0m"] } else { [""; 3] };
    writer.write_str(dim)?;
    SystemTime.format_time(writer)?;
    write!(writer, "{plain} {colour}{:>5}{plain}", level.as_str())
}

/// What the line says of an exchange.
#[derive(Default)]
struct Exchange {
    method: String,
    path: String,
    status: u64,
    duration_us: u64,
    request_id: String,
    fault: String,
    /// The first problem, and how many more there are.
    problem: Option<String>,
    source: String,
    code: Option<&'static str>,
}

/// The first problem, and how many more there are.
fn first(problems: &[Problem]) -> Option<String> {
    let (first, more) = problems.split_first()?;
    let first = beginning(&first.to_string(), MOST_CHARACTERS);
    Some(if more.is_empty() { first } else { format!("{first} (and {} more)", more.len()) })
}

/// Writes what a client sent, escaped: it must not end the line or change the colours of the terminal.
fn write_plain(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for letter in text.chars() {
        if letter.is_control() {
            write!(formatter, "{}", letter.escape_default())?;
        } else {
            formatter.write_char(letter)?;
        }
    }
    Ok(())
}

impl fmt::Display for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, status, duration_us, request_id, fault, .. } = self;
        write!(formatter, "{method} ")?;
        write_plain(formatter, path)?;
        write!(formatter, " {status}")?;
        let is_well = *status < 400 && self.problem.is_none();
        if let Some(code) = self.code {
            write!(formatter, " {code}")?;
        }
        // What only the log says takes the place of a problem.
        let source = Some(beginning(&self.source, MOST_CHARACTERS)).filter(|source| !source.is_empty());
        if let Some(trouble) = self.problem.clone().or(source) {
            formatter.write_char(' ')?;
            write_plain(formatter, &trouble)?;
        }
        if !fault.is_empty() {
            write!(formatter, " fault={}", fault.escape_debug())?;
        }
        if is_well {
            return write!(formatter, " {}.{:03} ms", duration_us / 1000, duration_us % 1000);
        }
        write!(formatter, " request_id={request_id}")
    }
}

impl Visit for Exchange {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "status" => self.status = value,
            "duration_us" => self.duration_us = value,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let place = match field.name() {
            "path" => &mut self.path,
            "fault" => &mut self.fault,
            "source" => &mut self.source,
            _ => return,
        };
        value.clone_into(place);
    }

    fn record_error(&mut self, _: &Field, value: &(dyn Error + 'static)) {
        if let Some(LoggedProblems(problems)) = value.downcast_ref() {
            self.problem = first(problems);
        } else if let Some(LoggedAnswer { code, .. }) = value.downcast_ref() {
            self.code = *code;
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let place = match field.name() {
            "method" => &mut self.method,
            "request_id" => &mut self.request_id,
            _ => return,
        };
        *place = format!("{value:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Rule;

    fn refused() -> Exchange {
        Exchange {
            method: "POST".to_owned(),
            path: "/v1/a".to_owned(),
            status: 400,
            request_id: "1f".to_owned(),
            code: Some("X.1"),
            ..Exchange::default()
        }
    }

    fn problem(got: &str) -> Problem {
        Problem::new("/a/0", Rule::Type).expected("a number").got(got.to_owned()).remedy("send one")
    }

    #[test]
    fn a_refusal_is_one_line_whatever_the_client_sent() {
        let problem = first(&[problem("\u{1b}[31m\n"), problem("b"), problem("c")]);

        let line = Exchange { problem, ..refused() }.to_string();

        assert_eq!(
            line,
            "POST /v1/a 400 X.1 a.0: expected a number, got \\u{1b}[31m\\n - send one (and 2 more) request_id=1f"
        );
    }

    #[test]
    fn without_a_problem_a_refusal_tells_its_cause_and_its_fault() {
        let line = Exchange { source: "why".to_owned(), fault: "flaky".to_owned(), ..refused() }.to_string();

        assert_eq!(line, "POST /v1/a 400 X.1 why fault=flaky request_id=1f");
    }

    #[test]
    fn a_success_is_short() {
        let line = Exchange { status: 200, code: None, duration_us: 1234, ..refused() }.to_string();

        assert_eq!(line, "POST /v1/a 200 1.234 ms");
    }
}
