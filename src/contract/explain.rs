//! Every problem of a request at once, found by checking it against the schema.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{
    Contract, Expected, Got, Invalid, Location, Parts, Problem, Remedy, Rule, Schema, Violation, nearest,
    pointer::{entry, place},
    problem::MOST_TOLD,
    words::{branch, cut, described, meant, shown, tags, typed},
};

/// Explains requests by one schema.
#[derive(Debug)]
pub struct Explainer {
    contract: &'static Contract,
    schema: Schema,
}

impl Explainer {
    /// An explainer of the requests of one operation, whose fields the schema describes, parameters included.
    ///
    /// # Errors
    /// The schema has a keyword that is not understood.
    pub fn new(contract: &'static Contract, schema: Value) -> Result<Self, Invalid> {
        Schema::new(schema).map(|schema| Self { contract, schema })
    }

    /// The schema that this explainer explains by.
    #[must_use]
    pub const fn schema(&self) -> &Value {
        self.schema.value()
    }

    /// The request as one JSON object: parameters and members of the body.
    ///
    /// # Errors
    /// The body is not a JSON object, or a parameter is given twice; says which.
    pub fn value_of(&self, parts: Parts<'_>) -> Result<Value, Problem> {
        let mut fields = Map::new();
        for (name, text) in parts.parameters(self.contract) {
            let value = typed(&text, &self.schema()["properties"][&*name]);
            if fields.insert(name.clone().into_owned(), value).is_some() {
                return Err(Problem::new(format!("/{name}"), Rule::Once)
                    .expected("the parameter once")
                    .got("it twice or more")
                    .remedy(Remedy::SendOnce));
            }
        }
        if self.contract.method.has_body() && !parts.has_no_body() {
            match serde_json::from_slice(parts.body) {
                Ok(Value::Object(members)) => fields.extend(
                    members.into_iter().map(|(name, value)| (self.contract.member_field(&name).into_owned(), value)),
                ),
                Ok(other) => {
                    return Err(Problem::new("", Rule::Type)
                        .expected("a JSON object as the body")
                        .got(shown(&other))
                        .remedy(Remedy::SendExpected));
                }
                Err(error) => return Err(Problem::not_json(parts.body, error.to_string())),
            }
        }
        Ok(Value::Object(fields))
    }

    /// All that the schema finds wrong with the request, fields in the order of the documentation.
    #[must_use]
    pub fn problems(&self, request: &Value) -> Vec<Problem> {
        self.explained_all(&self.schema.violations(request))
    }

    fn explained_all(&self, violations: &[Violation<'_>]) -> Vec<Problem> {
        let mut problems: Vec<Problem> = violations.iter().flat_map(|violation| self.explained(violation)).collect();
        problems.dedup_by(|right, left| right.pointer == left.pointer);
        problems
    }

    /// The same with the members that no field reads, of which one that is to be renamed is told only where the right one
    /// is missing.
    #[must_use]
    pub fn all_problems(&self, request: &Value) -> Vec<Problem> {
        let mut problems = self.problems(request);
        let renamed: HashSet<String> = problems.iter().filter_map(Problem::misspelt).collect();
        problems.extend(self.unknown_fields(request).into_iter().filter(|field| !renamed.contains(&field.pointer)));
        problems
    }

    /// The members that no field reads, each with the field that is nearest.
    #[must_use]
    pub fn unknown_fields(&self, request: &Value) -> Vec<Problem> {
        let mut problems = Vec::new();
        let noun = if self.contract.method.has_body() { "fields" } else { "parameters" };
        unknown_members(self.schema(), request, (String::new(), noun), &mut problems);
        problems
    }

    /// The problem of a field that must be there and is not.
    #[must_use]
    pub fn missing(&self, request: &Value, pointer: &str) -> Problem {
        let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let node = node_at(self.schema(), parent).unwrap_or(&Value::Null);
        self.lacking(pointer, name, node, request.pointer(parent).unwrap_or(&Value::Null))
    }

    /// The problem of an object that lacks the member of this name, which should stand at the pointer.
    fn lacking(&self, pointer: &str, name: &str, node: &Value, object: &Value) -> Problem {
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let header = self.header(name).filter(|_| parent.is_empty());
        let place = header.map_or_else(|| pointer.to_owned(), |header| format!("/{header}"));
        let problem = Problem::new(place, Rule::Required).expected(described(&node["properties"][name]));
        let siblings = node["properties"].as_object();
        let misspelt = object.as_object().and_then(|members| {
            let unknown = members.keys().filter(|key| siblings.is_none_or(|known| !known.contains_key(*key)));
            nearest(name, unknown.map(String::as_str))
        });
        match misspelt {
            Some(wrong) => problem
                .got(Got::Misspelt(wrong.to_owned()))
                .remedy(Remedy::Rename { from: wrong.to_owned(), to: name.to_owned() }),
            None => problem.got(Got::Nothing).remedy(match header {
                Some(header) => Remedy::AddHeader(header),
                None if self.location(pointer) == Location::Query => Remedy::AddToQuery(name.to_owned()),
                None => Remedy::Add(name.to_owned()),
            }),
        }
    }

    /// The header that a field travels in, if it does.
    fn header(&self, field: &str) -> Option<&'static str> {
        self.contract.headers.iter().find(|(name, _)| *name == field).map(|(_, header)| *header)
    }

    /// Where the value at this place travels.
    fn location(&self, pointer: &str) -> Location {
        match pointer.strip_prefix('/').filter(|name| !name.contains('/')) {
            Some(name) => self.contract.location(name),
            None => Location::Body,
        }
    }

    /// The kind of entity that the value at this place identifies, if it is an id.
    #[must_use]
    pub fn entity(&self, pointer: &str) -> Option<&str> {
        node_at(self.schema(), pointer)?["x-id"].as_str()
    }

    /// What one violation of the schema means for a reader: several things, if a branch of a choice was probably meant.
    fn explained(&self, violation: &Violation<'_>) -> Vec<Problem> {
        let Violation { pointer, value, keyword, node, member } = violation;
        match (*keyword, member) {
            ("required", Some(name)) => vec![self.lacking(pointer, name, node, value)],
            // Unknown fields are found by a walk of their own, which names the nearest right one.
            ("additionalProperties", _) => Vec::new(),
            // A whole request that lacks what it needs is explained by the operation, which knows what it needs.
            ("anyOf", _) if pointer.is_empty() => Vec::new(),
            ("propertyNames", Some(name)) => vec![wrong_name(pointer, name, &node["propertyNames"])],
            ("oneOf", _) => match (branch(node, value), value) {
                (Some(branch), _) => self.explained_all(&self.schema.violations_at(branch, value, pointer)),
                (None, Value::Object(members)) if !tags(node).is_empty() => vec![wrong_choice(pointer, members, node)],
                (None, _) => vec![self.wrong_value(pointer, value, node, Rule::Type)],
            },
            (keyword, _) => vec![self.wrong_value(pointer, value, node, rule(keyword))],
        }
    }

    /// A value that is not what its field asks for.
    fn wrong_value(&self, pointer: &str, value: &Value, node: &Value, rule: Rule) -> Problem {
        let expected = described(node);
        let names = node["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let near = value.as_str().and_then(|wrong| nearest(wrong, names));
        let got = match value {
            _ if node["writeOnly"] == true => Got::Hidden,
            // Whoever writes the secret in the place of the object that should hold it shall not read it in a log.
            Value::String(_) | Value::Number(_) if holds_a_secret(node) => Got::Hidden,
            Value::String(text) if text.is_empty() => Got::Text(String::new()),
            // A string in the place of a string, or where there is nothing else: that it is one goes without saying.
            Value::String(text) if rule != Rule::Type || self.location(pointer) != Location::Body => {
                Got::Text(cut(text))
            }
            _ => shown(value).into(),
        };
        let remedy = match (near, meant(node, value)) {
            (Some(near), _) => Remedy::Send(near.to_owned()),
            (None, Some(meant)) if !holds_a_secret(node) => meant.into(),
            _ => Remedy::SendExpected,
        };
        Problem::new(pointer, rule).expected(expected).got(got).nearest(near).remedy(remedy)
    }
}

/// Whether a schema has a place for a secret anywhere.
fn holds_a_secret(node: &Value) -> bool {
    match node {
        Value::Object(members) => {
            members.get("writeOnly").is_some_and(|it| *it == true) || members.values().any(holds_a_secret)
        }
        Value::Array(items) => items.iter().any(holds_a_secret),
        _ => false,
    }
}

/// An object that has none or several of the members of which it must have one.
fn wrong_choice(pointer: &str, members: &Map<String, Value>, node: &Value) -> Problem {
    let tags = tags(node);
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let strange = names.iter().find(|name| !tags.contains(name));
    let near = strange.and_then(|strange| Some((*strange, nearest(strange, tags.iter().copied())?)));
    let remedy = match near {
        Some((from, to)) => Remedy::Rename { from: from.to_owned(), to: to.to_owned() },
        None if names.is_empty() => "add one of them".into(),
        None if names.iter().any(|name| tags.contains(name)) => "leave out all but one of them".into(),
        None => "send one of them instead".into(),
    };
    let got =
        if names.is_empty() { "an empty object".into() } else { cut(&format!("one with {}", names.join(" and "))) };
    Problem::new(pointer, Rule::Type).expected(described(node)).got(got).nearest(near.map(|(_, to)| to)).remedy(remedy)
}

/// A member whose name is not what the names of an object must be.
fn wrong_name(pointer: &str, name: &str, node: &Value) -> Problem {
    Problem::new(pointer, Rule::Pattern)
        .expected(described(node))
        .got(Got::Text(cut(name)))
        .remedy(Remedy::SendExpected)
}

/// The rule's name for the keyword that says it; a range counts as one rule.
fn rule(keyword: &str) -> Rule {
    match keyword {
        "enum" | "const" => Rule::Enum,
        "pattern" | "format" => Rule::Pattern,
        "minimum" | "maximum" => Rule::Range,
        "type" | "anyOf" => Rule::Type,
        _ => Rule::Schema,
    }
}

/// The schema of the value that a pointer names.
fn node_at<'a>(schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut node = schema;
    for token in pointer.split('/').skip(1) {
        node = node["properties"].get(token).or_else(|| node.get("items"))?;
    }
    Some(node)
}

/// Collects the members of the value, at any depth, that the schema has no property for.
fn unknown_members(node: &Value, value: &Value, (pointer, noun): (String, &'static str), problems: &mut Vec<Problem>) {
    match value {
        Value::Object(members) => {
            let no_fields = Map::new();
            let known = match (node["properties"].as_object(), &node["additionalProperties"]) {
                (Some(known), _) => known,
                (None, every @ Value::Object(_)) => {
                    for (name, member) in members {
                        unknown_members(every, member, (entry(&pointer, name), noun), problems);
                    }
                    return;
                }
                // An operation without any field knows that there is none; a value of any form knows nothing.
                (None, _) if pointer.is_empty() => &no_fields,
                (None, _) => match branch(node, value) {
                    Some(branch) => return unknown_members(branch, value, (pointer, noun), problems),
                    None => return,
                },
            };
            for (name, member) in members {
                if problems.len() >= MOST_TOLD {
                    return;
                }
                let place = place(&pointer, name);
                match known.get(name) {
                    Some(inner) => unknown_members(inner, member, (place, "fields"), problems),
                    None => problems.push(unknown_member(place, name, (known, noun))),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                unknown_members(&node["items"], item, (format!("{pointer}/{index}"), noun), problems);
            }
        }
        _ => {}
    }
}

/// The problem of one member that no field reads. Its value is not shown: it might be a misspelt secret.
fn unknown_member(place: String, name: &str, (known, noun): (&Map<String, Value>, &'static str)) -> Problem {
    let near = nearest(name, known.keys().map(String::as_str));
    let remedy = near.map_or(Remedy::LeaveOut, |near| Remedy::RenameTo(near.to_owned()));
    let expected = Expected::OneOf { noun, names: known.keys().cloned().collect() };
    Problem::new(place, Rule::UnknownField).expected(expected).got(Got::Text(cut(name))).nearest(near).remedy(remedy)
}
