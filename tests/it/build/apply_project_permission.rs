//! `POST /v1/job/project/permission`

use serde_json::{Value, json};

use crate::mock::{APPLY, BATCH, BEGINNING, JOB, Mock, OTHER_JOB, PROJECT};

fn stored(mock: &Mock, job: &str) -> Value {
    mock.state()["projects"][PROJECT]["jobs"][job].clone()
}

#[tokio::test]
async fn the_switch_is_set_and_the_rows_are_kept_dormant() {
    let mock = Mock::fresh();
    mock.send(BATCH, &json!({ "job_ids": [JOB], "permissions": [{ "role_id": 6, "is_view": true }] })).await;

    let answer = mock.send(APPLY, &json!({ "job_id": JOB, "project_id": PROJECT, "project_switch": true })).await;

    assert_eq!((answer.status, answer.body, answer.problems), (200, json!({ "status": "success" }), vec![]));
    assert_eq!(stored(&mock, JOB)["project_switch"], true);
    assert_eq!(stored(&mock, JOB)["roles"], json!({ "6": ["is_view"] }));
    assert_eq!(mock.matrix_of("tester", JOB).await["is_view"], false);
    assert_eq!(stored(&mock, OTHER_JOB)["project_switch"], false);
}

#[tokio::test]
async fn switched_back_the_rows_count_again() {
    let mock = Mock::fresh();
    mock.send(
        BATCH,
        &json!({ "job_ids": [JOB], "project_switch": true, "permissions": [{ "role_id": 6, "is_view": true }] }),
    )
    .await;

    mock.send(APPLY, &json!({ "job_id": JOB, "project_switch": false })).await;

    assert_eq!(stored(&mock, JOB)["project_switch"], false);
    assert_eq!(mock.matrix_of("tester", JOB).await["is_view"], true);
}

#[tokio::test]
async fn only_a_real_change_moves_the_time_of_the_last_update() {
    let mock = Mock::fresh();
    let body = json!({ "job_id": JOB, "project_switch": true });
    mock.send(APPLY, &body).await;
    assert_eq!(stored(&mock, JOB)["last_update_time"], BEGINNING);

    mock.advance(1_000);
    mock.send(APPLY, &body).await;

    assert_eq!(stored(&mock, JOB)["last_update_time"], BEGINNING);
}

#[tokio::test]
async fn without_a_switch_it_answers_whether_the_project_is_in_force() {
    let mock = Mock::fresh();
    let question = json!({ "job_id": JOB, "project_id": PROJECT });

    let off = mock.send(APPLY, &question).await;
    mock.send(APPLY, &json!({ "job_id": JOB, "project_switch": true })).await;
    let state = mock.state();
    let on = mock.send_as("viewer", APPLY, &question).await;

    assert_eq!((off.status, off.body, off.problems), (200, json!({ "result": "false", "status": "success" }), vec![]));
    assert_eq!((on.status, on.body, on.problems), (200, json!({ "result": "true", "status": "success" }), vec![]));
    assert_eq!(mock.state(), state);
}

#[tokio::test]
async fn a_request_that_names_nothing_is_answered_and_says_that_nothing_changed() {
    for body in ["", "{}", r#"{"project_switch":null}"#] {
        let mock = Mock::fresh();
        let before = mock.state();

        let answer = mock.ask(APPLY).text(body).answer().await;

        assert_eq!((answer.status, &answer.body), (200, &json!({ "status": "success" })), "{body:?}");
        assert_eq!(answer.reported(), [("missing-target", "")], "{body:?}");
        assert_eq!(mock.state(), before, "{body:?}");
    }
}

#[tokio::test]
async fn members_without_the_job_they_are_about_are_refused() {
    let mock = Mock::fresh();

    for body in [json!({ "project_id": PROJECT }), json!({ "project_switch": true })] {
        let answer = mock.send(APPLY, &body).await;

        assert_eq!(answer.refusal(), (400, "CB.00060200"), "{body}");
        assert_eq!(answer.reported(), [("required", "/job_id")], "{body}");
    }
}

#[tokio::test]
async fn a_switch_that_is_no_truth_value_is_refused() {
    let mock = Mock::fresh();

    let answer = mock.send(APPLY, &json!({ "job_id": JOB, "project_switch": "DESC" })).await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert!(answer.message().contains("project_switch: expected true or false, got \"DESC\""), "{}", answer.message());
}
