//! The document of the control plane.

use codearts_mock::{http, openapi};
use serde_json::json;

#[test]
fn every_call_of_the_control_plane_is_described() {
    let document = http::control_document();

    for path in ["/_mock/health", "/_mock/operations", "/_mock/openapi.json", "/_mock/docs"] {
        assert!(document["paths"][path]["get"]["operationId"].is_string(), "{path}");
    }
}

#[test]
fn a_call_is_described_with_its_parameters_and_its_refusal() {
    let verb = openapi::ControlVerb {
        method: "PUT",
        path: "/_mock/snapshots/{name}",
        summary: "Keep the present under a name",
        query: &[("namespace", "the namespace")],
        body: None,
        ..openapi::ControlVerb::BASE
    };

    let object = openapi::control_document(&[verb])["paths"]["/_mock/snapshots/{name}"]["put"].clone();

    assert_eq!(object["operationId"], "putMockSnapshotsName");
    assert_eq!(
        object["parameters"],
        json!([
            { "name": "name", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "namespace", "in": "query", "description": "the namespace", "schema": { "type": "string" } },
        ])
    );
    assert_eq!(
        object["responses"]["default"]["content"],
        json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } })
    );
}
