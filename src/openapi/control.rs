//! The document of the control plane, from a list of its calls.

use serde_json::{Map, Value, json};

use super::OPENAPI;

/// One call of the control plane, as its document describes it.
#[derive(Clone, Copy, Debug)]
pub struct ControlVerb<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The path, with parameters in braces.
    pub path: &'a str,
    /// What the call does, in a sentence.
    pub summary: &'a str,
    /// The query parameters: names and descriptions. All may be left out.
    pub query: &'a [(&'a str, &'a str)],
    /// What the body must be, if the call takes one in JSON.
    pub body: Option<&'a str>,
    /// The status of a success.
    pub success: u16,
    /// The media types in which a success can come.
    pub media_types: &'a [&'a str],
}

impl ControlVerb<'_> {
    /// What most calls share.
    pub const BASE: Self = Self {
        method: "GET",
        path: "",
        summary: "",
        query: &[],
        body: None,
        success: 200,
        media_types: &["application/json"],
    };
}

/// The document of the control plane.
#[must_use]
pub fn control_document(verbs: &[ControlVerb<'_>]) -> Value {
    let mut paths = Map::new();
    for verb in verbs {
        let item = paths.entry(verb.path).or_insert_with(|| json!({}));
        item[verb.method.to_ascii_lowercase()] = operation(verb);
    }
    json!({
        "openapi": OPENAPI,
        "info": {
            "title": "The control plane of codearts-mock",
            "summary": "It works without a credential and leaves no trace in what it controls.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The server that shows this document." }],
        "paths": paths,
        "components": { "schemas": { "Problem": problem() } },
    })
}

fn operation(verb: &ControlVerb<'_>) -> Value {
    let names = verb.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let in_path = names.map(|name| {
        let name = name.trim_start_matches('*');
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    let in_query = verb.query.iter().map(|(name, description)| {
        json!({ "name": name, "in": "query", "description": description, "schema": { "type": "string" } })
    });
    let parameters: Vec<_> = in_path.chain(in_query).collect();
    let content: Map<_, _> = verb.media_types.iter().map(|name| ((*name).to_owned(), content(name))).collect();
    let mut operation = json!({
        "operationId": operation_id(verb),
        "summary": verb.summary,
        "security": [],
        "parameters": parameters,
    });
    if let Some(description) = verb.body {
        operation["requestBody"] =
            json!({ "description": description, "content": { "application/json": { "schema": {} } } });
    }
    let refusal = json!({
        "description": "What is wrong, and what to do instead.",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let success = json!({ "description": "Success.", "content": content });
    operation["responses"] = json!({ verb.success.to_string(): success, "default": refusal });
    operation
}

/// Every document of the control plane in JSON says which version it is of.
fn content(media_type: &str) -> Value {
    let schema = if media_type == "application/json" { json!({ "type": "object" }) } else { json!({}) };
    json!({ "schema": schema })
}

/// The method and the words of the path, as one word.
fn operation_id(verb: &ControlVerb<'_>) -> String {
    let words = verb.path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = verb.method.to_ascii_lowercase();
    for word in words {
        let (first, rest) = word.split_at(1);
        id.push_str(&first.to_ascii_uppercase());
        id.push_str(rest);
    }
    id
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["schema_version", "type", "title", "status", "detail"],
        "properties": {
            "schema_version": { "type": "integer" },
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
        },
    })
}
