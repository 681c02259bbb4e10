//! One test for each contradiction of the documentation, by the name that the ledger gives.

mod from_14_on;

use codearts_mock::api::{CONTRADICTIONS, OPERATIONS, QUIRKS};
use serde_json::{Value, json};

use crate::server::{Answer, Server};

const PROJECT: &str = "p45e51b060f1b4e82916f9d2c33e8eb28";
const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";
const UNKNOWN: &str = "00000000000000000000000000000bad";
const PIPELINE: &str = "/v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/53acae73a3f44b2994f9b20a710721c6";
const THE_PIPELINE: &str = "53acae73a3f44b2994f9b20a710721c6";
const PIPELINES: &str =
    "POST /v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/pipeline/batch-role-permission";
const UPDATE: &str = "PUT /v1/job/role-permission";
const BATCH: &str = "POST /v1/job/permissions/batch";
const APPLY: &str = "POST /v1/job/project/permission";
const ROWS: &str = "GET /v1/job/permission/role?job_id=6ecbc5bac7c8442fb3d2563d53c13582";
const MATRIX: &str =
    "GET /v1/job/permission?project_id=p45e51b060f1b4e82916f9d2c33e8eb28&job_id=6ecbc5bac7c8442fb3d2563d53c13582";

async fn send(server: &Server, line: &str, body: Value) -> Answer {
    server.call(line, &if body.is_null() { String::new() } else { body.to_string() }).await
}

async fn status(line: &str, body: Value) -> u16 {
    send(&Server::fresh(), line, body).await.status
}

fn grant(role: impl Into<Value>) -> Value {
    json!({ "job_id": JOB, "role_id": role.into(), "permission_name": "is_view", "permission_value": true })
}

fn with(choice: &str) -> Server {
    Server::with(|app| app.quirks.set(choice).expect("the quirk exists"))
}

fn members(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// The row of a role in a list of rows.
fn row(rows: &Value, role: i32) -> &Value {
    rows.as_array().unwrap().iter().find(|row| row["role_id"] == role).unwrap()
}

#[test]
fn the_ledger_is_complete_and_names_tests_that_exist() {
    let numbers: Vec<u8> = CONTRADICTIONS.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=26).collect::<Vec<_>>());
    let source = concat!(include_str!("contradictions.rs"), include_str!("contradictions/from_14_on.rs"));
    for row in CONTRADICTIONS {
        assert!(source.contains(&format!("async fn {}()", row.test)), "{}", row.test);
        assert!(row.quirk.is_none_or(|name| QUIRKS.iter().any(|quirk| quirk.name == name)), "{:?}", row.quirk);
    }
}

#[tokio::test]
async fn e01_role_ids_are_read_as_numbers_or_strings_and_written_as_numbers() {
    for role in [json!(4), json!("4"), json!("-1")] {
        assert_eq!(status(UPDATE, grant(role)).await, 200);
    }
    assert_eq!(status(UPDATE, grant("four")).await, 400);
    let rows = send(&Server::fresh(), ROWS, Value::Null).await.json();
    assert!(rows["result"].as_array().unwrap().iter().all(|row| row["role_id"].is_i64()), "{rows}");
}

#[tokio::test]
async fn e02_user_permissions_have_role_ids_as_strings() {
    let answer =
        send(&Server::fresh(), &format!("GET /v1/domain/user-permission?project_id={PROJECT}"), Value::Null).await;

    let text = answer.json().to_string();
    assert!(text.contains("\"role_id\":\"") || text.contains("\"role_ids\":\""), "{text}");
    assert!(!text.contains("\"role_id\":-") && !text.contains("\"role_id\":0"), "{text}");
}

#[tokio::test]
async fn e03_the_update_path_of_the_old_example_is_served_too() {
    assert_eq!(status("PUT /v1/job/role-permission/update", grant(4)).await, 200);
    assert_eq!(status(UPDATE, grant(4)).await, 200);
}

#[tokio::test]
async fn e04_project_switch_is_a_truth_value_whatever_its_range_says() {
    for wrong in [json!("AES"), json!("true"), json!(1)] {
        assert_eq!(status(APPLY, json!({ "job_id": JOB, "project_switch": wrong })).await, 400);
    }
    assert_eq!(status(APPLY, json!({ "job_id": JOB, "project_switch": true })).await, 200);
}

#[tokio::test]
async fn e05_a_success_has_exactly_the_members_of_its_own_example() {
    let server = Server::fresh();

    assert_eq!(members(&send(&server, MATRIX, Value::Null).await.json()), ["result", "error", "status"]);
    assert_eq!(send(&server, UPDATE, grant(4)).await.json(), {
        let example = OPERATIONS.iter().find(|it| it.id() == "UpdateSimpleJobRolePermission").unwrap();
        serde_json::from_str::<Value>(example.contract.example_response).unwrap()
    });
}

#[tokio::test]
async fn e06_an_id_of_33_characters_is_known_if_it_was_created() {
    assert_eq!(status(MATRIX, Value::Null).await, 200);
    let other = MATRIX.replace(PROJECT, "q45e51b060f1b4e82916f9d2c33e8eb28");
    assert_eq!(status(&other, Value::Null).await, 400);
    assert_eq!(send(&with("id-format=lenient"), &other, Value::Null).await.status, 404);
}

#[tokio::test]
async fn e07_a_write_without_a_body_is_a_documented_success() {
    for line in [BATCH, UPDATE, APPLY] {
        for body in [Value::Null, json!({})] {
            let answer = send(&Server::fresh(), line, body).await;
            assert_eq!(answer.status, 200, "{line}");
            assert!(answer.header("x-mock-problems").contains("missing-target"), "{line}");
            assert_eq!(send(&with("missing-target=reject"), line, json!({})).await.status, 400, "{line}");
        }
    }
    assert_eq!(status(UPDATE, json!({ "job_id": JOB })).await, 400);
}

#[tokio::test]
async fn e08_an_unknown_task_is_404_or_422() {
    let body = json!({ "job_id": UNKNOWN, "role_id": 4, "permission_name": "is_view" });
    for (profile, expected) in [("documented", 404), ("observed", 422)] {
        let answer = send(&with(&format!("error-profile={profile}")), UPDATE, body.clone()).await;
        assert_eq!((answer.status, &answer.json()["error_code"]), (expected, &json!("DEVCB.00031006")));
    }
}

#[tokio::test]
async fn e09_the_switches_of_a_pipeline_are_linked_and_the_echo_never_breaks() {
    for link in ["inverse", "same", "none"] {
        let server = with(&format!("pipeline-switch-link={link}"));
        for flag in [true, false] {
            send(&server, &format!("PUT {PIPELINE}/update-permission-switch?flag={flag}"), Value::Null).await;
            let shown = send(&server, &format!("GET {PIPELINE}/permission-switch"), Value::Null).await.json();
            assert!(shown.to_string().contains(&format!("\"is_use_devuc\":{flag}")), "{link}: {shown}");
        }
        let body = json!({ "pipeline_ids": [THE_PIPELINE], "is_project_switch": true, "roles": [] });
        let answer = send(&server, PIPELINES, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let shown = send(&server, &format!("GET {PIPELINE}/permission-switch"), Value::Null).await.json();
        let expected = link == "same";
        assert!(shown.to_string().contains(&format!("\"is_use_devuc\":{expected}")), "{link}: {shown}");
    }
}

#[tokio::test]
async fn e10_pipeline_errors_are_4xx_or_come_inside_200() {
    let body = json!({ "pipeline_ids": [UNKNOWN], "is_project_switch": true, "roles": [] });
    for (profile, expected) in [("documented", 404), ("observed", 200)] {
        let answer = send(&with(&format!("error-profile={profile}")), PIPELINES, body.clone()).await;
        assert_eq!((answer.status, &answer.json()["error_code"]), (expected, &json!("DEVPIPE.00011401")));
    }
}

#[tokio::test]
async fn e11_the_permission_matrix_of_a_task_is_one_object() {
    assert!(send(&Server::fresh(), MATRIX, Value::Null).await.json()["result"].is_object());
}

#[tokio::test]
async fn e12_times_are_iso_or_as_gson_writes_them() {
    let time = |rows: Value| rows["result"][0]["create_time"].as_str().unwrap().to_owned();
    let iso = time(send(&with("timestamps=iso"), ROWS, Value::Null).await.json());
    let gson = time(send(&with("timestamps=gson"), ROWS, Value::Null).await.json());

    assert!(iso.ends_with("+00:00") && iso.as_bytes()[10] == b'T', "{iso}");
    assert!(gson.ends_with("AM") || gson.ends_with("PM"), "{gson}");
}

#[tokio::test]
async fn e13_the_job_id_of_an_answer_is_the_one_that_was_asked_for() {
    assert_eq!(send(&Server::fresh(), MATRIX, Value::Null).await.json()["result"]["job_id"], JOB);
}
