//! The document of the control plane, from a list of its calls.

mod parameter;
mod schema;
mod verb;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

pub use schema::{Shape, shape};
pub use verb::ControlVerb;

use schema::{ANSWER, REQUEST, Schemas};

use super::OPENAPI;

/// The header that every answer has.
const REQUEST_ID: &str = "X-Request-Id";

/// The answers to the example calls, by call id; a test makes them.
static ANSWERS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../fixtures/control.json")).expect("a test writes JSON"));

/// The document of the control plane, in which every refusal has the form of `problem`.
#[must_use]
pub fn control_document<'a>(verbs: impl Iterator<Item = &'a ControlVerb>, problem: Shape) -> Value {
    let mut schemas = Schemas::default();
    let problem = schemas.of(problem, ANSWER);
    let mut paths = Map::new();
    for verb in verbs {
        let item = paths.entry(verb.path).or_insert_with(|| json!({}));
        item[verb.method.to_ascii_lowercase()] = operation(verb, &problem, &mut schemas);
    }
    json!({
        "openapi": OPENAPI,
        "info": {
            "title": "The control plane of codearts-mock",
            "summary": "It leaves no trace in what it controls, and needs a credential only if the server was given a control token.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The server that shows this document." }],
        "paths": paths,
        "components": {
            "schemas": schemas.all(),
            "headers": { REQUEST_ID: super::response::headers()[REQUEST_ID] },
            "securitySchemes": security_schemes(),
        },
    })
}

fn operation(verb: &ControlVerb, problem: &Value, schemas: &mut Schemas) -> Value {
    let security = if verb.is_open() { json!([]) } else { json!([{}, { "token": [] }, { "bearer": [] }]) };
    let mut operation = json!({
        "operationId": verb.id(),
        "summary": verb.summary,
        "security": security,
        "parameters": parameter::all(verb),
    });
    if let Some((shape, example)) = verb.body {
        let example: Value = serde_json::from_str(example).expect("the example of a body is JSON");
        let content = json!({ "schema": schemas.of(shape, REQUEST), "example": example });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": content } });
    }
    let mut responses = Map::new();
    for (status, meaning) in verb.statuses {
        let of_type = |name: &&str| ((*name).to_owned(), content(verb, *status, name, schemas));
        let content: Map<_, _> = verb.media_types.iter().map(of_type).collect();
        responses.insert(status.to_string(), response(meaning, &content.into()));
    }
    for (status, meaning) in verb.all_refusals() {
        let content = json!({ "application/problem+json": { "schema": problem } });
        responses.insert(status.to_string(), response(&meaning, &content));
    }
    operation["responses"] = responses.into();
    operation
}

fn response(meaning: &str, content: &Value) -> Value {
    let headers = json!({ REQUEST_ID: { "$ref": format!("#/components/headers/{REQUEST_ID}") } });
    json!({ "description": meaning, "headers": headers, "content": content })
}

/// What an answer has in this media type.
fn content(verb: &ControlVerb, status: u16, media_type: &str, schemas: &mut Schemas) -> Value {
    if media_type != "application/json" {
        return json!({ "schema": { "type": "string" } });
    }
    let schema = verb.answer.map_or_else(|| json!({ "type": "object" }), |shape| schemas.of(shape, ANSWER));
    let mut content = json!({ "schema": schema });
    if let Some(example) = ANSWERS.get(verb.id()).filter(|_| status == verb.statuses[0].0) {
        content["example"] = example.clone();
    }
    content
}

/// The two ways to send the token of the control plane.
fn security_schemes() -> Value {
    json!({
        "token": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Mock-Control-Token",
            "description": "The token that the server was given with --control-token.",
        },
        "bearer": { "type": "http", "scheme": "bearer", "description": "The same token." },
    })
}
