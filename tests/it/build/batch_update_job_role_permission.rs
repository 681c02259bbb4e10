//! `POST /v1/job/permissions/batch`

use serde_json::{Value, json};

use crate::mock::{APPLY, BATCH, BEGINNING, JOB, Mock, NOWHERE, OTHER_JOB, PROJECT};

/// The success that the page shows.
fn success() -> Value {
    json!({ "result": null, "error": null, "status": "success" })
}

/// A request about one job of the default world.
fn request(permissions: &Value) -> Value {
    json!({ "project_id": PROJECT, "job_ids": [JOB], "permissions": permissions })
}

/// The stored rows of a job of the default world.
fn rows(mock: &Mock, job: &str) -> Value {
    stored(mock, job)["roles"].clone()
}

fn stored(mock: &Mock, job: &str) -> Value {
    mock.state()["projects"][PROJECT]["jobs"][job].clone()
}

#[tokio::test]
async fn what_is_revoked_and_granted_counts_until_the_project_does_and_again_after() {
    let mock = Mock::fresh();
    let flags = async |user: &str| {
        let row = mock.matrix_of(user, JOB).await;
        (row["is_delete"] == true, row["is_manager"] == true)
    };
    let switch = |on: bool| json!({ "project_id": PROJECT, "job_id": JOB, "project_switch": on });

    let edit = json!([{ "role_id": 4, "is_delete": false, "is_manager": true }]);
    assert_eq!(mock.send_as("administrator", BATCH, &request(&edit)).await.body, success());
    assert_eq!(flags("developer").await, (false, true));
    assert_eq!(flags("administrator").await, (true, true));

    mock.send_as("administrator", APPLY, &switch(true)).await;
    assert_eq!(flags("developer").await, (true, false));
    assert_eq!(flags("administrator").await, (true, true));

    mock.send_as("administrator", APPLY, &switch(false)).await;
    assert_eq!(flags("developer").await, (false, true));
    assert_eq!(flags("administrator").await, (true, true));
}

#[tokio::test]
async fn a_batch_with_one_unknown_id_changes_none_of_the_others() {
    let ids: Vec<_> = (0..100).map(|number| format!("{number:032x}")).collect();
    let known: serde_json::Map<_, _> =
        ids.iter().filter(|id| **id != ids[50]).map(|id| (id.clone(), json!({}))).collect();
    let project = "0123456789abcdef0123456789abcdef";
    let mock = Mock::remembering(&json!({ "schema_version": 1, "projects": { project: { "jobs": known } } }));
    let matrices = async || {
        let mut shown = Vec::new();
        for id in known.keys() {
            let line = format!("GET /v1/job/permission?project_id={project}&job_id={id}");
            shown.push(mock.ask(&line).answer().await.text);
        }
        shown
    };
    let (before, state) = (matrices().await, mock.state());

    let edit = json!([{ "role_id": 4, "is_delete": false }]);
    let body = json!({ "project_id": project, "job_ids": ids, "project_switch": true, "permissions": edit });
    let answer = mock.send(BATCH, &body).await;

    assert_eq!(answer.refusal(), (404, "DEVCB.00031006"));
    assert_eq!(answer.reported(), [("unknown-id", "/job_ids/50")]);
    assert_eq!(matrices().await, before);
    assert_eq!(mock.state(), state);
}

#[tokio::test]
async fn an_absent_flag_keeps_its_value() {
    let mock = Mock::fresh();
    mock.send(BATCH, &request(&json!([{ "role_id": 6, "is_view": true, "is_execute": true }]))).await;

    mock.send(BATCH, &request(&json!([{ "role_id": 6, "is_execute": false, "is_copy": true }]))).await;

    assert_eq!(rows(&mock, JOB), json!({ "6": ["is_view", "is_copy"] }));
}

#[tokio::test]
async fn a_new_row_starts_from_the_matrix_of_the_project() {
    let mock = Mock::fresh();

    mock.send(BATCH, &request(&json!([{ "role_id": 4, "is_modify": false }, { "role_id": 777, "is_view": true }])))
        .await;

    let developer = ["is_delete", "is_view", "is_execute", "is_copy", "is_forbidden"];
    assert_eq!(rows(&mock, JOB), json!({ "4": developer, "777": ["is_view"] }));
}

#[tokio::test]
async fn a_role_that_is_not_listed_keeps_its_row() {
    let mock = Mock::fresh();
    mock.send(BATCH, &request(&json!([{ "role_id": 5, "is_copy": true }]))).await;

    mock.send(BATCH, &request(&json!([{ "role_id": 6, "is_copy": true }]))).await;

    assert_eq!(rows(&mock, JOB), json!({ "5": ["is_view", "is_copy"], "6": ["is_copy"] }));
}

#[tokio::test]
async fn of_a_role_that_is_listed_twice_the_later_entry_wins_and_that_is_reported() {
    let mock = Mock::fresh();

    let edits = json!([{ "role_id": 6, "is_view": true }, { "role_id": "6", "is_view": false, "is_copy": true }]);
    let answer = mock.send(BATCH, &request(&edits)).await;

    assert_eq!(answer.body, success());
    assert_eq!(answer.reported(), [("repeated", "/permissions/1")]);
    assert_eq!(rows(&mock, JOB), json!({ "6": ["is_copy"] }));
}

#[tokio::test]
async fn a_job_that_is_listed_twice_is_changed_once_and_that_is_reported() {
    let mock = Mock::fresh();

    let edits = json!([{ "role_id": 6, "is_view": true }]);
    let body = json!({ "job_ids": [JOB, OTHER_JOB, JOB], "project_switch": true, "permissions": edits });
    let answer = mock.send(BATCH, &body).await;

    assert_eq!(answer.body, success());
    assert_eq!(answer.reported(), [("repeated", "/job_ids/2")]);
    for job in [JOB, OTHER_JOB] {
        assert_eq!(rows(&mock, job), json!({ "6": ["is_view"] }));
        assert_eq!(stored(&mock, job)["project_switch"], true);
    }
}

#[tokio::test]
async fn only_a_real_change_moves_the_time_of_the_last_update() {
    let mock = Mock::fresh();
    let time = |job| stored(&mock, job)["last_update_time"].clone();
    let seeded = time(OTHER_JOB);
    let body = json!({ "job_ids": [JOB], "project_switch": true, "permissions": [{ "role_id": 6, "is_view": true }] });

    mock.send(BATCH, &body).await;
    assert_eq!(time(JOB), BEGINNING);

    mock.advance(1_000);
    mock.send(BATCH, &body).await;
    mock.send(BATCH, &json!({ "job_ids": [JOB], "permissions": [{ "role_id": 9 }] })).await;
    assert_eq!(time(JOB), BEGINNING);

    mock.send(BATCH, &json!({ "job_ids": [JOB], "project_switch": false })).await;
    assert_eq!(time(JOB), "2026-01-01T00:00:01.000+00:00");
    assert_eq!(time(OTHER_JOB), seeded);
}

#[tokio::test]
async fn writing_rows_neither_needs_nor_moves_the_switch() {
    let mock = Mock::fresh();
    mock.send(BATCH, &json!({ "job_ids": [JOB], "project_switch": true })).await;

    mock.send(BATCH, &request(&json!([{ "role_id": 6, "is_view": true }]))).await;

    assert_eq!(stored(&mock, JOB)["project_switch"], true);
    assert_eq!(mock.matrix_of("tester", JOB).await["is_view"], false);
    mock.send(BATCH, &json!({ "job_ids": [JOB], "project_switch": false })).await;
    assert_eq!(mock.matrix_of("tester", JOB).await["is_view"], true);
}

#[tokio::test]
async fn a_role_is_named_by_a_number_or_a_numeric_string_and_may_be_zero_negative_or_large() {
    for (role, key) in
        [(json!(0), "0"), (json!("0"), "0"), (json!(500), "500"), (json!("500"), "500"), (json!(4.0), "4")]
    {
        let mock = Mock::fresh();

        let answer = mock.send(BATCH, &request(&json!([{ "role_id": role, "is_copy": true }]))).await;

        assert_eq!((answer.body, answer.problems), (success(), vec![]), "{role}");
        assert!(rows(&mock, JOB)[key].is_array(), "{role}");
    }
}

#[tokio::test]
async fn the_rows_of_the_administrator_and_the_creator_take_everything_and_lose_nothing() {
    for role in [json!(-1), json!("-1"), json!(-3), json!("-3")] {
        let mock = Mock::fresh();
        let before = mock.state();

        let granting = mock.send(BATCH, &request(&json!([{ "role_id": role, "is_view": true }]))).await;
        let revoking = mock.send(BATCH, &request(&json!([{ "role_id": role, "is_view": false }]))).await;

        assert_eq!((granting.body, granting.problems), (success(), vec![]), "{role}");
        assert_eq!(revoking.body, success(), "{role}");
        assert_eq!(revoking.reported(), [("fixed-row", "/permissions/0/role_id")], "{role}");
        assert_eq!(mock.state(), before, "{role}");
    }
}

#[tokio::test]
async fn the_members_of_the_newer_page_are_taken_without_a_remark() {
    let mock = Mock::fresh();

    let entry =
        json!({ "id": 0, "role_id": 6, "devuc_role_id": "07390899", "role_name": "测试", "is_view": true, "count": 0 });
    let answer = mock.send(BATCH, &request(&json!([entry]))).await;

    assert_eq!((answer.body, answer.problems), (success(), vec![]));
    assert_eq!(rows(&mock, JOB), json!({ "6": ["is_view"] }));
}

#[tokio::test]
async fn a_member_that_no_page_knows_is_ignored_and_reported_with_the_nearest_name() {
    let mock = Mock::fresh();

    let answer = mock.send(BATCH, &request(&json!([{ "role_id": 6, "is_veiw": true, "is_copy": true }]))).await;

    assert_eq!(answer.body, success());
    assert_eq!(answer.reported(), [("unknown-field", "/permissions/0/is_veiw")]);
    assert_eq!(answer.problems[0]["nearest"], "is_view");
    assert_eq!(rows(&mock, JOB), json!({ "6": ["is_copy"] }));
}

#[tokio::test]
async fn a_request_that_names_nothing_is_answered_and_says_that_nothing_changed() {
    for body in ["", "  \n", "{}", r#"{"job_ids":null,"permissions":null}"#] {
        let mock = Mock::fresh();
        let before = mock.state();

        let answer = mock.ask(BATCH).text(body).answer().await;

        assert_eq!((answer.status, &answer.body), (200, &success()), "{body:?}");
        assert_eq!(answer.reported(), [("missing-target", "")], "{body:?}");
        assert_eq!(mock.state(), before, "{body:?}");
    }
}

#[tokio::test]
async fn members_without_the_jobs_they_are_about_are_refused() {
    let mock = Mock::fresh();

    for body in [json!({ "project_id": PROJECT }), json!({ "project_switch": true }), json!({ "permissions": [] })] {
        let answer = mock.send(BATCH, &body).await;

        assert_eq!(answer.refusal(), (400, "CB.00060200"), "{body}");
        assert_eq!(answer.reported(), [("required", "/job_ids")], "{body}");
        assert!(answer.message().contains("job_ids"), "{}", answer.message());
    }
}

#[tokio::test]
async fn an_empty_list_of_jobs_is_refused() {
    let mock = Mock::fresh();

    let answer = mock.send(BATCH, &json!({ "job_ids": [], "project_switch": true })).await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert_eq!(answer.reported(), [("items", "/job_ids")]);
}

#[tokio::test]
async fn jobs_without_a_change_are_a_success_that_is_reported() {
    for change in [json!({}), json!({ "permissions": [] }), json!({ "permissions": [{ "role_id": 4 }] })] {
        let mock = Mock::fresh();
        let before = mock.state();
        let mut body = json!({ "job_ids": [JOB] });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());

        let answer = mock.send(BATCH, &body).await;

        assert_eq!(answer.body, success(), "{body}");
        assert_eq!(answer.reported(), [("no-change", "")], "{body}");
        assert_eq!(mock.state(), before, "{body}");
    }
}

#[tokio::test]
async fn every_entry_without_a_role_is_named() {
    let mock = Mock::fresh();

    let edits = json!([{ "is_view": true }, { "role_id": 4 }, { "role_id": null, "is_copy": true }]);
    let answer = mock.send(BATCH, &request(&edits)).await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert_eq!(answer.reported(), [("required", "/permissions/0/role_id"), ("required", "/permissions/2/role_id")]);
    assert!(answer.message().contains("permissions.0.role_id"), "{}", answer.message());
}

#[tokio::test]
async fn every_problem_of_a_request_is_reported_at_once() {
    let mock = Mock::fresh();

    let body =
        json!({ "job_ids": [NOWHERE, 7], "project_switch": "AES", "permissions": [{ "role_id": "x", "is_vew": 1 }] });
    let answer = mock.send(BATCH, &body).await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    let reported = answer.reported();
    for place in [
        ("type", "/job_ids/1"),
        ("type", "/project_switch"),
        ("type", "/permissions/0/role_id"),
        ("unknown-field", "/permissions/0/is_vew"),
    ] {
        assert!(reported.contains(&place), "{place:?} is not among {reported:?}");
    }
}

#[tokio::test]
async fn jobs_of_several_projects_can_be_changed_when_no_project_is_given() {
    let mock = Mock::fresh();
    let elsewhere = "e8be988b472e47e9b6301231b49aa607";

    let body = json!({ "job_ids": [JOB, elsewhere], "permissions": [{ "role_id": 6, "is_view": true }] });
    let answer = mock.send(BATCH, &body).await;

    assert_eq!(answer.body, success());
    let there = &mock.state()["projects"]["304692247d8541bfaa118a98344d715d"]["jobs"][elsewhere]["roles"];
    assert_eq!((rows(&mock, JOB), there), (json!({ "6": ["is_view"] }), &json!({ "6": ["is_view"] })));
}

#[tokio::test]
async fn a_job_has_room_for_a_thousand_roles_however_often_they_are_listed() {
    let mock = Mock::fresh();
    let listed = |count: i32, times: usize| {
        let rows: Vec<Value> = (2000..2000 + count).map(|role| json!({ "role_id": role, "is_view": true })).collect();
        request(&json!(vec![rows; times].concat()))
    };

    for (body, status) in [(listed(600, 1), 200), (listed(600, 1), 200), (listed(600, 2), 200), (listed(1001, 1), 400)]
    {
        assert_eq!(mock.send(BATCH, &body).await.status, status);
    }
    let answer = mock.send(BATCH, &listed(1001, 1)).await;
    assert_eq!(answer.problems[0]["got"], "401 more to 600 that are there");
}
