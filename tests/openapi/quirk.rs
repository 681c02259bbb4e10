//! The document follows the quirks in force.

use codearts_mock::api::OPERATIONS;
use serde_json::{Value, json};

use super::{DEFAULT, OBSERVED, STRICT, body_schema, object};

fn statuses(object: &Value) -> Vec<&str> {
    object["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn quirk_missing_target_decides_whether_what_is_needed_is_required() {
    for operation in OPERATIONS.iter().filter(|operation| !operation.contract.needs.is_empty()) {
        let path = operation.contract.path();
        let (lenient, strict) = (object(&DEFAULT, operation, path), object(&STRICT, operation, path));

        assert_eq!(
            (lenient["requestBody"]["required"].clone(), strict["requestBody"]["required"].clone()),
            (false.into(), true.into())
        );
        assert_eq!(body_schema(&DEFAULT, lenient).get("required"), None);
        assert_eq!(body_schema(&STRICT, strict)["required"], json!(operation.contract.needs));
        assert!(body_schema(&DEFAULT, lenient)["anyOf"].is_array());
        assert_eq!(body_schema(&STRICT, strict).get("anyOf"), None);
    }
}

#[test]
fn quirk_unknown_fields_decides_whether_bodies_are_closed() {
    for operation in OPERATIONS {
        let path = operation.contract.path();
        let strict = object(&STRICT, operation, path);
        if strict["requestBody"].is_object() {
            assert_eq!(body_schema(&STRICT, strict)["additionalProperties"], false, "{}", operation.id());
            let lenient = body_schema(&DEFAULT, object(&DEFAULT, operation, path));
            assert_eq!(lenient.get("additionalProperties"), None, "{}", operation.id());
        }
    }
}

#[test]
fn quirks_wrong_method_and_content_type_add_their_statuses() {
    let lenient = statuses(&DEFAULT["paths"]["/v1/job/permissions/batch"]["post"]);
    let strict = statuses(&STRICT["paths"]["/v1/job/permissions/batch"]["post"]);

    assert_eq!(lenient, ["200", "400", "401", "403", "404", "408", "413", "415", "429", "500", "502", "503", "504"]);
    assert_eq!(
        strict,
        ["200", "400", "401", "403", "404", "405", "408", "413", "415", "429", "500", "502", "503", "504"]
    );
}

#[test]
fn quirk_error_profile_observed_moves_the_statuses() {
    let build = &OBSERVED["paths"]["/v1/job/permission"]["get"];
    let pipeline =
        &OBSERVED["paths"]["/v5/{project_id}/api/pipeline-permissions/pipeline/batch-role-permission"]["post"];

    assert_eq!(
        statuses(build),
        ["200", "400", "401", "403", "404", "408", "413", "415", "422", "429", "500", "502", "503", "504"]
    );
    assert_eq!(
        statuses(pipeline),
        ["200", "400", "401", "404", "408", "413", "415", "429", "500", "502", "503", "504"]
    );
    assert_eq!(
        pipeline["responses"]["200"]["content"]["application/json"]["schema"],
        json!({ "anyOf": [
            { "$ref": "#/components/schemas/BatchUpdatePipelinePermissionResponse" },
            { "$ref": "#/components/schemas/ErrorBody" },
        ] })
    );
}

#[test]
fn the_document_says_which_quirks_are_in_force() {
    let value = |document: &Value, name: &str| {
        let quirk = document["x-quirks"].as_array().unwrap().iter().find(|quirk| quirk["name"] == name).cloned();
        quirk.unwrap()["value"].clone()
    };

    assert_eq!(
        (value(&DEFAULT, "missing-target"), value(&STRICT, "missing-target")),
        ("accept".into(), "reject".into())
    );
}
