//! A pattern that requests fit or do not fit, and what differs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a request must have; whatever is not mentioned may be anything.
///
/// ```
/// use codearts_mock::Pattern;
///
/// let pattern: Pattern = serde_json::from_str(r#"{"query": {"job_id": "6ecbc5bac7c8442fb3d2563d53c13582"}}"#).unwrap();
///
/// assert_eq!(pattern.query.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pattern {
    /// The path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Parameters of the query with their values.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub query: Map<String, Value>,
    /// Headers with their values.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// A part of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// A request as a pattern sees it.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The path.
    pub path: String,
    /// The parameters of the query.
    pub query: Map<String, Value>,
    /// The headers, names in lower case.
    pub headers: Map<String, Value>,
    /// The body; null if there is none or it is no JSON.
    pub body: Value,
}

/// One place where a request is not as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// The place, in the words of the pattern.
    pub place: String,
    /// What the pattern has there.
    pub expected: Value,
    /// What came; null if nothing did.
    pub got: Value,
}

impl Subject {
    /// The parameters of a query as an object of strings; of a repeated one the last.
    #[must_use]
    pub fn query_of(query: &str) -> Map<String, Value> {
        form_urlencoded::parse(query.as_bytes()).map(|(name, value)| (name.into_owned(), value.into())).collect()
    }
}

impl Pattern {
    /// How many bytes its texts and values take.
    #[must_use]
    pub fn heap(&self) -> usize {
        let map = |map: &Map<String, Value>| heap_of(map.iter());
        self.path.as_ref().map_or(0, String::capacity)
            + map(&self.query)
            + map(&self.headers)
            + self.body.as_ref().map_or(0, heap_of_value)
    }

    /// Everything in which a request differs from the pattern; nothing if it fits.
    #[must_use]
    pub fn differences(&self, subject: &Subject) -> Vec<Difference> {
        let mut differences = Vec::new();
        if let Some(path) = &self.path {
            compare(
                "path".to_owned(),
                &Value::from(path.as_str()),
                &Value::from(subject.path.as_str()),
                &mut differences,
            );
        }
        for (name, value) in &self.query {
            let got = subject.query.get(name).unwrap_or(&Value::Null);
            compare(format!("query.{name}"), &as_text(value), got, &mut differences);
        }
        for (name, value) in &self.headers {
            let name = name.to_ascii_lowercase();
            let got = subject.headers.get(&name).unwrap_or(&Value::Null);
            compare(format!("headers.{name}"), &as_text(value), got, &mut differences);
        }
        if let Some(body) = &self.body {
            compare("body".to_owned(), body, &subject.body, &mut differences);
        }
        differences
    }
}

/// How many bytes the members of an object take: of each its place, its name and its value.
fn heap_of<'a>(members: impl Iterator<Item = (&'a String, &'a Value)>) -> usize {
    let place = size_of::<(String, Value)>() + 4 * size_of::<usize>();
    members.map(|(name, value)| place + name.capacity() + heap_of_value(value)).sum()
}

/// How many bytes a value keeps elsewhere.
fn heap_of_value(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.capacity(),
        Value::Array(items) => items.capacity() * size_of::<Value>() + items.iter().map(heap_of_value).sum::<usize>(),
        Value::Object(members) => heap_of(members.iter()),
    }
}

/// A value that travels as text, so that a pattern may have a number for it.
fn as_text(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        Value::Bool(truth) => truth.to_string().into(),
        other => other.clone(),
    }
}

/// Collects the places where a value lacks what is expected: members of objects may be more, lists are equally long.
fn compare(place: String, expected: &Value, got: &Value, differences: &mut Vec<Difference>) {
    match (expected, got) {
        (Value::Object(members), Value::Object(there)) => {
            for (name, value) in members {
                compare(format!("{place}.{name}"), value, there.get(name).unwrap_or(&Value::Null), differences);
            }
        }
        (Value::Array(items), Value::Array(there)) if items.len() == there.len() => {
            for (index, (item, other)) in items.iter().zip(there).enumerate() {
                compare(format!("{place}.{index}"), item, other, differences);
            }
        }
        _ if expected == got => {}
        _ => differences.push(Difference { place, expected: expected.clone(), got: got.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pattern_is_a_subset_and_names_what_differs() {
        let pattern: Pattern = serde_json::from_value(
            json!({ "query": { "limit": 10 }, "body": { "role_id": "3", "roles": [{ "a": 1 }] } }),
        )
        .unwrap();
        let subject = |body| Subject { query: Subject::query_of("limit=10&offset=0"), body, ..Subject::default() };

        let fits =
            pattern.differences(&subject(json!({ "role_id": "3", "roles": [{ "a": 1, "b": 2 }], "more": true })));
        let differs = pattern.differences(&subject(json!({ "role_id": "4", "roles": [] })));

        assert_eq!(fits, []);
        assert_eq!(
            differs,
            [
                Difference { place: "body.role_id".to_owned(), expected: json!("3"), got: json!("4") },
                Difference { place: "body.roles".to_owned(), expected: json!([{ "a": 1 }]), got: json!([]) },
            ]
        );
    }
}
