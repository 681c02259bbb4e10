//! All answers: a success, the documented refusals, and those of the gateway.

use std::collections::BTreeMap;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    api::{
        ContentType, ErrorBody, ErrorCode, IamErrorBody, Operation, Quirks, Service, Situation, WrongMethod,
        response_schema,
    },
    contract::Method,
};

use super::{
    example,
    reference::reference,
    request::{named, satisfies},
};

/// The name of the schema of a refusal.
const REFUSAL: &str = "ErrorBody";
/// The name of the schema of a refusal by IAM.
const REFUSAL_OF_IAM: &str = "IamErrorBody";
/// The header in which IAM returns a token.
const SUBJECT_TOKEN: &str = "X-Subject-Token";

/// The name of the schema of an operation's success.
pub(super) fn body_name(operation: &Operation) -> String {
    format!("{}Response", operation.id())
}

/// The schema of an operation's success.
pub(super) fn body(operation: &Operation) -> Value {
    named(response_schema(operation), &body_name(operation))
}

/// The schemas of the two forms of a refusal.
pub(super) fn refusal_schemas() -> Map<String, Value> {
    Map::from_iter([
        (REFUSAL.to_owned(), named(schema_of::<ErrorBody>(), REFUSAL)),
        (REFUSAL_OF_IAM.to_owned(), named(schema_of::<IamErrorBody>(), REFUSAL_OF_IAM)),
    ])
}

fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|it| it.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The headers of answers.
pub(super) fn headers() -> Value {
    json!({
        "X-Request-Id": {
            "description": "Identifies the exchange.",
            "required": true,
            "schema": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
        },
        "X-Mock-Problems": {
            "description": "Everything that is wrong with the request, or suspicious: a JSON array, cut to what fits.",
            "schema": { "type": "string" },
        },
        SUBJECT_TOKEN: {
            "description": "The token.",
            "required": true,
            "schema": { "type": "string", "minLength": 1 },
        },
        "Allow": {
            "description": "The methods that the path has.",
            "schema": { "type": "string" },
        },
    })
}

/// Whether a success carries this header beyond the usual ones.
pub(super) fn adds_header(operation: &Operation, name: &str) -> bool {
    name == SUBJECT_TOKEN && response_schema(operation)["properties"].get("token").is_some()
}

/// Every status that an operation answers with.
pub(super) fn responses(operation: &Operation, quirks: Quirks) -> Value {
    let refusals = refusals(operation, quirks);
    let mut statuses: Vec<u16> = refusals.keys().copied().chain([operation.contract.success]).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let of = |status| (format!("{status}"), response(operation, status, refusals.get(&status)));
    statuses.into_iter().map(of).collect::<Map<_, _>>().into()
}

/// The schema of the body of an answer, if the operation answers with this status.
pub(super) fn schema(operation: &Operation, status: u16, quirks: Quirks) -> Option<Value> {
    let refusals = refusals(operation, quirks);
    forms(operation, status, refusals.get(&status))
}

fn response(operation: &Operation, status: u16, codes: Option<&Vec<ErrorCode>>) -> Value {
    let contract = operation.contract;
    let is_success = status == contract.success;
    let mut headers = json!({ "X-Request-Id": header("X-Request-Id"), "X-Mock-Problems": header("X-Mock-Problems") });
    let mut content = json!({ "schema": forms(operation, status, codes) });
    if is_success && contradiction(operation).is_none() {
        content["examples"] = json!({ "documented": { "value": example::response(operation) } });
    }
    if is_success && adds_header(operation, SUBJECT_TOKEN) {
        headers[SUBJECT_TOKEN] = header(SUBJECT_TOKEN);
    }
    if status == ErrorCode::gateway(Situation::MethodNotAllowed).row().documented.0 {
        headers["Allow"] = header("Allow");
    }
    let mut response = json!({
        "description": description(is_success, codes),
        "headers": headers,
        "content": { "application/json": content },
    });
    if let Some(codes) = codes.filter(|codes| !codes.is_empty()) {
        response["x-errors"] = codes.iter().map(|code| error(*code, status)).collect();
    }
    if !is_success && !contract.refusals.contains(&status) {
        response["x-mock-added"] = true.into();
    }
    response
}

/// The documented answer, if the types of its own page refuse it.
pub(super) fn contradiction(operation: &Operation) -> Option<Value> {
    let answer = example::response(operation);
    (!satisfies(&answer, &body(operation))).then(|| json!({ "example": "documented", "answer": answer }))
}

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

fn description(is_success: bool, codes: Option<&Vec<ErrorCode>>) -> String {
    let mut messages: Vec<&str> = codes.into_iter().flatten().map(|code| code.row().message).collect();
    messages.dedup();
    match (is_success, messages.is_empty()) {
        (true, true) => "Success.".to_owned(),
        (true, false) => format!("Success, or: {}", messages.join(" / ")),
        (false, _) => messages.join(" / "),
    }
}

/// One error code that comes with a status.
fn error(code: ErrorCode, status: u16) -> Value {
    let row = code.row();
    let (_, text) = if row.documented.0 == status { row.documented } else { row.observed };
    json!({ "code": text, "message": row.message, "provenance": row.provenance.name() })
}

/// The refusals of an operation by status, under these quirks.
fn refusals(operation: &Operation, quirks: Quirks) -> BTreeMap<u16, Vec<ErrorCode>> {
    let mut refusals: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for code in ErrorCode::all().filter(|code| concerns(*code, operation, quirks)) {
        refusals.entry(code.row().answer(quirks.error_profile).0).or_default().push(code);
    }
    refusals
}

/// Whether an operation can be refused with this code.
fn concerns(code: ErrorCode, operation: &Operation, quirks: Quirks) -> bool {
    let contract = operation.contract;
    let row = code.row();
    match code.situation() {
        Situation::Unauthenticated | Situation::TokenExpired => !contract.is_open,
        Situation::MethodNotAllowed => quirks.wrong_method == WrongMethod::NotAllowed,
        Situation::UnsupportedMediaType => quirks.content_type == ContentType::Strict && contract.method != Method::Get,
        _ if row.service == Service::Gateway => true,
        _ => row.service == operation.service && contract.refusals.contains(&row.documented.0),
    }
}

/// The possible forms of a body with this status.
fn forms(operation: &Operation, status: u16, codes: Option<&Vec<ErrorCode>>) -> Option<Value> {
    let mut names = Vec::new();
    if status == operation.contract.success {
        names.push(body_name(operation));
    }
    if let Some(codes) = codes {
        let is_of_iam = |code: &ErrorCode| code.row().service == Service::Iam;
        if !codes.iter().all(is_of_iam) {
            names.push(REFUSAL.to_owned());
        }
        if codes.iter().any(is_of_iam) {
            names.push(REFUSAL_OF_IAM.to_owned());
        }
    }
    let mut forms: Vec<_> = names.iter().map(|name| reference(name)).collect();
    match forms.len() {
        0 | 1 => forms.pop(),
        _ => Some(json!({ "anyOf": forms })),
    }
}
