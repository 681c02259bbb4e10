//! `GET /v1/job/permission`

use serde_json::{Value, json};

use crate::mock::{APPLY, BATCH, JOB, Mock, OTHER_JOB, PROJECT};

/// The project of a world of one's own.
const OWN_PROJECT: &str = "0123456789abcdef0123456789abcdef";

/// A world in which one user has these roles and another has created the job.
fn world(roles: &Value, rows: &Value) -> Value {
    json!({
        "schema_version": 1,
        "users": { "somebody": { "token": "somebody's" }, "creator": { "token": "creator's" } },
        "projects": { OWN_PROJECT: {
            "members": { "somebody": roles },
            "jobs": { JOB: { "creator": "creator", "roles": rows } },
        } },
    })
}

/// The flags that are granted, in the order of the answer.
fn granted(row: &Value) -> Vec<&str> {
    let flags = row.as_object().expect("a matrix is an object").iter().filter(|(_, value)| **value == true);
    flags.map(|(name, _)| name.as_str()).collect()
}

/// What the owner of a token is shown in a world of one's own.
async fn shown(mock: &Mock, token: &str) -> Value {
    let line = format!("GET /v1/job/permission?project_id={OWN_PROJECT}&job_id={JOB}");
    mock.ask(&line).token(token).answer().await.body["result"].clone()
}

const EVERYTHING: [&str; 7] =
    ["is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"];

#[tokio::test]
async fn the_answer_has_the_members_of_the_example_in_their_order() {
    let mock = Mock::fresh();

    let answer = mock.ask(&format!("GET /v1/job/permission?project_id={PROJECT}&job_id={OTHER_JOB}")).answer().await;

    let expected = format!(
        r#"{{"result":{{"count":0,"role_id":-1,"job_id":"{OTHER_JOB}","is_modify":true,"is_delete":true,"is_view":true,"#,
    ) + r#""is_execute":true,"is_copy":true,"is_forbidden":true,"is_manager":true,"#
        + r#""create_time":"2024-09-20T06:38:49.000+00:00","last_update_time":"2024-09-20T06:38:49.000+00:00"},"#
        + r#""error":null,"status":"success"}"#;
    assert_eq!((answer.status, answer.text, answer.problems), (200, expected, vec![]));
}

#[tokio::test]
async fn every_caller_sees_their_own_role_and_permissions() {
    let mock = Mock::fresh();
    let developer = &EVERYTHING[..6];
    let expected: [(&str, i32, &[&str]); 4] = [
        ("administrator", -1, &EVERYTHING),
        ("developer", 4, developer),
        ("tester", 6, &[]),
        ("viewer", 8, &["is_view"]),
    ];

    for (user, role, flags) in expected {
        let row = mock.matrix_of(user, JOB).await;

        assert_eq!(row["role_id"], role, "{user}");
        assert_eq!(granted(&row), flags, "{user}");
    }
}

#[tokio::test]
async fn a_caller_with_several_roles_has_what_either_grants_and_shows_the_first() {
    for (roles, first) in [(json!([8, 500]), 8), (json!([500, 8]), 500)] {
        let mock = Mock::remembering(&world(&roles, &json!({ "500": ["is_copy"] })));

        let row = shown(&mock, "somebody's").await;

        assert_eq!((&row["role_id"], granted(&row)), (&json!(first), vec!["is_view", "is_copy"]));
    }
}

#[tokio::test]
async fn whoever_created_the_job_may_do_everything() {
    let mock = Mock::remembering(&world(&json!([6]), &json!({ "-3": [], "-1": [] })));

    let row = shown(&mock, "creator's").await;

    assert_eq!((&row["role_id"], granted(&row)), (&json!(-3), EVERYTHING.to_vec()));
}

#[tokio::test]
async fn an_unknown_credential_is_the_administrator() {
    let mock = Mock::fresh();
    let line = format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}");
    let signature = "SDK-HMAC-SHA256 Access=NOBODY, SignedHeaders=x-sdk-date, Signature=00";

    let by_token = mock.ask(&line).token("unheard-of").answer().await;
    let by_key = mock.ask(&line).no_token().header("authorization", signature).answer().await;

    for answer in [by_token, by_key] {
        assert_eq!(
            (&answer.body["result"]["role_id"], granted(&answer.body["result"])),
            (&json!(-1), EVERYTHING.to_vec())
        );
    }
}

#[tokio::test]
async fn a_known_access_key_makes_the_caller_its_user() {
    let mut world = world(&json!([8]), &json!({}));
    world["users"]["somebody"]["access_key"] = json!("AK-OF-SOMEBODY");
    let mock = Mock::remembering(&world);
    let line = format!("GET /v1/job/permission?project_id={OWN_PROJECT}&job_id={JOB}");
    let signature = "SDK-HMAC-SHA256 Access=AK-OF-SOMEBODY, SignedHeaders=x-sdk-date, Signature=00";

    let answer = mock.ask(&line).no_token().header("authorization", signature).answer().await;

    assert_eq!(answer.body["result"]["role_id"], 8);
}

#[tokio::test]
async fn the_order_of_the_parameters_does_not_matter_and_a_strange_one_is_reported() {
    let mock = Mock::fresh();
    let project_first = mock.ask(&format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}")).answer().await;
    let job_first = mock.ask(&format!("GET /v1/job/permission?job_id={JOB}&project_id={PROJECT}")).answer().await;
    let more = mock.ask(&format!("GET /v1/job/permission?job_id={JOB}&project_id={PROJECT}&jobid=1")).answer().await;

    assert_eq!(job_first.text, project_first.text);
    assert_eq!((more.status, more.text.as_str()), (200, project_first.text.as_str()));
    assert_eq!(more.reported(), [("unknown-field", "/jobid")]);
}

#[tokio::test]
async fn the_body_of_a_read_is_not_looked_at() {
    let mock = Mock::fresh();

    let line = format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}");
    let answer = mock.ask(&line).text("{ no json").answer().await;

    assert_eq!((answer.status, answer.problems), (200, vec![]));
}

#[tokio::test]
async fn every_missing_parameter_is_named() {
    let mock = Mock::fresh();

    let answer = mock.ask("GET /v1/job/permission").answer().await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert_eq!(answer.reported(), [("required", "/project_id"), ("required", "/job_id")]);
}

#[tokio::test]
async fn a_parameter_that_is_there_twice_is_refused() {
    let mock = Mock::fresh();

    let answer =
        mock.ask(&format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}&job_id={JOB}")).answer().await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert_eq!(answer.reported(), [("once", "/job_id")]);
}

#[tokio::test]
async fn the_time_of_the_last_update_is_that_of_the_last_change() {
    let mock = Mock::fresh();
    mock.advance(61_001);

    mock.send(BATCH, &json!({ "job_ids": [JOB], "permissions": [{ "role_id": 9, "is_view": true }] })).await;

    let row = mock.matrix_of("developer", JOB).await;
    assert_eq!(row["create_time"], "2024-09-20T06:38:49.000+00:00");
    assert_eq!(row["last_update_time"], "2026-01-01T00:01:01.001+00:00");
}

#[tokio::test]
async fn on_project_permissions_the_matrix_of_the_project_counts() {
    let mut world = world(&json!([500]), &json!({ "500": ["is_copy"] }));
    world["projects"][OWN_PROJECT]["roles"] = json!({ "500": { "name": "own", "build": ["is_execute", "is_view"] } });
    let mock = Mock::remembering(&world);
    assert_eq!(granted(&shown(&mock, "somebody's").await), ["is_copy"]);

    mock.send(APPLY, &json!({ "job_id": JOB, "project_switch": true })).await;

    assert_eq!(granted(&shown(&mock, "somebody's").await), ["is_view", "is_execute"]);
}
