//! The contradictions from number 14 on.

use codearts_mock::{api::OPERATIONS, auth::Mode};
use serde_json::{Value, json};

use crate::server::{Answer, Server};

use super::{BATCH, JOB, MATRIX, PIPELINE, ROWS, THE_PIPELINE, UNKNOWN, UPDATE, grant, members, row, send, with};

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
        let path = contract.path().replace(['{', '}'], "");
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
