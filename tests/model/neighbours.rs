//! The operations that read the five back: what their pages leave open, and what their clients need.

use serde_json::{Value, json};

use crate::mock::{Mock, at};

const WORLD: &str = include_str!("sequences/world.json");
const PROJECT: &str = "11111111111111111111111111111111";
const JOB: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const PIPELINE: &str = "dddddddddddddddddddddddddddddddd";

fn of_pipeline(rest: &str) -> String {
    format!("/v5/{PROJECT}/api/pipeline-permissions/{PIPELINE}/{rest}")
}

/// Offset, limit, total and the names on a page of users.
fn page(query: &str) -> Value {
    let answer = Mock::with_world(WORLD, "").get("admin", &of_pipeline(&format!("user-permission?{query}")));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let names: Vec<_> = answer.body["users"].as_array().into_iter().flatten().map(|user| &user["user_name"]).collect();
    json!([answer.body["offset"], answer.body["limit"], answer.body["total"], names])
}

#[test]
fn users_are_paged_by_item_and_a_page_past_the_end_is_empty() {
    let all = json!(["admin", "manager", "developer", "several", "idle"]);

    assert_eq!(page("limit=10&offset=0"), json!([0, 10, 5, all]));
    assert_eq!(page("limit=2&offset=1"), json!([1, 2, 5, ["manager", "developer"]]));
    assert_eq!(page("limit=2&offset=4"), json!([4, 2, 5, ["idle"]]));
    assert_eq!(page("limit=10&offset=10"), json!([10, 10, 5, []]));
    assert_eq!(page("limit=0&offset=0"), json!([0, 0, 5, []]));
    assert_eq!(page("limit=10&offset=18446744073709551615"), json!([u64::MAX, 10, 5, []]));
}

#[test]
fn a_subject_filters_by_name_and_may_be_missing_or_empty() {
    assert_eq!(page("limit=10&offset=0&subject="), page("limit=10&offset=0"));
    assert_eq!(page("limit=10&offset=0&subject=VE"), json!([0, 10, 2, ["developer", "several"]]));
    assert_eq!(page("limit=10&offset=0&subject=nobody"), json!([0, 10, 0, []]));
}

#[test]
fn the_misspelt_job_id_of_the_example_is_understood() {
    let mock = Mock::with_world(WORLD, "");
    let get =
        |name| mock.get("admin", &format!("/v1/job/project/default-permission?project_id={PROJECT}&{name}={JOB}"));

    let (right, alias) = (get("job_id"), get("jobid"));

    assert_eq!((alias.status, alias.body), (200, right.body));
}

#[test]
fn rights_are_checked_for_either_spelling_of_the_body() {
    let mock = Mock::with_world(WORLD, "");
    let check = |body: Value| mock.send("developer", "POST /v5/t/api/pipelines/check-rights", &body.to_string());
    let expected = json!([{ PIPELINE: {
        "query": true, "update": true, "execute": true, "delete": false,
        "banned": true, "copy": true, "authorize": false, "tag": true,
    } }]);

    for body in [
        json!({ "resource_ids": [PIPELINE], "resource_type": "pipeline" }),
        json!({ "resourceIds": [PIPELINE], "resourceType": "pipeline" }),
    ] {
        assert_eq!(check(body).body, expected);
    }
}

#[test]
fn the_pipeline_id_in_a_body_may_be_null_missing_or_another_one() {
    for (id, is_remarked) in [(Value::Null, false), (json!(PIPELINE), false), (json!("odd-pipeline"), true)] {
        let mock = Mock::with_world(WORLD, "");
        let body = json!({ "pipeline_id": id, "role_id": 6, "operation_query": false, "operation_execute": true,
            "operation_update": false, "operation_delete": false, "operation_authorize": false });

        let answer =
            mock.send("manager", &format!("POST {}", of_pipeline("update-role-permission")), &body.to_string());

        assert_eq!((answer.status, answer.problems.is_empty()), (200, !is_remarked), "{}", answer.problems);
        let roles = mock.get("manager", &of_pipeline("role-permission")).body;
        assert_eq!(at(&roles, "/roles/role_id=6/operation_execute"), &json!(true));
    }
}

#[test]
fn every_type_of_a_project_check_is_answered_and_no_other() {
    let mock = Mock::with_world(WORLD, "");
    let check = |kind: &str| mock.get("several", &format!("/v5/{PROJECT}/api/check-project/{kind}"));

    for (kind, value) in [("create", false), ("ban", false), ("group", false), ("read", true), ("tag", false)] {
        assert_eq!(check(kind).body, json!([{ "key": kind, "value": value }]));
    }
    let refused = check("reed");
    assert_eq!((refused.status, refused.body["error_code"].as_str()), (400, Some("DEVCP.00021400")));
    assert!(refused.body["error_msg"].as_str().unwrap().contains("read"), "{}", refused.body);
}

#[test]
fn the_documented_query_of_the_authorizations_is_taken() {
    let mock = Mock::with_world(WORLD, "unknown-fields=reject");
    let query = format!("cloud_project_id={PROJECT}&cloudProjectId={PROJECT}&_=1763887132015");

    let answer = mock.get("developer", &format!("/v2/{PROJECT}/cicd/devuc-auth/query?{query}"));

    let expected = [("create", "allow"), ("delete", "deny"), ("update", "allow"), ("read", "allow")];
    let expected = expected.map(|(action, verdict)| json!({ "action": action, "verdict": verdict }));
    assert_eq!((answer.status, answer.body), (200, expected.to_vec().into()));
}

#[test]
fn quirk_timestamps_chooses_the_form_of_a_jobs_times() {
    for (form, time) in [("iso", "2024-09-20T06:38:49.000+00:00"), ("gson", "Sep 20, 2024 6:38:49 AM")] {
        let mock = Mock::with_world(WORLD, &format!("timestamps={form}"));

        let matrix = mock.get("admin", &format!("/v1/job/permission/role?job_id={JOB}")).body;

        assert_eq!(
            ["create_time", "last_update_time"].map(|name| &matrix["result"][0][name]),
            [&json!(time), &json!(time)]
        );
    }
}

#[test]
fn ids_of_roles_are_numbers_on_the_wire_and_texts_in_the_user_permission_alone() {
    let mock = Mock::with_world(WORLD, "");
    let get = |target: &str| mock.get("several", target).body;
    let user = get(&format!("/v1/domain/user-permission?project_id={PROJECT}"));

    assert_eq!(user["result"]["role_id"], json!("6"));
    assert_eq!(user["result"]["role_ids"], json!(["6", "500", "4242"]));
    assert_eq!(user["result"]["role_names"], json!(["Tester", "Releaser", "4242"]));
    for (target, path) in [
        (format!("/v1/job/permission?project_id={PROJECT}&job_id={JOB}"), "/result/role_id"),
        (format!("/v1/job/permission/role?job_id={JOB}"), "/result/role_id=6/role_id"),
        (format!("/v1/job/project/default-permission?project_id={PROJECT}&job_id={JOB}"), "/result/role_id=6/role_id"),
        (of_pipeline("role-permission"), "/roles/role_id=6/role_id"),
        (of_pipeline("user-permission?limit=10&offset=0"), "/users/role_id=6/role_id"),
    ] {
        assert_eq!(at(&get(&target), path), &json!(6), "{target}");
    }
}

#[test]
fn the_error_member_of_a_success_is_null_or_absent_as_in_each_example() {
    let mock = Mock::with_world(WORLD, "");
    for (target, error) in [
        (format!("/v1/job/permission?project_id={PROJECT}&job_id={JOB}"), Some(Value::Null)),
        (format!("/v1/job/permission/role?job_id={JOB}"), None),
        (format!("/v1/job/project/default-permission?project_id={PROJECT}&job_id={JOB}"), Some(Value::Null)),
        (format!("/v1/domain/user-permission?project_id={PROJECT}"), Some(Value::Null)),
        ("/v1/job/permission/internal".to_owned(), None),
        (format!("/v1/job/{JOB}/info"), Some(Value::Null)),
    ] {
        assert_eq!(mock.get("admin", &target).body.get("error").cloned(), error, "{target}");
    }
}

#[test]
fn the_flag_of_a_pipelines_switch_is_read_back_whatever_the_link() {
    for link in ["inverse", "same", "none"] {
        let mock = Mock::with_world(WORLD, &format!("pipeline-switch-link={link}"));
        for flag in [true, false] {
            let line = format!("PUT {}?flag={flag}", of_pipeline("update-permission-switch"));
            assert_eq!(mock.send("manager", &line, "").body, json!({ "status": "success" }));

            let switch = mock.get("developer", &of_pipeline("permission-switch")).body;

            assert_eq!(switch, json!({ "is_use_devuc": flag, "is_allow_edit": false }), "{link}");
        }
    }
}
