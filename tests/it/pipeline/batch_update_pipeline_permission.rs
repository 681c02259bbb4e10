//! `POST /v5/{project_id}/api/pipeline-permissions/pipeline/batch-role-permission`

use serde_json::{Value, json};

use crate::mock::{Mock, NOWHERE, PIPELINE_BATCH, PIPELINE_PROJECT, PIPELINES};

/// The entry of a role with exactly these flags granted.
fn role(id: &Value, granted: &[&str]) -> Value {
    let mut entry = json!({ "role_id": id });
    for name in ["query", "execute", "update", "delete", "authorize"] {
        entry[format!("operation_{name}")] = granted.contains(&name).into();
    }
    entry
}

fn request(roles: &[Value]) -> Value {
    json!({ "pipeline_ids": PIPELINES, "is_project_switch": false, "roles": roles })
}

fn stored(mock: &Mock, pipeline: &str) -> Value {
    mock.state()["projects"][PIPELINE_PROJECT]["pipelines"][pipeline].clone()
}

#[tokio::test]
async fn the_switch_and_the_roles_of_every_listed_pipeline_are_set_and_nothing_else() {
    let mock = Mock::fresh();
    let mut expected = mock.state();

    let roles = [role(&json!(4), &["query", "delete"]), role(&json!(500), &[])];
    let body = json!({ "pipeline_ids": PIPELINES, "is_project_switch": true, "roles": roles });
    let answer = mock.send(PIPELINE_BATCH, &body).await;

    for pipeline in PIPELINES {
        let stored = &mut expected["projects"][PIPELINE_PROJECT]["pipelines"][pipeline];
        stored["is_project_switch"] = json!(true);
        stored["roles"] = json!({ "4": ["operation_query", "operation_delete"], "500": [] });
    }
    assert_eq!((answer.status, answer.body, answer.problems), (200, json!({ "status": "success" }), vec![]));
    assert_eq!(mock.state(), expected);
}

#[tokio::test]
async fn a_role_that_is_not_listed_keeps_its_row() {
    let mock = Mock::fresh();
    mock.send(PIPELINE_BATCH, &request(&[role(&json!(5), &["query"])])).await;

    mock.send(PIPELINE_BATCH, &request(&[role(&json!(6), &["execute"])])).await;

    assert_eq!(stored(&mock, PIPELINES[0])["roles"], json!({ "5": ["operation_query"], "6": ["operation_execute"] }));
}

#[tokio::test]
async fn a_batch_with_one_unknown_pipeline_changes_none_of_the_others() {
    let mock = Mock::fresh();
    let before = mock.state();

    let ids = [PIPELINES[0], NOWHERE, PIPELINES[1]];
    let roles = [role(&json!(4), &[])];
    let answer =
        mock.send(PIPELINE_BATCH, &json!({ "pipeline_ids": ids, "is_project_switch": true, "roles": roles })).await;

    assert_eq!(answer.refusal(), (404, "DEVPIPE.00011401"));
    assert_eq!(answer.reported(), [("unknown-id", "/pipeline_ids/1")]);
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn a_pipeline_of_another_project_is_refused_and_its_project_is_named() {
    let mock = Mock::fresh();
    let before = mock.state();

    let ids = [PIPELINES[0], "0747d5a7099e45f69dc1d099945909a9"];
    let answer =
        mock.send(PIPELINE_BATCH, &json!({ "pipeline_ids": ids, "is_project_switch": true, "roles": [] })).await;

    assert_eq!(answer.refusal(), (400, "DEVPIPE.00011136"));
    assert_eq!(answer.reported(), [("other-project", "/pipeline_ids/1")]);
    assert!(answer.message().contains("e2e18230a85d4d6ab0b56cb6d2246c18"), "{}", answer.message());
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn a_role_is_named_by_a_number_or_a_numeric_string_and_may_be_zero_or_large() {
    for (id, key) in [(json!(0), "0"), (json!("0"), "0"), (json!(512), "512"), (json!("4711"), "4711")] {
        let mock = Mock::fresh();

        let answer = mock.send(PIPELINE_BATCH, &request(&[role(&id, &["update"])])).await;

        assert_eq!((answer.status, answer.problems), (200, vec![]), "{id}");
        assert_eq!(stored(&mock, PIPELINES[1])["roles"], json!({ key: ["operation_update"] }), "{id}");
    }
}

#[tokio::test]
async fn the_rows_of_the_administrator_and_the_creator_take_everything_and_lose_nothing() {
    for id in [-1, 1] {
        let mock = Mock::fresh();
        let before = mock.state();
        let everything = ["query", "execute", "update", "delete", "authorize"];

        let granting = mock.send(PIPELINE_BATCH, &request(&[role(&json!(id), &everything)])).await;
        let revoking = mock.send(PIPELINE_BATCH, &request(&[role(&json!(id), &["query"])])).await;

        assert_eq!((granting.status, granting.problems), (200, vec![]), "{id}");
        assert_eq!((revoking.status, revoking.reported()), (200, vec![("fixed-row", "/roles/0/role_id")]), "{id}");
        let roles = stored(&mock, PIPELINES[0])["roles"].clone();
        assert_eq!(roles, before["projects"][PIPELINE_PROJECT]["pipelines"][PIPELINES[0]]["roles"], "{id}");
    }
}

#[tokio::test]
async fn what_is_listed_twice_is_reported_and_the_later_entry_wins() {
    let mock = Mock::fresh();

    let roles = [role(&json!(4), &["query"]), role(&json!("4"), &["update"])];
    let ids = [PIPELINES[0], PIPELINES[0]];
    let answer =
        mock.send(PIPELINE_BATCH, &json!({ "pipeline_ids": ids, "is_project_switch": false, "roles": roles })).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.reported(), [("repeated", "/pipeline_ids/1"), ("repeated", "/roles/1")]);
    assert_eq!(stored(&mock, PIPELINES[0])["roles"], json!({ "4": ["operation_update"] }));
    assert_eq!(stored(&mock, PIPELINES[1])["roles"], json!({}));
}

#[tokio::test]
async fn a_list_without_pipelines_is_a_success_that_is_reported() {
    let mock = Mock::fresh();
    let before = mock.state();

    let body = json!({ "pipeline_ids": [], "is_project_switch": true, "roles": [role(&json!(4), &[])] });
    let answer = mock.send(PIPELINE_BATCH, &body).await;

    assert_eq!((answer.status, answer.reported()), (200, vec![("no-change", "")]));
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn a_list_without_roles_sets_the_switch_alone() {
    let mock = Mock::fresh();

    let body = json!({ "pipeline_ids": PIPELINES, "is_project_switch": true, "roles": [] });
    let answer = mock.send(PIPELINE_BATCH, &body).await;

    assert_eq!((answer.status, answer.problems), (200, vec![]));
    assert_eq!(stored(&mock, PIPELINES[1])["is_project_switch"], true);
    assert_eq!(stored(&mock, PIPELINES[1])["roles"], json!({}));
}

#[tokio::test]
async fn no_body_is_no_success_here_because_every_member_is_mandatory() {
    let mock = Mock::fresh();

    for body in ["", "{}"] {
        let answer = mock.ask(PIPELINE_BATCH).text(body).answer().await;

        assert_eq!(answer.refusal(), (400, "DEVCP.00021400"), "{body:?}");
        let places: Vec<_> = answer.reported().into_iter().map(|(_, pointer)| pointer).collect();
        assert_eq!(places, ["/pipeline_ids", "/is_project_switch", "/roles"], "{body:?}");
    }
}

#[tokio::test]
async fn a_member_that_no_page_knows_is_ignored_and_reported() {
    let mock = Mock::fresh();
    let mut body = request(&[role(&json!(4), &["query"])]);
    body["roles"][0]["role_name"] = json!("Developer");

    let answer = mock.send(PIPELINE_BATCH, &body).await;

    assert_eq!((answer.status, answer.reported()), (200, vec![("unknown-field", "/roles/0/role_name")]));
}

#[tokio::test]
async fn the_project_of_the_path_repeated_in_the_body_is_a_member_that_no_page_knows() {
    let mock = Mock::fresh();
    let mut body = request(&[role(&json!(4), &["query"])]);
    body["project_id"] = json!(PIPELINE_PROJECT);

    let answer = mock.send(PIPELINE_BATCH, &body).await;

    assert_eq!((answer.status, answer.reported()), (200, vec![("unknown-field", "/project_id (in the body)")]));
}
