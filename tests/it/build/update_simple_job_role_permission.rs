//! `PUT /v1/job/role-permission`

use serde_json::{Value, json};

use crate::mock::{BATCH, BEGINNING, JOB, Mock, OTHER_JOB, PROJECT, UPDATE};

/// A request that grants one flag.
fn request(role: &Value, name: &str) -> Value {
    json!({ "job_id": JOB, "role_id": role, "permission_name": name, "permission_value": true })
}

fn stored(mock: &Mock, job: &str) -> Value {
    mock.state()["projects"][PROJECT]["jobs"][job].clone()
}

#[tokio::test]
async fn exactly_one_flag_of_one_role_of_one_job_is_set() {
    let mock = Mock::fresh();
    let mut expected = mock.state();

    let answer = mock.send(UPDATE, &request(&json!("6"), "is_copy")).await;

    let job = &mut expected["projects"][PROJECT]["jobs"][JOB];
    job["roles"] = json!({ "6": ["is_copy"] });
    job["last_update_time"] = json!(BEGINNING);
    assert_eq!((answer.status, answer.body, answer.problems), (200, json!({ "status": "success" }), vec![]));
    assert_eq!(mock.state(), expected);
}

#[tokio::test]
async fn the_path_of_the_example_does_the_same() {
    let (canonical, alias) = (Mock::fresh(), Mock::fresh());

    let one = canonical.send(UPDATE, &request(&json!(6), "is_copy")).await;
    let other = alias.send("PUT /v1/job/role-permission/update", &request(&json!(6), "is_copy")).await;

    assert_eq!((one.status, one.text), (other.status, other.text));
    assert_eq!(canonical.state(), alias.state());
}

#[tokio::test]
async fn every_permission_can_be_granted_and_revoked() {
    for name in ["is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"] {
        let mock = Mock::fresh();

        mock.send(UPDATE, &request(&json!(6), name)).await;
        assert_eq!(stored(&mock, JOB)["roles"], json!({ "6": [name] }));

        mock.send(UPDATE, &json!({ "job_id": JOB, "role_id": 6, "permission_name": name, "permission_value": false }))
            .await;
        assert_eq!(stored(&mock, JOB)["roles"], json!({ "6": [] }));
    }
}

#[tokio::test]
async fn an_absent_value_means_true() {
    for body in [json!({}), json!({ "permission_value": null })] {
        let mock = Mock::fresh();
        let mut whole = json!({ "job_id": JOB, "role_id": "6", "permission_name": "is_view" });
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());

        let answer = mock.send(UPDATE, &whole).await;

        assert_eq!((answer.status, answer.problems), (200, vec![]));
        assert_eq!(stored(&mock, JOB)["roles"], json!({ "6": ["is_view"] }));
    }
}

#[tokio::test]
async fn a_role_is_named_by_a_number_or_a_numeric_string() {
    for (role, key) in [(json!(0), "0"), (json!("0"), "0"), (json!(500), "500"), (json!("500"), "500")] {
        let mock = Mock::fresh();

        let answer = mock.send(UPDATE, &request(&role, "is_copy")).await;

        assert_eq!((answer.status, answer.problems), (200, vec![]), "{role}");
        assert_eq!(stored(&mock, JOB)["roles"], json!({ key: ["is_copy"] }), "{role}");
    }
}

#[tokio::test]
async fn the_administrator_and_the_creator_lose_nothing() {
    for role in [json!(-1), json!("-1"), json!(-3), json!("-3")] {
        let mock = Mock::fresh();
        let before = mock.state();

        let body = json!({ "job_id": JOB, "role_id": role, "permission_name": "is_view", "permission_value": false });
        let answer = mock.send(UPDATE, &body).await;

        assert_eq!((answer.status, answer.reported()), (200, vec![("fixed-row", "/role_id")]), "{role}");
        assert_eq!(mock.state(), before, "{role}");
    }
}

#[tokio::test]
async fn a_new_row_starts_from_the_matrix_of_the_project_and_an_old_one_from_itself() {
    let mock = Mock::fresh();

    mock.send(UPDATE, &request(&json!(8), "is_copy")).await;
    assert_eq!(stored(&mock, JOB)["roles"], json!({ "8": ["is_view", "is_copy"] }));

    mock.send(UPDATE, &request(&json!(8), "is_delete")).await;
    assert_eq!(stored(&mock, JOB)["roles"], json!({ "8": ["is_delete", "is_view", "is_copy"] }));
}

#[tokio::test]
async fn only_a_real_change_moves_the_time_of_the_last_update() {
    let mock = Mock::fresh();
    mock.send(UPDATE, &request(&json!(6), "is_copy")).await;

    mock.advance(1_000);
    mock.send(UPDATE, &request(&json!(6), "is_copy")).await;
    assert_eq!(stored(&mock, JOB)["last_update_time"], BEGINNING);

    mock.send(UPDATE, &request(&json!(6), "is_view")).await;
    assert_eq!(stored(&mock, JOB)["last_update_time"], "2026-01-01T00:00:01.000+00:00");
    assert_ne!(stored(&mock, OTHER_JOB)["last_update_time"], stored(&mock, JOB)["last_update_time"]);
}

#[tokio::test]
async fn a_flag_can_be_set_while_the_project_is_in_force_and_counts_later() {
    let mock = Mock::fresh();
    mock.send(BATCH, &json!({ "job_ids": [JOB], "project_switch": true })).await;

    mock.send(UPDATE, &request(&json!(6), "is_view")).await;

    assert_eq!(stored(&mock, JOB)["project_switch"], true);
    assert_eq!(mock.matrix_of("tester", JOB).await["is_view"], false);
    mock.send(BATCH, &json!({ "job_ids": [JOB], "project_switch": false })).await;
    assert_eq!(mock.matrix_of("tester", JOB).await["is_view"], true);
}

#[tokio::test]
async fn a_request_that_names_nothing_is_answered_and_says_that_nothing_changed() {
    for body in ["", "{}", r#"{"job_id":null}"#] {
        let mock = Mock::fresh();
        let before = mock.state();

        let answer = mock.ask(UPDATE).text(body).answer().await;

        assert_eq!((answer.status, &answer.body), (200, &json!({ "status": "success" })), "{body:?}");
        assert_eq!(answer.reported(), [("missing-target", "")], "{body:?}");
        assert_eq!(mock.state(), before, "{body:?}");
    }
}

#[tokio::test]
async fn everything_that_is_missing_is_named_at_once() {
    let mock = Mock::fresh();

    let answer = mock.send(UPDATE, &json!({ "permission_value": true })).await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert_eq!(
        answer.reported(),
        [("required", "/job_id"), ("required", "/role_id"), ("required", "/permission_name")]
    );
    assert!(answer.message().contains("job_id"), "{}", answer.message());
}
