//! A problem as JSON, in a body and in a header.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::{Problem, Remedy};

/// What is wrong with one place of a request, for a person to read.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RequestProblem")]
struct Shown<'a> {
    /// JSON pointer of the place; a parameter's is its name behind a slash.
    pointer: Cow<'a, str>,
    /// The rule that was broken, in one word.
    rule: &'static str,
    /// What the contract asks for.
    expected: String,
    /// What came.
    got: String,
    /// The right name that is nearest to what came.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<Cow<'a, str>>,
    /// What to do about it.
    remedy: String,
    /// The page that says so.
    #[serde(skip_serializing_if = "str::is_empty")]
    page: &'static str,
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(serializer)
    }
}

impl JsonSchema for Problem {
    fn schema_name() -> Cow<'static, str> {
        Shown::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Shown::json_schema(generator)
    }
}

impl Problem {
    /// The problem as it is shown.
    fn shown(&self) -> Shown<'_> {
        Shown {
            pointer: Cow::Borrowed(&self.pointer),
            rule: self.rule.name(),
            expected: self.expected.to_string(),
            got: self.got.to_string(),
            nearest: self.nearest.as_deref().map(Cow::Borrowed),
            remedy: self.remedy_words(),
            page: self.page,
        }
    }

    fn remedy_words(&self) -> String {
        match &self.remedy {
            Remedy::SendExpected => format!("send {}", self.expected),
            remedy => remedy.to_string(),
        }
    }
}

/// The problems as a JSON array of at most `limit` ASCII bytes: whole problems only, as many as fit.
///
/// # Panics
/// Never: a problem is a struct of texts.
#[must_use]
pub fn header_value(problems: &[Problem], limit: usize) -> String {
    let mut value = String::from("[");
    for problem in problems {
        let item = ascii(&serde_json::to_string(&shortened(problem)).expect("texts are JSON"));
        let comma = usize::from(value.len() > 1);
        if value.len() + comma + item.len() + 1 > limit {
            break;
        }
        if comma == 1 {
            value.push(',');
        }
        value.push_str(&item);
    }
    value.push(']');
    value
}

/// The problem with each text cut so that, escaped, the first problem always fits.
fn shortened(problem: &Problem) -> Shown<'_> {
    let cut = |text: &str| {
        let mut room = 500_usize;
        let fits = |character: &char| {
            let cost = if character.is_ascii() { 2 } else { 6 * character.len_utf16() };
            room.checked_sub(cost).inspect(|left| room = *left).is_some()
        };
        let kept: String = text.chars().take_while(fits).collect();
        if kept.len() < text.len() { kept + "..." } else { kept }
    };
    let Shown { pointer, rule, expected, got, nearest, remedy, page } = problem.shown();
    Shown {
        pointer: cut(&pointer).into(),
        rule,
        expected: cut(&expected),
        got: cut(&got),
        nearest: nearest.map(|nearest| cut(&nearest).into()),
        remedy: cut(&remedy),
        page,
    }
}

/// JSON text with every character outside printable ASCII escaped.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut units = [0; 2];
    for character in json.chars() {
        if matches!(character, ' '..='~') {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{super::Rule, *};

    #[test]
    fn a_header_that_is_cut_is_still_valid_json_of_ascii() {
        let problem = Problem::new("/é".repeat(300), Rule::Type).expected("ü".repeat(500)).got("\u{1F600}".repeat(500));
        let problems = vec![problem; 40];

        let value = header_value(&problems, 4096);

        assert!(value.is_ascii() && value.len() <= 4096, "{value}");
        let read: Vec<serde_json::Value> = serde_json::from_str(&value).unwrap();
        assert!(!read.is_empty());
    }
}
