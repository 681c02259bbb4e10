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

/// So many characters are quoted of what a client sent, or of where: a name can have as many bytes as a body.
const MOST_QUOTED: usize = 200;

/// Of so many problems of one kind is told; the rest is more of the same.
pub(super) const MOST_TOLD: usize = 50_000;

impl Problem {
    /// A problem in the words of the rule; the other parts are added by what follows. A long pointer is cut.
    #[must_use]
    pub fn new(pointer: impl Into<String>, rule: &'static str) -> Self {
        Self {
            pointer: quoted(pointer),
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

    /// Says what came; of a long text the beginning.
    #[must_use]
    pub fn got(self, got: impl Into<String>) -> Self {
        Self { got: quoted(got), ..self }
    }

    /// Names the right word that is nearest to what came; of a long one the beginning.
    #[must_use]
    pub fn nearest(self, nearest: Option<impl Into<String>>) -> Self {
        Self { nearest: nearest.map(quoted), ..self }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: remedy.into(), ..self }
    }

    /// How many bytes its texts take.
    #[must_use]
    pub fn heap(&self) -> usize {
        let texts = [&self.pointer, &self.expected, &self.got, &self.remedy].into_iter().chain(&self.nearest);
        texts.map(|text| if text.capacity() == 0 { 0 } else { text.capacity() + OVERHEAD }).sum()
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

/// What an allocator takes beside a text, about.
const OVERHEAD: usize = 16;

/// The text, or its beginning with dots behind it if it is long.
fn quoted(text: impl Into<String>) -> String {
    let mut text = text.into();
    // Fewer bytes than that are not more characters.
    if text.len() > MOST_QUOTED
        && let Some((end, _)) = text.char_indices().nth(MOST_QUOTED)
    {
        text.truncate(end);
        text.push_str("...");
        text.shrink_to_fit();
    }
    text
}

/// The right word that is nearest to a wrong one, if one is near at all.
pub fn nearest<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A hostile client's megabyte of a name is not worth a comparison.
    if wrong.len() > 128 {
        return None;
    }
    right
        .into_iter()
        .map(|word| (strsim::jaro_winkler(wrong, word), word))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, word)| word)
}

/// The question after a sentence that tells a wrong word; nothing if no right one is near.
pub fn did_you_mean<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, right).map_or_else(String::new, |near| format!(" Did you mean {near}?"))
}

/// Whether two texts differ by one character that is wrong, missing or too many, or by two that changed places.
#[must_use]
pub fn is_one_slip_from(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let before = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (left, right) = (&left[before..], &right[before..]);
    let after = left.iter().rev().zip(right.iter().rev()).take_while(|(one, other)| one == other).count();
    match (&left[..left.len() - after], &right[..right.len() - after]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([one, two], [other, another]) => one == another && two == other,
        _ => false,
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

    #[test]
    fn what_a_client_sent_is_quoted_up_to_two_hundred_characters() {
        let long = "\u{e4}".repeat(1_000_000);

        let problem = Problem::new(format!("/{long}"), "unknown-field").got(&*long).nearest(Some(&*long));

        let cut = "\u{e4}".repeat(200) + "...";
        assert_eq!((problem.pointer, problem.got), (format!("/{}...", "\u{e4}".repeat(199)), cut.clone()));
        assert_eq!(problem.nearest, Some(cut));
        let short = "x".repeat(200);
        assert_eq!(Problem::new("", "type").got(&*short).got, short);
    }

    #[test]
    fn one_slip_is_a_wrong_missing_additional_or_exchanged_character() {
        for slip in ["abxd", "abd", "abccd", "abdc", "xabcd", "abc"] {
            assert!(is_one_slip_from(slip, "abcd"), "{slip}");
        }
        for other in ["abcd", "xbcx", "ab", "dcba", ""] {
            assert!(!is_one_slip_from(other, "abcd"), "{other}");
        }
    }

    #[test]
    fn a_near_name_is_found_and_a_far_one_is_not() {
        let names = ["is_modify", "is_delete", "is_view"];

        assert_eq!(nearest("is_modfy", names), Some("is_modify"));
        assert_eq!(nearest("colour", names), None);
    }
}
