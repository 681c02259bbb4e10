//! One test for each contradiction of the documentation, by the name that the ledger gives.

use codearts_mock::{
    api::{CONTRADICTIONS, OPERATIONS, QUIRKS},
    auth::Mode,
};
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
    let source = include_str!("contradictions.rs");
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

#[tokio::test]
async fn e14_both_numbers_of_the_operation_manager_are_roles() {
    let rows = send(&Server::fresh(), ROWS, Value::Null).await.json();

    let names = [0, 9].map(|role| row(&rows["result"], role)["role_name"].clone());
    assert_eq!(names, [json!("O&M manager"), json!("O&M manager")]);
}

#[tokio::test]
async fn e15_a_wrong_method_is_404_as_the_gateway_answers_or_405() {
    let answer = send(&with("wrong-method=404"), "DELETE /v1/job/role-permission", Value::Null).await;
    assert_eq!((answer.status, &answer.json()["error_code"]), (404, &json!("APIGW.0101")));
    let answer = send(&with("wrong-method=405"), "DELETE /v1/job/role-permission", Value::Null).await;
    assert_eq!((answer.status, answer.header("allow")), (405, "PUT"));
}

#[tokio::test]
async fn e16_a_token_or_a_signature_suffices() {
    let server = Server::fresh();
    let signature = "SDK-HMAC-SHA256 Access=any, SignedHeaders=host, Signature=00";

    for headers in [[("x-auth-token", "any")], [("authorization", signature)]] {
        assert_eq!(server.send(MATRIX, &headers, "").await.status, 200);
    }
    assert_eq!(server.send(MATRIX, &[], "").await.status, 401);
    let verifying = Server::with(|app| app.auth = Mode::Verify);
    assert_eq!(verifying.send(MATRIX, &[("authorization", signature)], "").await.status, 401);
}

#[tokio::test]
async fn e17_the_word_of_a_build_success_is_success_and_no_other_is_documented() {
    let server = Server::fresh();
    assert_eq!(send(&server, MATRIX, Value::Null).await.json()["status"], "success");
    let refused = send(&server, UPDATE, grant("four")).await.json();
    assert_eq!(members(&refused), ["error_code", "error_msg"]);

    let fault = json!({ "faults": [{ "operation": "UpdateSimpleJobRolePermission",
        "action": { "failure_in_200": { "code": "CB.1", "message": "told to fail" } } }] });
    let put = send(&server, "PUT /_mock/faults", fault).await;
    assert_eq!(put.status, 200, "{}", put.text);
    assert_eq!(send(&server, UPDATE, grant(4)).await.json()["status"], "fail");
}

#[tokio::test]
async fn e18_permission_columns_of_newer_clients_are_taken() {
    let newer = json!({ "job_ids": [JOB], "permissions": [{ "role_id": 4, "is_view": true, "is_manager": true,
        "is_forbidden": true, "count": 0, "colour": 1 }] });
    let answer = send(&Server::fresh(), BATCH, newer.clone()).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.header("x-mock-problems").contains("/permissions/0/colour"));
    assert_eq!(send(&with("unknown-fields=reject"), BATCH, newer).await.status, 400);
}

#[tokio::test]
async fn e19_subject_may_be_missing_or_empty() {
    let server = Server::fresh();
    let total = |answer: Answer| answer.json()["total"].clone();
    let missing = total(send(&server, &format!("GET {PIPELINE}/user-permission?limit=10&offset=0"), Value::Null).await);
    let empty =
        total(send(&server, &format!("GET {PIPELINE}/user-permission?subject=&limit=10&offset=0"), Value::Null).await);

    assert_eq!((&missing, &empty), (&json!(4), &json!(4)));
}

#[tokio::test]
async fn e20_both_spellings_of_check_rights_are_read() {
    let line = "POST /v5/d78cbac186b744899480f25bd022f468/api/pipelines/check-rights";
    let pipeline = THE_PIPELINE;
    let server = Server::fresh();
    let snake = send(&server, line, json!({ "resource_ids": [pipeline], "resource_type": "pipeline" })).await;
    let camel = send(&server, line, json!({ "resourceIds": [pipeline], "resourceType": "pipeline" })).await;

    assert_eq!((snake.status, &snake.text), (200, &camel.text));
    assert_eq!(camel.header("x-mock-problems"), "");
}

#[tokio::test]
async fn e21_flags_are_stored_as_sent() {
    let server = Server::fresh();
    let body = json!({ "pipeline_id": null, "role_id": 4, "operation_query": false, "operation_execute": true,
        "operation_update": true, "operation_delete": false, "operation_authorize": false });
    let line = format!("POST {PIPELINE}/update-role-permission");
    assert_eq!(send(&server, &line, body).await.status, 200);

    let rows = send(&server, &format!("GET {PIPELINE}/role-permission"), Value::Null).await.json();
    let rows = if rows.is_array() { rows } else { rows["roles"].clone() };
    let row = row(&rows, 4);
    assert_eq!((&row["operation_query"], &row["operation_execute"]), (&json!(false), &json!(true)));
}

#[tokio::test]
async fn e22_jobid_is_job_id() {
    let line = "GET /v1/job/project/default-permission?project_id=304692247d8541bfaa118a98344d715d";
    let server = Server::fresh();
    let misspelt = send(&server, &format!("{line}&jobid=e8be988b472e47e9b6301231b49aa607"), Value::Null).await;
    let right = send(&server, &format!("{line}&job_id=e8be988b472e47e9b6301231b49aa607"), Value::Null).await;

    assert_eq!((misspelt.status, &misspelt.text), (200, &right.text));
}

#[tokio::test]
async fn e23_refusals_have_the_statuses_of_the_older_pages() {
    for id in ["BatchUpdateJobRolePermission", "UpdateSimpleJobRolePermission"] {
        let operation = OPERATIONS.iter().find(|it| it.id() == id).unwrap();
        assert_eq!(operation.contract.refusals, [400, 401, 403, 404, 500], "{id}");
    }
    let server = Server::fresh();
    let batch = |job: &str| json!({ "job_ids": [job], "permissions": [{ "role_id": 4, "is_view": true }] });
    assert_eq!(send(&server, BATCH, json!({ "job_ids": 5 })).await.status, 400);
    assert_eq!(server.send(BATCH, &[], "").await.status, 401);
    assert_eq!(send(&server, BATCH, batch(UNKNOWN)).await.status, 404);
    let developer = "wUl7NQbHuGoR4ZI2D2sp7b4fjBHECVs8ylotcmzmbRDjCJmO2Wt92yI2liYSkPeR";
    assert_eq!(server.send(BATCH, &[("x-auth-token", developer)], &batch(JOB).to_string()).await.status, 403);
}

#[tokio::test]
async fn e24_throttling_is_429_of_the_gateway() {
    let headers = [("x-auth-token", "any"), ("prefer", "code=429")];
    let server = Server::fresh();

    for line in [MATRIX.to_owned(), format!("GET {PIPELINE}/permission-switch")] {
        assert_eq!(server.send(&line, &headers[..1], "").await.status, 200);
        let answer = server.send(&line, &headers, "").await;
        assert_eq!((answer.status, &answer.json()["error_code"]), (429, &json!("APIGW.0308")), "{line}");
    }
}

#[tokio::test]
async fn e25_rows_of_creators_are_taken_and_stay_as_they_are() {
    let body = json!({ "job_ids": [JOB], "permissions": [{ "role_id": -3, "is_view": false }, { "role_id": -1, "is_view": true }] });
    let server = with("fixed-rows=ignore");
    let answer = send(&server, BATCH, body.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.header("x-mock-problems").contains("fixed-row"));
    let rows = send(&server, ROWS, Value::Null).await.json();
    assert_eq!(row(&rows["result"], -1)["is_view"], true);

    assert_eq!(send(&with("fixed-rows=reject"), BATCH, body).await.status, 403);
}

#[tokio::test]
async fn e26_every_answer_is_of_strict_types_with_a_body_and_a_content_type() {
    let server = Server::fresh();
    assert!(send(&server, MATRIX, Value::Null).await.json()["result"]["is_view"].is_boolean());
    for operation in OPERATIONS {
        let contract = operation.contract;
        let path = contract.path().replace('{', "").replace('}', "");
        for credential in [&[("x-auth-token", "any")][..], &[]] {
            let answer = server.send(&format!("{} {path}", contract.method.name()), credential, "{").await;
            assert_eq!(answer.header("content-type"), "application/json", "{}", contract.id);
            let body = answer.json();
            if answer.status >= 400 {
                let has_code = body["error_code"].is_string() || body["error"]["code"].is_u64();
                assert!(has_code, "{}: {body}", contract.id);
            }
        }
    }
}
