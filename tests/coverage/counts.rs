//! What is counted, and what is not.

use serde_json::{Value, json};

use crate::server::Server;

const UPDATE: &str = "PUT /v1/job/role-permission";
const BATCH: &str = "POST /v1/job/permissions/batch";
const GRANT: &str =
    r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":4,"permission_name":"is_view","permission_value":true}"#;

async fn report(server: &Server, query: &str) -> Value {
    let answer = server.call(&format!("GET /_mock/coverage{query}"), "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn operation<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["operations"].as_array().unwrap().iter().find(|operation| operation["id"] == id).unwrap()
}

/// The requests that had each field, by name.
fn sent(operation: &Value) -> Value {
    let fields = operation["fields"].as_array().unwrap();
    fields.iter().map(|field| (field["name"].as_str().unwrap().to_owned(), field["requests"].clone())).collect()
}

#[tokio::test]
async fn a_fresh_server_has_covered_nothing() {
    let report = report(&Server::fresh(), "").await;

    assert_eq!(
        (&report["percent"], &report["requests"], &report["schema_version"]),
        (&json!(0.0), &json!(0), &json!(1))
    );
    assert_eq!(report["totals"]["operations"]["covered"], 0);
    assert_eq!(report["totals"]["operations"]["of"], codearts_mock::api::OPERATIONS.len());
}

#[tokio::test]
async fn statuses_credentials_values_and_fields_are_counted() {
    let server = Server::fresh();
    server.call(UPDATE, GRANT).await;
    server.call(UPDATE, GRANT).await;
    server.send(UPDATE, &[], GRANT).await;

    let report = report(&server, "").await;
    let update = operation(&report, "UpdateSimpleJobRolePermission");

    assert_eq!(update["requests"], 3);
    assert_eq!(update["credentials"], json!({ "none": 1, "signature": 0, "token": 2 }));
    let answered = |status: u16| {
        let all = update["statuses"].as_array().unwrap();
        all.iter().find(|row| row["status"] == status).unwrap()["answers"].as_u64()
    };
    assert_eq!((answered(200), answered(401), answered(404)), (Some(2), Some(1), Some(0)));
    let sent = sent(update);
    // The same request once more adds nothing; the refused one was not read.
    assert_eq!((&sent["job_id"], &sent["permission_value"]), (&json!(1), &json!(1)));
    let values = update["values"].as_array().unwrap();
    let seen: Vec<_> = values.iter().filter(|value| value["requests"] != 0).map(|value| &value["value"]).collect();
    assert_eq!(seen, ["is_view"]);
}

#[tokio::test]
async fn fields_are_counted_at_any_depth_and_unknown_ones_by_their_path() {
    let server = Server::fresh();
    let body = json!({
        "job_ids": ["6ecbc5bac7c8442fb3d2563d53c13582"],
        "project_switch": null,
        "permissions": [{ "role_id": 4, "is_view": true }, { "role_id": 5, "is_veiw": true }],
    });
    server.call(BATCH, &body.to_string()).await;

    let report = report(&server, "").await;
    let batch = operation(&report, "BatchUpdateJobRolePermission");

    let sent = sent(batch);
    assert_eq!(sent["permissions[].is_view"], 1);
    assert_eq!(sent["permissions[].is_delete"], 0);
    assert_eq!(sent["project_switch"], 0, "null is how clients leave a field out");
    assert_eq!(batch["unknown_fields"], json!({ "permissions[].is_veiw": 1 }));
    assert_eq!(batch["problems"], json!({ "unknown-field": 1 }));
}

#[tokio::test]
async fn parameters_of_path_and_query_and_an_alias_count_as_their_operation() {
    let server = Server::fresh();
    let body = GRANT.replace("is_view", "is_copy");
    server.call("PUT /v1/job/role-permission/update", &body).await;
    server.call("GET /v1/job/project/default-permission?project_id=304692247d8541bfaa118a98344d715d&jobid=e8be988b472e47e9b6301231b49aa607", "").await;
    server.call("GET /v5/071112d87d3e4ed49130c691936202e9/api/check-project/create", "").await;

    let report = report(&server, "").await;

    assert_eq!(operation(&report, "UpdateSimpleJobRolePermission")["requests"], 1);
    assert_eq!(sent(operation(&report, "ShowDefaultProjectPermission")), json!({ "project_id": 1, "job_id": 1 }));
    assert_eq!(sent(operation(&report, "GetProjectPermission")), json!({ "project_id": 1, "type": 1 }));
}

#[tokio::test]
async fn faulted_calls_and_the_control_plane_never_count() {
    let server = Server::fresh();
    let wish = [("x-auth-token", "anything"), ("prefer", "code=500"), ("content-type", "application/json")];
    server.send(UPDATE, &wish, GRANT).await;
    server.call("GET /_mock/health", "").await;
    server.call("GET /_mock/no-such-thing", "").await;

    let report = report(&server, "").await;

    assert_eq!((&report["requests"], &report["requests_elsewhere"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn counts_add_up_over_namespaces_and_resets_until_they_are_deleted() {
    let server = Server::fresh();
    let named = [("x-auth-token", "anything"), ("x-mock-namespace", "one"), ("content-type", "application/json")];
    server.send(UPDATE, &named, GRANT).await;
    server.call(UPDATE, GRANT).await;
    server.call("POST /_mock/reset", "").await;

    let requests = |report: Value| report["requests"].clone();
    assert_eq!(requests(report(&server, "").await), 2);
    assert_eq!(requests(report(&server, "?namespace=one").await), 1);
    assert_eq!(requests(report(&server, "?namespace=nobody").await), 0);
    assert_eq!(server.call("DELETE /_mock/coverage", "").await.status, 200);
    assert_eq!(requests(report(&server, "").await), 0);
}

#[tokio::test]
async fn what_a_hostile_client_invents_is_bounded() {
    let server = Server::fresh();
    for round in 0..200 {
        let names: Vec<_> = (0..10).map(|name| format!("\"{}{round}-{name}\":1", "x".repeat(500))).collect();
        server.call(UPDATE, &format!("{{{}}}", names.join(","))).await;
    }

    let report = report(&server, "").await;

    let unknown = operation(&report, "UpdateSimpleJobRolePermission")["unknown_fields"].as_object().unwrap();
    assert!(unknown.len() <= 64 && unknown.keys().all(|name| name.len() < 100), "{}", unknown.len());
}

#[tokio::test]
async fn the_documented_examples_cover_every_operation_and_nearly_all_of_its_fields() {
    let server = Server::fresh();
    for operation in codearts_mock::api::OPERATIONS {
        let contract = operation.contract;
        let examples = [Some(contract.example_request), contract.newer_example_request];
        for example in examples.into_iter().flatten() {
            let (head, body) = example.split_once("\n\n").unwrap_or((example, ""));
            let (method, url) = head.lines().next().unwrap().split_once(' ').unwrap();
            let path = url.find("/v").map(|start| &url[start..]).unwrap().trim();
            server.call(&format!("{method} {path}"), body).await;
        }
    }

    let report = report(&server, "").await;

    let totals = &report["totals"];
    assert_eq!(totals["operations"]["percent"], 100.0, "{report:#}");
    assert!(totals["fields"]["percent"].as_f64().unwrap() > 75.0, "{totals:#}");
}
