//! The parts of a request: parameters and a body, split by where a field travels.

use serde_json::{Map, Value, json};

use crate::{
    api::{Operation, Quirks, request_schema, without_null},
    contract::{Contract, Location, Schema},
};

use super::{
    example::{self, Example},
    reference::reference,
};

/// The name of the schema of an operation's body.
pub(super) fn body_name(operation: &Operation) -> String {
    format!("{}Request", operation.id())
}

/// The parameters of an operation, in the order of the page.
pub(super) fn parameters(operation: &Operation, quirks: Quirks) -> Value {
    let schema = request_schema(operation, quirks);
    let examples = example::requests(operation);
    let fields = schema["properties"].as_object().into_iter().flatten();
    let outside = fields.filter(|(field, _)| operation.contract.location(field) != Location::Body);
    outside.map(|(field, node)| parameter(operation.contract, field, node, &schema, &examples)).collect()
}

fn parameter(contract: &Contract, field: &str, node: &Value, schema: &Value, examples: &[Example]) -> Value {
    let location = contract.location(field);
    let is_required = location == Location::Path || names(&schema["required"]).any(|name| name == field);
    let schema = parameter_schema(node);
    let mut parameter = json!({
        "name": wire_name(contract, field),
        "in": location.name(),
        "required": is_required,
        "description": node["description"],
        "schema": schema,
    });
    let example = examples.iter().find_map(|example| example.parameters.get(field));
    if let Some(value) = example.map(|value| typed(value, &schema)).filter(|value| satisfies(value, &schema)) {
        parameter["example"] = value;
    }
    parameter
}

/// The schema of a value that travels as text, which cannot be null.
fn parameter_schema(node: &Value) -> Value {
    let mut schema = node.clone();
    without_null(&mut schema);
    if let Some(members) = schema.as_object_mut() {
        members.shift_remove("description");
        members.shift_remove("x-id-form");
    }
    schema
}

/// The name of a field on the wire.
pub(super) fn wire_name<'a>(contract: &Contract, field: &'a str) -> &'a str {
    let header = contract.headers.iter().find(|(name, _)| *name == field).map(|(_, header)| *header);
    let renamed = || contract.renamed.iter().find(|(_, name)| *name == field).map(|(wire, _)| *wire);
    header.or_else(renamed).unwrap_or(field)
}

/// The body as the document describes it, if any field travels there.
pub(super) fn request_body(operation: &Operation, quirks: Quirks) -> Option<Value> {
    let schema = body(operation, quirks)?;
    let examples: Map<_, _> = example::requests(operation)
        .into_iter()
        .filter_map(|example| Some((example.name.to_owned(), example.body?)))
        .filter(|(_, body)| satisfies(body, &schema))
        .map(|(name, body)| (name, json!({ "value": body })))
        .collect();
    let mut content = json!({ "schema": reference(&body_name(operation)) });
    if !examples.is_empty() {
        content["examples"] = examples.into();
    }
    let is_required = names(&schema["required"]).next().is_some();
    Some(json!({ "required": is_required, "content": { "application/json": content } }))
}

/// The schema of the body, if any field travels there.
pub(super) fn body(operation: &Operation, quirks: Quirks) -> Option<Value> {
    let mut schema = request_schema(operation, quirks);
    keep_body(operation.contract, &mut schema);
    for choice in schema.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten() {
        keep_body(operation.contract, choice);
    }
    let has_fields = schema["properties"].as_object().is_some_and(|fields| !fields.is_empty());
    has_fields.then(|| named(schema, &body_name(operation)))
}

/// A standalone schema, made part of the document under this name.
pub(super) fn named(mut schema: Value, name: &str) -> Value {
    let Some(members) = schema.as_object_mut() else { return schema };
    members.shift_remove("$schema");
    members.shift_remove("title");
    // The doc comment of a type is for readers of the source: the number of a table.
    members.shift_remove("description");
    let mut whole = Map::from_iter([("title".to_owned(), name.into())]);
    whole.append(members);
    whole.into()
}

/// Keeps the fields that travel in the body, under their names on the wire.
fn keep_body(contract: &Contract, schema: &mut Value) {
    let is_in_body = |field: &str| contract.location(field) == Location::Body;
    let wire = |field: &str| wire_name(contract, field).to_owned();
    if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let all = std::mem::take(fields).into_iter();
        fields.extend(all.filter(|(field, _)| is_in_body(field)).map(|(field, node)| (wire(&field), node)));
    }
    let required: Vec<_> = names(&schema["required"]).filter(|field| is_in_body(field)).map(wire).collect();
    if let Some(members) = schema.as_object_mut().filter(|members| members.contains_key("required")) {
        if required.is_empty() {
            members.shift_remove("required");
        } else {
            members.insert("required".to_owned(), required.into());
        }
    }
}

/// The documented examples that their own page's rules refuse: the place and the value.
pub(super) fn contradictions(operation: &Operation, quirks: Quirks) -> Vec<Value> {
    let schema = request_schema(operation, quirks);
    let body = body(operation, quirks);
    let mut found = Vec::new();
    for example in example::requests(operation) {
        for (field, text) in &example.parameters {
            let node = parameter_schema(&schema["properties"][field]);
            if !satisfies(&typed(text, &node), &node) {
                found.push(json!({ "example": example.name, "parameter": field, "value": text }));
            }
        }
        if let (Some(value), Some(schema)) = (&example.body, &body)
            && !satisfies(value, schema)
        {
            found.push(json!({ "example": example.name, "body": value }));
        }
    }
    found
}

/// The text of a parameter, converted to its type.
fn typed(text: &Value, schema: &Value) -> Value {
    let is_text = schema["type"] == "string" || schema["type"].is_null();
    let plain = text.as_str().filter(|_| !is_text).and_then(|text| serde_json::from_str(text).ok());
    plain.unwrap_or_else(|| text.clone())
}

/// Whether a value is as a schema says.
pub(super) fn satisfies(value: &Value, schema: &Value) -> bool {
    Schema::new(schema.clone()).is_ok_and(|schema| schema.allows(value))
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
