//! One operation of the table as an operation of the document.

use serde_json::{Value, json};

use crate::api::{Operation, Quirks};

use super::{links, request, response};

/// The operation object, for the path at which it has this id.
pub(super) fn operation(operation: &Operation, id: &str, quirks: Quirks) -> Value {
    let contract = operation.contract;
    let source = contract.source;
    let mut object = json!({
        "operationId": id,
        "tags": [operation.service.name()],
        "summary": contract.title,
        "description": contract.description,
        "security": security(operation),
        "parameters": request::parameters(operation, quirks),
    });
    if let Some(body) = request::request_body(operation, quirks) {
        object["requestBody"] = body;
    }
    object["responses"] = response::responses(operation, quirks);
    if let Some(links) = links::of(operation) {
        object["responses"][contract.success.to_string()]["links"] = links;
    }
    object["x-source"] =
        json!({ "page": source.page, "updated": source.updated, "provenance": source.provenance.name() });
    object["x-writes"] = operation.writes.into();
    if id != operation.id() {
        object["x-alias-of"] = operation.id().into();
    }
    let mut contradictions = request::contradictions(operation, quirks);
    contradictions.extend(response::contradiction(operation));
    if !contradictions.is_empty() {
        object["x-contradicting-examples"] = contradictions.into();
    }
    object
}

/// The two ways to show a credential.
pub(super) fn security_schemes() -> Value {
    json!({
        "token": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Auth-Token",
            "description": "A token of IAM, from POST /v3/auth/tokens.",
        },
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "A signature with an access key and its secret key (AK/SK): SDK-HMAC-SHA256 Access=..., SignedHeaders=..., Signature=...",
        },
    })
}

/// Either credential suffices; an open operation needs none.
fn security(operation: &Operation) -> Value {
    if operation.contract.is_open { json!([]) } else { json!([{ "token": [] }, { "signature": [] }]) }
}
