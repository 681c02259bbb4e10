//! The documented examples: what they ask is answered as they say.

use codearts_mock::{
    api::{OPERATIONS, Operation, response_schema},
    contract::Provenance,
};
use serde_json::{Value, json};

use crate::mock::Mock;

use super::request::{Wire, examples};

#[test]
fn the_documented_answer_satisfies_the_schema_of_answers() {
    // The examples of definitions contradict the definitions' own types.
    for operation in OPERATIONS.iter().filter(|operation| operation.contract.source.provenance == Provenance::Page) {
        let example: Value = serde_json::from_str(operation.contract.example_response).unwrap();

        assert_satisfies_schema(operation, &example);
    }
}

#[tokio::test]
async fn the_documented_request_gets_the_documented_answer_for_the_ids_that_were_asked() {
    for (operation, wire) in complete_examples() {
        let mock = Mock::fresh();

        let answer = wire.send(&mock, Some("anything")).await;

        let mut expected: Value = serde_json::from_str(operation.contract.example_response).unwrap();
        let asked = Value::Object(wire.fields(operation));
        give_ids(&response_schema(operation), &asked, &mut expected);
        assert_eq!(answer.status, operation.contract.success, "{}: {}", operation.id(), answer.text);
        assert_eq!(keys(&answer.body), keys(&expected), "{}: the order of the members", operation.id());
        assert_satisfies_schema(operation, &answer.body);
        // How long a list is, and what a definition's sample account is called, is another world's.
        if operation.contract.source.provenance == Provenance::Page && !has_list_of_objects(&expected) {
            assert_eq!(answer.body, expected, "{}", operation.id());
        }
    }
}

#[tokio::test]
async fn the_documented_request_without_a_credential_is_refused() {
    for (operation, wire) in examples().filter(|(operation, _)| !operation.contract.is_open) {
        let mock = Mock::fresh();

        let answer = wire.send(&mock, None).await;

        let message = "Incorrect IAM authentication information: x-auth-token not found";
        let expected = json!({ "error_code": "APIGW.0301", "error_msg": message });
        assert_eq!((answer.status, answer.body), (401, expected), "{}", operation.id());
    }
}

/// The documented requests that say all: an open one logs in somebody who is not of this world, and the examples leave
/// out every header.
fn complete_examples() -> impl Iterator<Item = (&'static Operation, Wire)> {
    examples().filter(|(operation, _)| !operation.contract.is_open && operation.contract.headers.is_empty())
}

fn has_list_of_objects(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().any(has_list_of_objects),
        Value::Array(items) => items.iter().any(Value::is_object),
        _ => false,
    }
}

pub(super) fn assert_satisfies_schema(operation: &Operation, answer: &Value) {
    let validator = jsonschema::draft202012::new(&response_schema(operation)).expect("a derived schema is valid");
    let errors: Vec<_> =
        validator.iter_errors(answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new(), "{}: {answer}", operation.id());
}

/// Puts the ids that were asked in the places of those that the example answer has.
fn give_ids(node: &Value, asked: &Value, answer: &mut Value) {
    for (name, field) in node["properties"].as_object().into_iter().flatten() {
        let Some(member) = answer.get_mut(name) else { continue };
        match asked.get(name) {
            Some(id) if field["x-id"].is_string() => *member = id.clone(),
            _ => give_ids(field, asked, member),
        }
    }
}

/// The names of all members in the order in which they stand in the text; of a list, those of its first item.
fn keys(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            members.iter().flat_map(|(name, member)| [vec![&**name], keys(member)].concat()).collect()
        }
        Value::Array(items) => items.first().map(keys).unwrap_or_default(),
        _ => Vec::new(),
    }
}
