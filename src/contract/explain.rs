//! Every problem of a request at once, found by checking it against the schema.

use serde_json::{Map, Value};

use super::{Contract, Location, Parts, Problem, Schema, Violation, beginning, nearest, schema::place};

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
    pub fn new(contract: &'static Contract, schema: Value) -> Result<Self, String> {
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
                return Err(Problem::new(format!("/{name}"), "once")
                    .expected("the parameter once")
                    .got("it twice or more")
                    .remedy("send it once"));
            }
        }
        if self.contract.method.has_body() && !parts.has_no_body() {
            match serde_json::from_slice(parts.body) {
                Ok(Value::Object(members)) => fields.extend(
                    members.into_iter().map(|(name, value)| (self.contract.member_field(&name).into_owned(), value)),
                ),
                Ok(other) => {
                    return Err(Problem::new("", "type")
                        .expected("a JSON object as the body")
                        .got(shown(&other))
                        .remedy("send a JSON object as the body"));
                }
                Err(error) => {
                    return Err(Problem::new("", "json")
                        .expected("a body in JSON")
                        .got(error.to_string())
                        .remedy("mend the JSON"));
                }
            }
        }
        Ok(Value::Object(fields))
    }

    /// All that the schema finds wrong with the request, fields in the order of the documentation.
    #[must_use]
    pub fn problems(&self, request: &Value) -> Vec<Problem> {
        let mut problems: Vec<Problem> =
            self.schema.violations(request).iter().filter_map(|violation| self.explained(request, violation)).collect();
        problems.dedup_by(|right, left| right.pointer == left.pointer);
        problems
    }

    /// The members that no field reads, each with the field that is nearest.
    #[must_use]
    pub fn unknown_fields(&self, request: &Value) -> Vec<Problem> {
        let mut problems = Vec::new();
        unknown_members(self.schema(), request, String::new(), &mut problems);
        problems
    }

    /// The problem of a field that must be there and is not.
    #[must_use]
    pub fn missing(&self, request: &Value, pointer: &str) -> Problem {
        let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let node = node_at(self.schema(), pointer).unwrap_or(&Value::Null);
        let problem = Problem::new(pointer, "required").expected(described(node));
        let siblings = node_at(self.schema(), parent).and_then(|node| node["properties"].as_object());
        let misspelt = request.pointer(parent).and_then(Value::as_object).and_then(|members| {
            let unknown = members.keys().filter(|key| siblings.is_none_or(|known| !known.contains_key(*key)));
            nearest(name, unknown.map(String::as_str))
        });
        match misspelt {
            Some(wrong) => problem
                .got(format!("nothing, but \"{}\"", cut(wrong)))
                .remedy(format!("rename {} to {name}", cut(wrong))),
            None => problem.got("nothing").remedy(self.addition(pointer, name)),
        }
    }

    /// Whether the value at this place does not travel in the body, and so is text whatever it stands for.
    fn is_parameter(&self, pointer: &str) -> bool {
        let name = pointer.strip_prefix('/').filter(|name| !name.contains('/'));
        name.is_some_and(|name| self.contract.location(name) != Location::Body)
    }

    /// How a field that is missing is added.
    fn addition(&self, pointer: &str, name: &str) -> String {
        let is_top = pointer.rfind('/') == Some(0);
        match self.contract.location(name) {
            Location::Query if is_top => format!("add {name} to the query"),
            Location::Header if is_top => {
                let header = self.contract.headers.iter().find(|(field, _)| *field == name);
                format!("send the header {}", header.map_or(name, |(_, header)| header))
            }
            _ => format!("add {name}"),
        }
    }

    /// The kind of entity that the value at this place identifies, if it is an id.
    #[must_use]
    pub fn entity(&self, pointer: &str) -> Option<&str> {
        node_at(self.schema(), pointer)?["x-id"].as_str()
    }

    /// What one violation of the schema means for a reader.
    fn explained(&self, request: &Value, violation: &Violation<'_>) -> Option<Problem> {
        let pointer = violation.pointer.as_str();
        match violation.keyword {
            "required" => Some(self.missing(request, pointer)),
            // Unknown fields are found by a walk of their own, which names the nearest right one.
            "additionalProperties" => None,
            // A whole request that lacks what it needs is explained by the operation, which knows what it needs.
            "anyOf" if pointer.is_empty() => None,
            keyword => Some(self.wrong_value(pointer, violation.value, rule(keyword))),
        }
    }

    /// A value that is not what its field asks for.
    fn wrong_value(&self, pointer: &str, value: &Value, rule: &'static str) -> Problem {
        let node = node_at(self.schema(), pointer).unwrap_or(&Value::Null);
        let expected = described(node);
        let names = node["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
        let near = value.as_str().and_then(|wrong| nearest(wrong, names.iter().filter_map(Value::as_str)));
        let got = match value {
            _ if node["writeOnly"] == true => "a value that is not shown".to_owned(),
            // Whoever writes the secret in the place of the object that should hold it shall not read it in a log.
            Value::String(_) | Value::Number(_) if holds_a_secret(node) => "a value that is not shown".to_owned(),
            // A string in the place of a string, or a parameter: that it is one goes without saying.
            Value::String(text) if rule != "type" || self.is_parameter(pointer) => format!("\"{}\"", cut(text)),
            _ => shown(value),
        };
        let remedy = near.map_or_else(|| format!("send {expected}"), |near| format!("send \"{near}\""));
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

/// The rule's name for the keyword that says it; a range counts as one rule.
fn rule(keyword: &str) -> &'static str {
    match keyword {
        "enum" | "const" => "enum",
        "pattern" => "pattern",
        "minimum" | "maximum" => "range",
        "type" | "anyOf" | "oneOf" => "type",
        _ => "schema",
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

/// The text as the type that its schema names, if it can be read as such; the string itself if not.
fn typed(text: &str, node: &Value) -> Value {
    let is =
        |name: &str| node["type"] == name || node["type"].as_array().is_some_and(|types| types.contains(&name.into()));
    if is("string") || node["anyOf"].is_array() {
        return text.into();
    }
    let is_unsigned = node["format"].as_str().is_some_and(|format| format.starts_with("uint"));
    let unsigned = || text.parse::<u64>().ok().map(Value::from);
    let signed = || text.parse::<i64>().ok().map(Value::from);
    let number = if is_unsigned { unsigned() } else { signed() };
    let number = number.filter(|_| is("integer"));
    let truth = text.parse::<bool>().ok().filter(|_| is("boolean")).map(Value::from);
    number.or(truth).unwrap_or_else(|| text.into())
}

/// What a schema asks for, in words.
fn described(node: &Value) -> String {
    if let Some(words) = node["x-expected"].as_str() {
        return words.to_owned();
    }
    if let Some(names) = node["enum"].as_array() {
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        return format!("one of {}", names.join(", "));
    }
    let types = node["type"].as_array().cloned().unwrap_or_else(|| vec![node["type"].clone()]);
    let name = types.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("value");
    match name {
        "string" => "a string".to_owned(),
        "integer" => range(node),
        "boolean" => "true or false".to_owned(),
        "array" => format!("a list, each item {}", described(&node["items"])),
        "object" => "an object".to_owned(),
        _ => "a value".to_owned(),
    }
}

/// A whole number with its limits, if it has any.
fn range(node: &Value) -> String {
    match (node["minimum"].as_i64(), node["maximum"].as_i64()) {
        (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
        (Some(least), None) => format!("a whole number not below {least}"),
        _ => "a whole number".to_owned(),
    }
}

/// A value for a reader: what it is, and of what type.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => format!("{truth} (a truth value)"),
        Value::Number(number) => format!("{number} (a number)"),
        Value::String(text) => format!("\"{}\" (a string)", cut(text)),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(items) if items.len() == 1 => "a list of one item".to_owned(),
        Value::Array(items) => format!("a list of {} items", items.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The text, or its beginning if it is long.
fn cut(text: &str) -> String {
    beginning(text, 80)
}

/// Collects the members of the value, at any depth, that the schema has no property for.
fn unknown_members(node: &Value, value: &Value, pointer: String, problems: &mut Vec<Problem>) {
    match value {
        Value::Object(members) => {
            let no_fields = Map::new();
            let known = match node["properties"].as_object() {
                Some(known) => known,
                // An operation without any field knows that there is none; a value of any form knows nothing.
                None if pointer.is_empty() => &no_fields,
                None => return,
            };
            for (name, member) in members {
                let place = place(&pointer, name);
                match known.get(name) {
                    Some(inner) => unknown_members(inner, member, place, problems),
                    None => problems.push(unknown_member(place, name, known)),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                unknown_members(&node["items"], item, format!("{pointer}/{index}"), problems);
            }
        }
        _ => {}
    }
}

/// The problem of one member that no field reads. Its value is not shown: it might be a misspelt secret.
fn unknown_member(place: String, name: &str, known: &Map<String, Value>) -> Problem {
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    let near = nearest(name, names.iter().copied());
    let remedy = near.map_or_else(|| "leave it out".to_owned(), |near| format!("rename it to {near}"));
    let expected = if names.is_empty() { "no field at all".to_owned() } else { format!("one of {}", names.join(", ")) };
    Problem::new(place, "unknown-field")
        .expected(expected)
        .got(format!("\"{}\"", cut(name)))
        .nearest(near)
        .remedy(remedy)
}
