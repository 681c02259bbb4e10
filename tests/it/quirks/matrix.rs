//! Quirks about what a write does to rows and switches.

use serde_json::{Value, json};

use crate::mock::{APPLY, BATCH, JOB, Mock, PIPELINE_BATCH, PIPELINE_PROJECT, PIPELINES, PROJECT, UPDATE};

use super::Pinned;

pub(super) const PINNED: &[Pinned] = &[
    ("batch-semantics", "merge", quirk_batch_semantics_merge_keeps_what_is_not_listed),
    ("batch-semantics", "replace", quirk_batch_semantics_replace_drops_what_is_not_listed),
    ("fixed-rows", "ignore", quirk_fixed_rows_ignore_accepts_and_says_so),
    ("fixed-rows", "reject", quirk_fixed_rows_reject_is_forbidden),
    ("pipeline-switch-link", "inverse", quirk_pipeline_switch_link_inverse_sets_the_opposite),
    ("pipeline-switch-link", "same", quirk_pipeline_switch_link_same_sets_both),
    ("pipeline-switch-link", "none", quirk_pipeline_switch_link_none_leaves_the_other_alone),
    ("project-switch-write", "keep", quirk_project_switch_write_keep_keeps_the_rows),
    ("project-switch-write", "copy", quirk_project_switch_write_copy_overwrites_the_rows),
    ("project-check", "answer", quirk_project_check_answer_answers_the_question),
    ("project-check", "silent", quirk_project_check_silent_has_no_result),
];

fn rows(mock: &Mock) -> Value {
    mock.state()["projects"][PROJECT]["jobs"][JOB]["roles"].clone()
}

fn batch(permissions: &Value) -> Value {
    json!({ "job_ids": [JOB], "permissions": permissions })
}

#[tokio::test]
async fn quirk_batch_semantics_merge_keeps_what_is_not_listed() {
    let mock = Mock::fresh().quirk("batch-semantics=merge");
    mock.send(BATCH, &batch(&json!([{ "role_id": 5, "is_copy": true }, { "role_id": 6, "is_copy": true }]))).await;

    mock.send(BATCH, &batch(&json!([{ "role_id": 6, "is_view": true }]))).await;

    assert_eq!(rows(&mock), json!({ "5": ["is_view", "is_copy"], "6": ["is_view", "is_copy"] }));
}

#[tokio::test]
async fn quirk_batch_semantics_replace_drops_what_is_not_listed() {
    let mock = Mock::fresh().quirk("batch-semantics=replace");
    mock.send(BATCH, &batch(&json!([{ "role_id": 5, "is_copy": true }, { "role_id": 8, "is_copy": true }]))).await;

    mock.send(BATCH, &batch(&json!([{ "role_id": 8, "is_execute": true }]))).await;

    // The absent flag is the project's, which grants is_view alone.
    assert_eq!(rows(&mock), json!({ "8": ["is_view", "is_execute"] }));
}

#[tokio::test]
async fn quirk_batch_semantics_replace_with_the_same_rows_again_is_no_change() {
    let mock = Mock::fresh().quirk("batch-semantics=replace");
    let body = batch(&json!([{ "role_id": 8, "is_execute": true }]));
    mock.send(BATCH, &body).await;
    let before = mock.state();

    mock.advance(1_000);
    mock.send(BATCH, &body).await;

    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn quirk_batch_semantics_replace_takes_the_later_of_two_entries() {
    let mock = Mock::fresh().quirk("batch-semantics=replace");

    let edits = json!([{ "role_id": 6, "is_view": true }, { "role_id": 6, "is_copy": true }]);
    mock.send(BATCH, &batch(&edits)).await;

    assert_eq!(rows(&mock), json!({ "6": ["is_copy"] }));
}

#[tokio::test]
async fn quirk_batch_semantics_does_not_touch_the_other_flags_of_a_single_update() {
    let mock = Mock::fresh().quirk("batch-semantics=replace");
    mock.send(UPDATE, &json!({ "job_id": JOB, "role_id": 5, "permission_name": "is_copy" })).await;

    mock.send(UPDATE, &json!({ "job_id": JOB, "role_id": 6, "permission_name": "is_copy" })).await;

    assert_eq!(rows(&mock), json!({ "5": ["is_view", "is_copy"], "6": ["is_copy"] }));
}

#[tokio::test]
async fn quirk_fixed_rows_ignore_accepts_and_says_so() {
    let mock = Mock::fresh().quirk("fixed-rows=ignore");

    let edits = json!([{ "role_id": -3, "is_view": false }, { "role_id": 6, "is_view": true }]);
    let answer = mock.send(BATCH, &batch(&edits)).await;

    assert_eq!((answer.status, answer.reported()), (200, vec![("fixed-row", "/permissions/0/role_id")]));
    assert_eq!(rows(&mock), json!({ "6": ["is_view"] }));
}

#[tokio::test]
async fn quirk_fixed_rows_reject_is_forbidden() {
    let mock = Mock::fresh().quirk("fixed-rows=reject");
    let before = mock.state();
    let pipeline_role = json!({ "role_id": 1, "operation_query": true, "operation_execute": true, "operation_update": true,
                                "operation_delete": true, "operation_authorize": false });

    let batched = mock
        .send(BATCH, &batch(&json!([{ "role_id": 6, "is_view": true }, { "role_id": -3, "is_view": false }])))
        .await;
    let body = json!({ "job_id": JOB, "role_id": -1, "permission_name": "is_view", "permission_value": false });
    let single = mock.send(UPDATE, &body).await;
    let body = json!({ "pipeline_ids": PIPELINES, "is_project_switch": true, "roles": [pipeline_role] });
    let pipeline = mock.send(PIPELINE_BATCH, &body).await;
    assert_eq!(mock.state(), before);
    let granting = mock.send(BATCH, &batch(&json!([{ "role_id": -1, "is_view": true }]))).await;

    let forbidden = (403, "CB.00031059");
    assert_eq!((batched.refusal(), batched.reported()), (forbidden, vec![("fixed-row", "/permissions/1/role_id")]));
    assert_eq!((single.refusal(), single.reported()), (forbidden, vec![("fixed-row", "/role_id")]));
    assert_eq!(
        (pipeline.refusal(), pipeline.reported()),
        ((403, "DEVCP.00014031"), vec![("fixed-row", "/roles/0/role_id")])
    );
    assert_eq!((granting.status, granting.problems), (200, vec![]));
}

/// Both switches of a pipeline after its project switch was set.
async fn switches(option: &str, on: bool) -> (Value, Value) {
    let mock = Mock::fresh().quirk(&format!("pipeline-switch-link={option}"));
    let set = async |on| {
        let body = json!({ "pipeline_ids": PIPELINES, "is_project_switch": on, "roles": [] });
        assert_eq!(mock.send(PIPELINE_BATCH, &body).await.status, 200);
    };
    set(!on).await;
    set(on).await;
    let pipeline = mock.state()["projects"][PIPELINE_PROJECT]["pipelines"][PIPELINES[0]].clone();
    (pipeline["is_project_switch"].clone(), pipeline["is_use_devuc"].clone())
}

#[tokio::test]
async fn quirk_pipeline_switch_link_inverse_sets_the_opposite() {
    assert_eq!(switches("inverse", true).await, (json!(true), json!(false)));
    assert_eq!(switches("inverse", false).await, (json!(false), json!(true)));
}

#[tokio::test]
async fn quirk_pipeline_switch_link_same_sets_both() {
    assert_eq!(switches("same", true).await, (json!(true), json!(true)));
    assert_eq!(switches("same", false).await, (json!(false), json!(false)));
}

#[tokio::test]
async fn quirk_pipeline_switch_link_none_leaves_the_other_alone() {
    assert_eq!(switches("none", true).await, (json!(true), json!(false)));
    assert_eq!(switches("none", false).await, (json!(false), json!(false)));
}

#[tokio::test]
async fn quirk_project_switch_write_keep_keeps_the_rows() {
    let mock = Mock::fresh().quirk("project-switch-write=keep");
    mock.send(BATCH, &batch(&json!([{ "role_id": 6, "is_copy": true }]))).await;

    mock.send(APPLY, &json!({ "job_id": JOB, "project_switch": true })).await;

    assert_eq!(rows(&mock), json!({ "6": ["is_copy"] }));
}

#[tokio::test]
async fn quirk_project_switch_write_copy_overwrites_the_rows() {
    let mock = Mock::fresh().quirk("project-switch-write=copy");
    mock.send(BATCH, &batch(&json!([{ "role_id": 6, "is_copy": true }, { "role_id": 777, "is_copy": true }]))).await;

    mock.send(APPLY, &json!({ "job_id": JOB, "project_switch": true })).await;

    let state = mock.state();
    let roles = state["projects"][PROJECT]["roles"].as_object().unwrap();
    let matrix: serde_json::Map<_, _> =
        roles.iter().filter(|(id, _)| *id != "-1").map(|(id, role)| (id.clone(), role["build"].clone())).collect();
    assert_eq!(rows(&mock), Value::Object(matrix));
}

#[tokio::test]
async fn quirk_project_check_answer_answers_the_question() {
    let mock = Mock::fresh().quirk("project-check=answer");

    let answer = mock.send(APPLY, &json!({ "job_id": JOB })).await;

    assert_eq!((answer.body, answer.problems), (json!({ "result": "false", "status": "success" }), vec![]));
}

#[tokio::test]
async fn quirk_project_check_silent_has_no_result() {
    let mock = Mock::fresh().quirk("project-check=silent");
    let before = mock.state();

    let answer = mock.send(APPLY, &json!({ "job_id": JOB })).await;

    assert_eq!((answer.reported(), &answer.body), (vec![("no-change", "")], &json!({ "status": "success" })));
    assert_eq!(mock.state(), before);
}
