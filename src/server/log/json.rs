//! A log line for a machine: one JSON object. A field that is already JSON becomes a value, not a string.

use std::error::Error;
use std::fmt::{self, Debug};

use serde::{Serialize, de::IgnoredAny};
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::{LookupSpan, Scope};

use crate::http::{LoggedAnswer, LoggedProblems};

/// Writes the time, the level, the fields, the place in the program and the spans around it.
#[derive(Debug)]
pub(super) struct Json;

impl<S, F> FormatEvent<S, F> for Json
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
        let mut line = Line::begin(*event.metadata().level())?;
        event.record(&mut line);
        line.member("target", event.metadata().target());
        let mut spans = Vec::new();
        for span in context.event_scope().into_iter().flat_map(Scope::from_root) {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<F>>().map_or("", |fields| fields.fields.as_str());
            let mut object: Value = serde_json::from_str(fields).unwrap_or_else(|_| serde_json::json!({}));
            object["name"] = span.name().into();
            spans.push(object);
        }
        if let Some(innermost) = spans.last() {
            line.member("span", innermost);
            line.member("spans", &spans);
        }
        line.end(&mut writer)
    }
}

/// The line that says how many lines were lost.
pub(super) fn of_loss(number: u64) -> String {
    let mut text = String::new();
    let written = Line::begin(Level::WARN).and_then(|mut line| {
        line.member("message", "log lines were lost, because standard error was not read fast enough");
        line.member("lost", &number);
        line.end(&mut Writer::new(&mut text))
    });
    written.expect("a text takes everything");
    text
}

/// A line that is being written.
struct Line(Vec<u8>);

impl Line {
    fn begin(level: Level) -> Result<Self, fmt::Error> {
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let mut line = Self(Vec::with_capacity(512));
        line.member("timestamp", &time);
        line.member("level", level.as_str());
        Ok(line)
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.name(name);
        serde_json::to_writer(&mut self.0, value).expect("texts and numbers are JSON, and a vector takes everything");
    }

    fn name(&mut self, name: &str) {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        // The library marks a name that is a keyword of Rust with this prefix.
        let name = name.strip_prefix("r#").unwrap_or(name);
        serde_json::to_writer(&mut self.0, name).expect("a text is JSON, and a vector takes everything");
        self.0.push(b':');
    }

    fn end(mut self, writer: &mut Writer<'_>) -> fmt::Result {
        self.0.extend_from_slice(b"}\n");
        writer.write_str(std::str::from_utf8(&self.0).expect("JSON is a text"))
    }

    /// Adds JSON as it is, on one line; anything else as a string.
    fn json(&mut self, name: &str, text: &str) {
        if !text.starts_with(['{', '[']) {
            self.member(name, text);
        } else if text.contains(['\n', '\r']) {
            match serde_json::from_str::<Value>(text) {
                Ok(value) => self.member(name, &value),
                Err(_) => self.member(name, text),
            }
        } else if serde_json::from_str::<IgnoredAny>(text).is_ok() {
            self.name(name);
            self.0.extend_from_slice(text.as_bytes());
        } else {
            self.member(name, text);
        }
    }
}

impl Visit for Line {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.member(field.name(), &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.member(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.member(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.member(field.name(), &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.member(field.name(), value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        if let Some(LoggedProblems(problems)) = value.downcast_ref() {
            self.member(field.name(), problems);
        } else if let Some(LoggedAnswer { body, .. }) = value.downcast_ref() {
            self.json(field.name(), &String::from_utf8_lossy(body));
        } else {
            self.member(field.name(), &value.to_string());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.member(field.name(), &format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The value of this member in a line.
    fn member(text: &str) -> Value {
        let mut line = Line(Vec::new());
        line.json("answer", text);
        let mut written = String::new();
        line.end(&mut Writer::new(&mut written)).unwrap();
        assert_eq!(written.lines().count(), 1, "{written}");
        serde_json::from_str::<Value>(&written).unwrap()["answer"].take()
    }

    #[test]
    fn what_is_json_is_a_value_and_anything_else_a_text() {
        assert_eq!(member("{\"a\":[1]}"), json!({ "a": [1] }));
        assert_eq!(member("{\n\"a\": 1}\n"), json!({ "a": 1 }));
        for text in ["", "text", "{\"a\":", "{\"a\":\n", "12", "[1] [2]"] {
            assert_eq!(member(text), json!(text));
        }
    }

    #[test]
    fn a_loss_is_a_line_like_any_other() {
        let mut line: Value = serde_json::from_str(&of_loss(3)).unwrap();

        assert!(line["timestamp"].take().is_string());
        let message = "log lines were lost, because standard error was not read fast enough";
        assert_eq!(line, json!({ "timestamp": null, "level": "WARN", "message": message, "lost": 3 }));
    }
}
