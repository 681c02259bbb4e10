//! A value checked against a schema: the keywords that derived schemas have, and no others.

use std::{collections::BTreeMap, fmt};

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::{
    Invalid,
    kind::{ceiling, floor, is_of},
    pointer::{entry, place},
    problem::MOST_TOLD,
};

/// The keywords that a value can break, in the order in which that is told: first that it is of another type.
const KEYWORDS: &[&str] = &[
    "type",
    "const",
    "enum",
    "minimum",
    "maximum",
    "required",
    "pattern",
    "format",
    "properties",
    "propertyNames",
    "additionalProperties",
    "items",
    "anyOf",
    "oneOf",
    "not",
    "$ref",
];

/// The keywords that only tell a reader something, besides those that begin with `x-`.
const ANNOTATIONS: &[&str] = &["$schema", "components", "default", "description", "examples", "title", "writeOnly"];

/// A JSON Schema of which every keyword is understood.
#[derive(Debug)]
pub struct Schema {
    root: Value,
    patterns: BTreeMap<String, Regex>,
}

/// One place where a value is not as its schema says.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation<'a> {
    /// The JSON pointer of the value; of a member that is missing, the place where it should be.
    pub pointer: String,
    /// The value; where a member is missing or has a wrong name, the object.
    pub value: &'a Value,
    /// The keyword that the value breaks.
    pub keyword: &'static str,
    /// The schema that has the keyword.
    pub(super) node: &'a Value,
    /// The name of the member that is missing or has a wrong name.
    pub(super) member: Option<&'a str>,
}

impl Schema {
    /// Makes sure that every keyword is one that can be checked, and reads the patterns.
    ///
    /// # Errors
    /// Names a keyword that nothing is known of, or the value that a known one cannot have.
    pub fn new(root: Value) -> Result<Self, Invalid> {
        let mut patterns = BTreeMap::new();
        learn(&root, &root, &mut patterns)?;
        Ok(Self { root, patterns })
    }

    /// The schema as it was given.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.root
    }

    /// Whether the value is as the schema says.
    #[must_use]
    pub fn allows(&self, value: &Value) -> bool {
        self.violations(value).is_empty()
    }

    /// Everything in which the value is not as the schema says: members in the schema's order, a value's own first.
    #[must_use]
    pub fn violations<'a>(&'a self, value: &'a Value) -> Vec<Violation<'a>> {
        self.violations_at(&self.root, value, "")
    }

    /// The same of a part of a value and the part of the schema that is about it.
    pub(super) fn violations_at<'a>(&'a self, node: &'a Value, value: &'a Value, pointer: &str) -> Vec<Violation<'a>> {
        let mut found = Vec::new();
        self.check(node, value, pointer, &mut found);
        found
    }

    fn check<'a>(&'a self, node: &'a Value, value: &'a Value, pointer: &str, found: &mut Vec<Violation<'a>>) {
        for &keyword in KEYWORDS {
            let Some(demand) = node.get(keyword) else { continue };
            if found.len() >= MOST_TOLD {
                return;
            }
            match (keyword, value) {
                ("required" | "propertyNames" | "properties" | "additionalProperties", Value::Object(members)) => {
                    self.check_members((keyword, node, value), members, pointer, found);
                }
                ("items", Value::Array(items)) => {
                    for (index, item) in items.iter().enumerate() {
                        self.check(demand, item, &format!("{pointer}/{index}"), found);
                    }
                }
                ("$ref", value) => {
                    let target = target(&self.root, demand).unwrap_or(&Value::Null);
                    self.check(target, value, pointer, found);
                }
                (keyword, value) if !self.meets(keyword, demand, value) => {
                    found.push(Violation { pointer: pointer.to_owned(), value, keyword, node, member: None });
                }
                _ => {}
            }
        }
    }

    /// Checks what one keyword demands of the members of an object.
    fn check_members<'a>(
        &'a self,
        (keyword, node, value): (&'static str, &'a Value, &'a Value),
        members: &'a Map<String, Value>,
        pointer: &str,
        found: &mut Vec<Violation<'a>>,
    ) {
        let demand = &node[keyword];
        let room = MOST_TOLD.saturating_sub(found.len());
        let mut report = |pointer: String, member: Option<&'a str>| {
            found.push(Violation { pointer, value, keyword, node, member });
        };
        match keyword {
            "required" => {
                let missing = strings(demand).filter(|name| !members.contains_key(*name));
                missing.for_each(|name| report(place(pointer, name), Some(name)));
            }
            "propertyNames" => {
                let wrong = members.keys().filter(|name| !self.meets_all(demand, &Value::from(name.as_str())));
                wrong.take(room).for_each(|name| report(entry(pointer, name), Some(name)));
            }
            "properties" => {
                for (name, node) in demand.as_object().into_iter().flatten() {
                    let Some(member) = members.get(name) else { continue };
                    self.check(node, member, &place(pointer, name), found);
                }
            }
            _ => {
                let others = members.iter().filter(|(name, _)| node["properties"].get(name.as_str()).is_none());
                if *demand == Value::Bool(false) {
                    others.take(1).for_each(|_| report(pointer.to_owned(), None));
                } else {
                    others.for_each(|(name, member)| self.check(demand, member, &entry(pointer, name), found));
                }
            }
        }
    }

    /// Whether a value meets all that a part of the schema demands.
    fn meets_all(&self, node: &Value, value: &Value) -> bool {
        let mut found = Vec::new();
        self.check(node, value, "", &mut found);
        found.is_empty()
    }

    /// Whether a value meets what one keyword demands of it as a whole.
    fn meets(&self, keyword: &str, demand: &Value, value: &Value) -> bool {
        let is_valid = |node: &Value| self.meets_all(node, value);
        let choices = || demand.as_array().into_iter().flatten();
        match (keyword, value) {
            ("type", value) => strings(demand).any(|name| is_of(name, value)),
            ("const", value) => demand == value,
            ("enum", value) => choices().any(|choice| choice == value),
            ("minimum", Value::Number(number)) => demand.as_number().is_some_and(|least| floor(number) >= floor(least)),
            ("maximum", Value::Number(number)) => demand.as_number().is_some_and(|most| ceiling(number) <= floor(most)),
            ("pattern", Value::String(text)) => {
                let pattern = demand.as_str().and_then(|pattern| self.patterns.get(pattern));
                pattern.is_some_and(|pattern| pattern.is_match(text))
            }
            // Of the other forms a type says only how it is kept.
            ("format", Value::String(text)) => demand != "date-time" || text.parse::<jiff::Timestamp>().is_ok(),
            ("anyOf", _) => choices().any(is_valid),
            ("oneOf", _) => choices().filter(|choice| is_valid(choice)).count() == 1,
            ("not", _) => !is_valid(demand),
            // What is said of another type than the value's.
            _ => true,
        }
    }
}

impl fmt::Display for Violation<'_> {
    /// What is wrong and where, without the value, which may be a secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, keyword, node, .. } = self;
        let demand = &node[*keyword];
        let list = || demand.as_array().into_iter().flatten().map(Value::to_string).collect::<Vec<_>>().join(", ");
        match *keyword {
            "type" if demand.is_array() => write!(formatter, "value is not of types {}", list())?,
            "type" => write!(formatter, "value is not of type {demand}")?,
            "const" => write!(formatter, "{demand} was expected")?,
            "enum" => write!(formatter, "value is not one of {}", list())?,
            "minimum" => write!(formatter, "value is less than the minimum of {demand}")?,
            "maximum" => write!(formatter, "value is greater than the maximum of {demand}")?,
            "pattern" => write!(formatter, "value does not match {demand}")?,
            "required" => {
                let (pointer, name) =
                    pointer.rsplit_once('/').expect("it is the pointer of the member that is missing");
                return write!(formatter, "\"{name}\" is a required property at \"{pointer}\"");
            }
            keyword => write!(formatter, "value is not as '{keyword}' demands")?,
        }
        write!(formatter, " at \"{pointer}\"")
    }
}

/// Makes sure that every keyword of a schema is known with the value that it has, at any depth, and reads the patterns.
fn learn(root: &Value, node: &Value, patterns: &mut BTreeMap<String, Regex>) -> Result<(), Invalid> {
    if *node == Value::Bool(true) {
        return Ok(());
    }
    let members = node.as_object().ok_or_else(|| Invalid::new(format!("{node} is no schema")))?;
    for (keyword, demand) in members {
        let is_known = match keyword.as_str() {
            "$ref" => target(root, demand).is_some(),
            "additionalProperties" if demand.is_boolean() => true,
            "additionalProperties" | "items" | "not" | "propertyNames" => {
                learn(root, demand, patterns).map(|()| true)?
            }
            "anyOf" | "oneOf" => learn_all(root, demand.as_array().into_iter().flatten(), patterns)?,
            "components" => learn_all(root, members_of(&demand["schemas"]), patterns)?,
            "const" => demand.is_string() || demand.is_boolean(),
            "enum" => {
                demand.as_array().is_some_and(|names| names.iter().all(|name| name.is_string() || name.is_null()))
            }
            "minimum" | "maximum" => demand.is_i64() || demand.is_u64(),
            "pattern" => demand.as_str().map_or(Ok(false), |text| learn_pattern(text, patterns))?,
            "properties" => learn_all(root, members_of(demand), patterns)?,
            other => KEYWORDS.contains(&other) || ANNOTATIONS.contains(&other) || other.starts_with("x-"),
        };
        if !is_known {
            return Err(Invalid::new(format!("nothing is known of \"{keyword}\": {demand}")));
        }
    }
    Ok(())
}

fn learn_pattern(text: &str, patterns: &mut BTreeMap<String, Regex>) -> Result<bool, Invalid> {
    let pattern = Regex::new(text).map_err(|error| Invalid::new(format!("{text}: {error}")))?;
    patterns.insert(text.to_owned(), pattern);
    Ok(true)
}

fn learn_all<'a>(
    root: &Value,
    mut nodes: impl Iterator<Item = &'a Value>,
    patterns: &mut BTreeMap<String, Regex>,
) -> Result<bool, Invalid> {
    nodes.try_for_each(|node| learn(root, node, patterns)).map(|()| true)
}

fn members_of(node: &Value) -> impl Iterator<Item = &Value> {
    node.as_object().into_iter().flatten().map(|(_, member)| member)
}

/// The schema that a reference names, which is part of the same document.
fn target<'a>(root: &'a Value, reference: &Value) -> Option<&'a Value> {
    root.pointer(reference.as_str()?.strip_prefix('#')?)
}

/// The one string, or those of a list.
fn strings(demand: &Value) -> impl Iterator<Item = &str> {
    demand.as_array().map_or(std::slice::from_ref(demand), Vec::as_slice).iter().filter_map(Value::as_str)
}
