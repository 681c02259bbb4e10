//! One thing that is wrong, or merely suspicious, about a request.

use schemars::JsonSchema;
use serde::Serialize;

/// What is wrong with one place of a request, for a person to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "RequestProblem")]
pub struct Problem {
    /// JSON pointer of the place; a parameter's is its name behind a slash.
    pub pointer: String,
    /// The rule that was broken, in one word.
    pub rule: &'static str,
    /// What the contract asks for.
    pub expected: String,
    /// What came.
    pub got: String,
    /// The right name that is nearest to what came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// What to do about it.
    pub remedy: String,
    /// The page that says so.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub page: &'static str,
}

impl Problem {
    /// A problem in the words of the rule; the other parts are added by what follows.
    #[must_use]
    pub fn new(pointer: impl Into<String>, rule: &'static str) -> Self {
        Self {
            pointer: pointer.into(),
            rule,
            expected: String::new(),
            got: String::new(),
            nearest: None,
            remedy: String::new(),
            page: "",
        }
    }

    /// Says what the contract asks for.
    #[must_use]
    pub fn expected(self, expected: impl Into<String>) -> Self {
        Self { expected: expected.into(), ..self }
    }

    /// Says what came.
    #[must_use]
    pub fn got(self, got: impl Into<String>) -> Self {
        Self { got: got.into(), ..self }
    }

    /// Names the right word that is nearest to what came.
    #[must_use]
    pub fn nearest(self, nearest: Option<impl Into<String>>) -> Self {
        Self { nearest: nearest.map(Into::into), ..self }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: remedy.into(), ..self }
    }

    /// The problem as one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let place = self.pointer.trim_start_matches('/').replace('/', ".");
        let mut text = if place.is_empty() { String::new() } else { format!("{place}: ") };
        text.push_str(&format!("expected {}, got {}", self.expected, self.got));
        if let Some(nearest) = &self.nearest {
            text.push_str(&format!("; did you mean {nearest}?"));
        }
        // Once more what was expected would be no help.
        let is_said = self.remedy.strip_prefix("send ").is_some_and(|remedy| remedy == self.expected);
        if !self.remedy.is_empty() && !is_said {
            text.push_str(&format!(" - {}", self.remedy));
        }
        text
    }
}

/// The first `length` characters of a text, with dots if there are more.
#[must_use]
pub fn beginning(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The problems as a JSON array of at most `limit` ASCII bytes: whole problems only, as many as fit.
#[must_use]
pub fn header_value(problems: &[Problem], limit: usize) -> String {
    let mut value = String::from("[");
    for problem in problems {
        let item = ascii(&serde_json::to_string(&shortened(problem)).unwrap_or_default());
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
fn shortened(problem: &Problem) -> Problem {
    let cut = |text: &str| {
        let mut room = 500_usize;
        let fits = |character: &char| {
            let cost = if character.is_ascii() { 2 } else { 6 * character.len_utf16() };
            room.checked_sub(cost).inspect(|left| room = *left).is_some()
        };
        let kept: String = text.chars().take_while(fits).collect();
        if kept.len() < text.len() { kept + "..." } else { kept }
    };
    Problem {
        pointer: cut(&problem.pointer),
        rule: problem.rule,
        expected: cut(&problem.expected),
        got: cut(&problem.got),
        nearest: problem.nearest.as_deref().map(cut),
        remedy: cut(&problem.remedy),
        page: problem.page,
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
    use super::*;

    #[test]
    fn a_header_that_is_cut_is_still_valid_json_of_ascii() {
        let problem = Problem::new("/é".repeat(300), "type").expected("ü".repeat(500)).got("\u{1F600}".repeat(500));
        let problems = vec![problem; 40];

        let value = header_value(&problems, 4096);

        assert!(value.is_ascii() && value.len() <= 4096, "{value}");
        let read: Vec<serde_json::Value> = serde_json::from_str(&value).unwrap();
        assert!(!read.is_empty());
    }
}
