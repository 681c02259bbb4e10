//! The document of the control plane, from a list of its calls.

mod parameter;
mod schema;

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::{Map, Value, json};

pub use schema::{Shape, shape};

use schema::{ANSWER, REQUEST, Schemas};

use super::OPENAPI;

/// The header that every answer has.
const REQUEST_ID: &str = "X-Request-Id";

/// One call of the control plane.
#[derive(Clone, Copy, Debug)]
pub struct ControlVerb {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with a name in braces if the call concerns a named thing.
    pub path: &'static str,
    /// What the call does, in a sentence.
    pub summary: &'static str,
    /// What the name in the path is, and an example of it.
    pub name: (&'static str, &'static str),
    /// The name of a namespace, if the call concerns one.
    pub namespace: Option<Shape>,
    /// The parameters of the query, as the members of an object.
    pub query: Option<Shape>,
    /// The body and an example of it, if the call takes one.
    pub body: Option<(Shape, &'static str)>,
    /// The document that a success is.
    pub answer: Option<Shape>,
    /// The media types in which a success can come.
    pub media_types: &'static [&'static str],
    /// Statuses with the document of a success: what they mean.
    pub statuses: &'static [(u16, &'static str)],
    /// Statuses of refusals that only this call has: what they mean.
    pub refusals: &'static [(u16, &'static str)],
}

impl ControlVerb {
    /// What most calls share.
    pub const BASE: Self = Self {
        method: "GET",
        path: "",
        summary: "",
        name: ("", ""),
        namespace: None,
        query: None,
        body: None,
        answer: None,
        media_types: &["application/json"],
        statuses: &[(200, "Done.")],
        refusals: &[],
    };

    /// Whether the call works for everybody: probes must, even with a control token.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.path == "/_mock/health" || !self.path.starts_with("/_mock/")
    }

    /// The names of the parameters that the query can have.
    #[must_use]
    pub fn query_names(&self) -> Vec<String> {
        let of_query = |parameter: &&Value| parameter["in"] == "query";
        let name = |parameter: &Value| parameter["name"].as_str().expect("a parameter has a name").to_owned();
        parameter::all(self).iter().filter(of_query).map(name).collect()
    }

    /// The method and the words of the path, as one word.
    #[must_use]
    pub fn id(&self) -> String {
        let words = self.path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut id = self.method.to_ascii_lowercase();
        for word in words {
            let (first, rest) = word.split_at(1);
            id.push_str(&first.to_ascii_uppercase());
            id.push_str(rest);
        }
        id
    }

    /// Every refusal of the call: the status, and what it means.
    fn all_refusals(&self) -> BTreeMap<u16, String> {
        let mut refusals = BTreeMap::new();
        if !self.is_open() {
            // Every call may name a namespace, but only one.
            refusals.insert(400, "A parameter or the body is not as described; the detail names the place.");
        }
        if !self.is_open() {
            refusals.insert(401, "The control plane has a token, which the call does not carry.");
            refusals.insert(
                403,
                "A page of another origin called, or the server was called by a name that is not allowed.",
            );
        }
        if self.body.is_some() {
            refusals.insert(408, "The body came too slowly.");
            refusals.insert(413, "The body is larger than any body may be.");
            refusals.insert(415, "The body is compressed, or encoded otherwise.");
            refusals.insert(507, "There is no room in memory; the detail names the setting and what takes the most.");
        }
        if self.namespace.is_some() {
            refusals.insert(503, "There is no room for another namespace.");
        }
        refusals.extend(self.refusals.iter().copied());
        refusals.into_iter().map(|(status, meaning)| (status, meaning.to_owned())).collect()
    }
}

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
