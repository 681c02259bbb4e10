//! Nothing of the table is missing in the document.

use std::{collections::BTreeSet, env, fs, path::Path};

use codearts_mock::{
    api::{OPERATIONS, Quirks, request_schema},
    contract::Location,
    openapi,
};
use serde_json::Value;

use super::{DEFAULT, body_schema, object};

#[test]
fn the_committed_document_is_the_derived_one_byte_for_byte() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/openapi.json");
    let derived = openapi::json(&DEFAULT);
    if env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&path, &derived).unwrap();
    }

    let committed = fs::read_to_string(&path).unwrap_or_default();

    assert!(committed == derived, "fixtures/openapi.json is old; UPDATE_FIXTURES=1 cargo test --test openapi");
}

#[test]
fn every_path_of_every_operation_is_there_and_every_id_only_once() {
    let mut ids = BTreeSet::new();

    for operation in OPERATIONS {
        for (index, path) in operation.contract.paths.iter().enumerate() {
            let object = object(&DEFAULT, operation, path);
            let id = object["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            if index == 0 {
                assert_eq!((id, object.get("x-alias-of")), (operation.id(), None));
            } else {
                assert_eq!((id, &object["x-alias-of"]), (&*format!("{}Alias", operation.id()), &operation.id().into()));
            }
        }
    }
    assert_eq!(
        ids.len(),
        DEFAULT["paths"].as_object().unwrap().values().map(|it| it.as_object().unwrap().len()).sum::<usize>()
    );
}

#[test]
fn every_field_is_where_it_travels_under_its_name_on_the_wire() {
    for operation in OPERATIONS {
        let contract = operation.contract;
        let object = object(&DEFAULT, operation, contract.path());
        let schema = request_schema(operation, Quirks::default());
        let mut outside = 0;
        for field in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            let location = contract.location(field);
            let renamed = contract.renamed.iter().find(|(_, name)| name == field).map(|(wire, _)| *wire);
            let header = contract.headers.iter().find(|(name, _)| name == field).map(|(_, header)| *header);
            let wire = renamed.or(header).unwrap_or(field);
            let described = if location == Location::Body {
                &body_schema(&DEFAULT, object)["properties"][wire]["description"]
            } else {
                outside += 1;
                &parameter(object, location, wire)["description"]
            };
            assert!(described.is_string(), "{}: {field}", operation.id());
        }
        assert_eq!(object["parameters"].as_array().unwrap().len(), outside, "{}", operation.id());
    }
}

fn parameter<'a>(object: &'a Value, location: Location, name: &str) -> &'a Value {
    let mut parameters = object["parameters"].as_array().unwrap().iter();
    parameters.find(|it| it["in"] == location.name() && it["name"] == name).unwrap_or(&Value::Null)
}

#[test]
fn every_documented_status_is_there_and_every_other_one_says_so() {
    for operation in OPERATIONS {
        let contract = operation.contract;
        let responses = object(&DEFAULT, operation, contract.path())["responses"].as_object().unwrap();
        for status in contract.refusals.iter().chain([&contract.success]) {
            let response = responses.get(&status.to_string()).unwrap_or(&Value::Null);
            assert!(response["description"].is_string(), "{}: {status}", operation.id());
            assert_eq!(response.get("x-mock-added"), None, "{}: {status}", operation.id());
        }
        let added: Vec<_> =
            responses.iter().filter(|(_, it)| it["x-mock-added"] == true).map(|(name, _)| name).collect();
        assert_eq!(added.len() + contract.refusals.len() + 1, responses.len(), "{}", operation.id());
        assert!(added.contains(&&"413".to_owned()) && added.contains(&&"429".to_owned()), "{}", operation.id());
    }
}

#[test]
fn every_answer_names_its_headers() {
    for operation in OPERATIONS {
        let responses = &object(&DEFAULT, operation, operation.contract.path())["responses"];
        for response in responses.as_object().unwrap().values() {
            let headers = response["headers"].as_object().unwrap();
            assert!(headers.contains_key("X-Request-Id") && headers.contains_key("X-Mock-Problems"));
        }
        let has_token = responses[operation.contract.success.to_string()]["headers"].get("X-Subject-Token").is_some();
        assert_eq!(has_token, operation.contract.path() == "/v3/auth/tokens", "{}", operation.id());
    }
}

#[test]
fn who_needs_no_credential_is_asked_for_none_and_everybody_else_for_one_of_two() {
    for operation in OPERATIONS {
        let object = object(&DEFAULT, operation, operation.contract.path());
        let expected = if operation.contract.is_open {
            serde_json::json!([])
        } else {
            serde_json::json!([{ "token": [] }, { "signature": [] }])
        };
        assert_eq!(object["security"], expected, "{}", operation.id());
    }
}

#[test]
fn every_operation_says_where_it_is_from() {
    for operation in OPERATIONS {
        let source = operation.contract.source;
        let expected = serde_json::json!({
            "page": source.page, "updated": source.updated, "provenance": source.provenance.name()
        });
        assert_eq!(object(&DEFAULT, operation, operation.contract.path())["x-source"], expected);
    }
}

#[test]
fn what_is_written_is_linked_to_what_reads_it() {
    let object = &DEFAULT["paths"]["/v1/job/role-permission"]["put"];
    let link = &object["responses"]["200"]["links"]["ShowJobRolePermission"];

    assert_eq!(link["operationId"], "ShowJobRolePermission");
    assert_eq!(link["parameters"], serde_json::json!({ "query.job_id": "$request.body#/job_id" }));
}
