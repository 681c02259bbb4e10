//! What the model found, each as a test with a name.

use serde_json::json;

use crate::mock::{Mock, at};

const WORLD: &str = include_str!("sequences/world.json");

#[test]
fn a_batch_by_the_creator_of_a_pipeline_needs_no_membership() {
    let mock = Mock::with_world(WORLD, "");
    let line = format!("POST /v5/{}/api/pipeline-permissions/pipeline/batch-role-permission", "1".repeat(32));
    let body = json!({ "pipeline_ids": ["odd-pipeline"], "is_project_switch": false, "roles": [] });

    let answer = mock.send("creator", &line, &body.to_string());

    assert_eq!((answer.status, answer.body), (200, json!({ "status": "success" })));
}

#[test]
fn a_batch_of_no_pipelines_is_still_refused_to_strangers() {
    let mock = Mock::with_world(WORLD, "");
    let line = format!("POST /v5/{}/api/pipeline-permissions/pipeline/batch-role-permission", "1".repeat(32));
    let body = json!({ "pipeline_ids": [], "is_project_switch": false, "roles": [] });

    let answer = mock.send("stranger", &line, &body.to_string());

    assert_eq!((answer.status, answer.body["error_code"].as_str()), (404, Some("DEVPIPE.00011412")));
}

#[test]
fn a_replacing_batch_with_an_empty_list_leaves_no_rows() {
    let mock = Mock::with_world(WORLD, "batch-semantics=replace");
    let body = json!({ "job_ids": ["b".repeat(32)], "permissions": [] });

    let answer = mock.send("manager", "POST /v1/job/permissions/batch", &body.to_string());

    assert_eq!((answer.status, answer.problems.as_str()), (200, ""));
    let matrix = mock.get("manager", &format!("/v1/job/permission/role?job_id={}", "b".repeat(32))).body;
    let flags = ["is_manager", "is_modify"].map(|flag| at(&matrix, &format!("/result/role_id=4/{flag}")).clone());
    assert_eq!(flags, [json!(false), json!(true)]);
}

#[test]
fn a_member_without_roles_lacks_a_permission_and_not_the_membership() {
    let mock = Mock::with_world(WORLD, "");
    let (project, pipeline) = ("1".repeat(32), "d".repeat(32));
    let line = format!("PUT /v5/{project}/api/pipeline-permissions/{pipeline}/update-permission-switch?flag=true");

    let answer = mock.send("idle", &line, "");

    assert_eq!((answer.status, answer.body["error_code"].as_str()), (403, Some("DEVCP.00014031")));
}
