//! What one request may name: so many ids, and so many rows.

use std::sync::Arc;

use codearts_mock::{
    World,
    http::{App, Limits},
    namespace::Beginning,
};
use serde_json::{Value, json};

use crate::{oneshot::Oneshot, wire::TOKEN};

const BATCH: &str = "POST /v1/job/permissions/batch";
const PIPELINES: &str =
    "POST /v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/pipeline/batch-role-permission";
const RIGHTS: &str = "POST /v5/d78cbac186b744899480f25bd022f468/api/pipelines/check-rights";
const CREATE: (&str, &str) = ("X-Mock-Quirk", "unknown-ids=create");

/// An app that takes six rows at once.
fn six() -> Oneshot {
    let world = Arc::new(World::built_in());
    Oneshot::new(App {
        limits: Limits { max_rows_per_request: 6, ..Limits::DEFAULT },
        ..App::new(Beginning::new(world))
    })
}

fn ids(number: usize) -> Vec<String> {
    (0..number).map(|number| format!("{number:032x}")).collect()
}

fn jobs(number: usize, roles: i32) -> Value {
    let rows: Vec<_> = (500..500 + roles).map(|role| json!({ "role_id": role, "is_view": true })).collect();
    json!({ "job_ids": ids(number), "permissions": rows })
}

fn pipelines(number: usize, roles: i32) -> Value {
    let row = |role: i32| {
        json!({ "role_id": role, "operation_query": true, "operation_execute": true, "operation_update": true,
            "operation_delete": true, "operation_authorize": true })
    };
    let rows: Vec<_> = (500..500 + roles).map(row).collect();
    json!({ "pipeline_ids": ids(number), "is_project_switch": false, "roles": rows })
}

#[test]
fn more_than_the_setting_allows_is_refused_with_its_name_and_nothing_is_created() {
    let mock = six();
    let state = || mock.ask("GET /_mock/state", &[], "").expect(200);
    let before = state();
    let rights = json!({ "resource_ids": ids(7) });

    for (line, body, pointer, got) in [
        (BATCH, jobs(7, 1), "/job_ids", "7 ids"),
        (BATCH, jobs(7, 0), "/job_ids", "7 ids"),
        (BATCH, jobs(3, 3), "/job_ids", "3 ids by 3 roles"),
        (PIPELINES, pipelines(7, 0), "/pipeline_ids", "7 ids"),
        (PIPELINES, pipelines(4, 2), "/pipeline_ids", "4 ids by 2 roles"),
        (RIGHTS, rights, "/resource_ids", "7 ids"),
    ] {
        let refused = mock.ask(line, &[TOKEN, CREATE], &body.to_string());

        let problems: Value = serde_json::from_str(refused.header("x-mock-problems")).unwrap();
        let (remedy, problem) = (problems[0]["remedy"].as_str().unwrap(), &problems[0]);
        assert_eq!(
            (refused.status, &problem["pointer"], &problem["got"]),
            (400, &json!(pointer), &json!(got)),
            "{line}"
        );
        assert!(remedy.ends_with("start the server with a larger --max-rows-per-request"), "{remedy}");
    }

    assert_eq!(state(), before);
}

#[test]
fn just_as_many_as_the_setting_allows_are_taken() {
    let mock = six();

    for (line, body) in [(BATCH, jobs(3, 2)), (BATCH, jobs(6, 0)), (PIPELINES, pipelines(2, 3))] {
        let answer = mock.ask(line, &[TOKEN, CREATE], &body.to_string());
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

#[test]
fn a_million_rows_is_the_limit_if_nothing_is_set() {
    let world = Arc::new(World::built_in());
    let mock = Oneshot::new(App::new(Beginning::new(world)));
    let rows: Vec<_> = (500..1_500).map(|role| json!({ "role_id": role, "is_view": true })).collect();
    let body = json!({ "job_ids": ids(1_001), "permissions": rows }).to_string();

    let refused = mock.ask(BATCH, &[TOKEN, CREATE], &body);

    let message = refused.expect(400)["error_msg"].as_str().unwrap().to_owned();
    assert!(
        message.contains("expected at most 1000000 rows in one request, ids by roles, got 1001 ids by 1000 roles"),
        "{message}"
    );
}
