//! The documented examples: what they ask is answered as they say.

use codearts_mock::api::{OPERATIONS, Operation, response_schema};
use serde_json::{Value, json};

use crate::mock::Mock;

use super::request::examples;

#[test]
fn the_documented_answer_satisfies_the_schema_of_answers() {
    for operation in OPERATIONS {
        let example: Value = serde_json::from_str(operation.contract.example_response).unwrap();

        assert_satisfies_schema(operation, &example);
    }
}

#[tokio::test]
async fn the_documented_request_gets_the_documented_answer_for_the_ids_that_were_asked() {
    for (operation, wire) in examples() {
        let mock = Mock::fresh();

        let answer = wire.send(&mock, Some("anything")).await;

        let mut expected: Value = serde_json::from_str(operation.contract.example_response).unwrap();
        let asked = Value::Object(wire.fields(operation));
        give_ids(&response_schema(operation), &asked, &mut expected);
        assert_eq!(answer.status, operation.contract.success, "{}: {}", operation.id(), answer.text);
        assert_eq!(answer.body, expected, "{}", operation.id());
        assert_eq!(keys(&answer.body), keys(&expected), "{}: the order of the members", operation.id());
        assert_satisfies_schema(operation, &answer.body);
    }
}

#[tokio::test]
async fn the_documented_request_without_a_credential_is_refused() {
    for (operation, wire) in examples() {
        let mock = Mock::fresh();

        let answer = wire.send(&mock, None).await;

        let message = "Incorrect IAM authentication information: x-auth-token not found";
        let expected = json!({ "error_code": "APIGW.0301", "error_msg": message });
        assert_eq!((answer.status, answer.body), (401, expected), "{}", operation.id());
    }
}

pub(super) fn assert_satisfies_schema(operation: &Operation, answer: &Value) {
    let validator = jsonschema::draft202012::new(&response_schema(operation)).expect("a derived schema is valid");
    let errors: Vec<_> = validator.iter_errors(answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
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

/// The names of all members in the order in which they stand in the text.
fn keys(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => members.iter().flat_map(|(name, member)| [vec![&**name], keys(member)].concat()).collect(),
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}
