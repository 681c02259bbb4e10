//! Quirks about ids, roles and callers.

use codearts_mock::auth::Mode;
use serde_json::{Value, json};

use crate::mock::{APPLY, BATCH, JOB, Mock, NOWHERE, PIPELINE_BATCH, PIPELINES, PROJECT, UPDATE};

use super::Pinned;

pub(super) const PINNED: &[Pinned] = &[
    ("unknown-role", "create", quirk_unknown_role_create_makes_a_row),
    ("unknown-role", "reject", quirk_unknown_role_reject_names_the_roles_that_there_are),
    ("unknown-ids", "reject", quirk_unknown_ids_reject_is_not_found),
    ("unknown-ids", "create", quirk_unknown_ids_create_registers_what_a_write_names),
    ("id-format", "documented", quirk_id_format_documented_follows_each_page),
    ("id-format", "lenient", quirk_id_format_lenient_takes_short_ids),
    ("authorization", "enforce", quirk_authorization_enforce_refuses_who_may_not),
    ("authorization", "off", quirk_authorization_off_lets_everybody_do_everything),
    ("ak-lockout", "off", quirk_ak_lockout_off_never_locks),
    ("ak-lockout", "on", quirk_ak_lockout_on_locks_a_key_after_five_wrong_signatures),
];

fn grant(job: &str, role: i32) -> Value {
    json!({ "job_id": job, "role_id": role, "permission_name": "is_view" })
}

fn show(project: &str, job: &str) -> String {
    format!("GET /v1/job/permission?project_id={project}&job_id={job}")
}

#[tokio::test]
async fn quirk_unknown_role_create_makes_a_row() {
    let mock = Mock::fresh().quirk("unknown-role=create");

    let answer = mock.send(UPDATE, &grant(JOB, 777)).await;

    assert_eq!((answer.status, answer.problems), (200, vec![]));
    assert_eq!(mock.state()["projects"][PROJECT]["jobs"][JOB]["roles"], json!({ "777": ["is_view"] }));
}

#[tokio::test]
async fn quirk_unknown_role_create_does_not_make_rows_without_end() {
    let mock = Mock::fresh().quirk("unknown-role=create");
    let before = mock.state();

    let edits: Vec<_> = (2000..3001).map(|role| json!({ "role_id": role, "is_view": true })).collect();
    let answer = mock.send(BATCH, &json!({ "job_ids": [JOB], "permissions": edits })).await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn quirk_unknown_role_reject_names_the_roles_that_there_are() {
    let mock = Mock::fresh().quirk("unknown-role=reject");
    let entry = |id: i32| {
        json!({ "role_id": id, "operation_query": true, "operation_execute": true, "operation_update": true,
                "operation_delete": true, "operation_authorize": true })
    };

    let build = mock.send(UPDATE, &grant(JOB, 777)).await;
    let batch = json!({ "job_ids": [JOB], "permissions": [{ "role_id": 4 }, { "role_id": 778 }, { "role_id": -3 }, { "role_id": 779 }] });
    let batch = mock.send(BATCH, &batch).await;
    let roles = [entry(777), entry(500), entry(1)];
    let body = json!({ "pipeline_ids": PIPELINES, "is_project_switch": false, "roles": roles });
    let pipeline = mock.send(PIPELINE_BATCH, &body).await;

    assert_eq!((build.refusal(), build.reported()), ((400, "CB.00060200"), vec![("role", "/role_id")]));
    assert!(
        build.message().contains("one of -1, 0, 3, 4, 5, 6, 7, 8, 9, 1001, 1002, 1015, got 777"),
        "{}",
        build.message()
    );
    let places = vec![("role", "/permissions/1/role_id"), ("role", "/permissions/3/role_id")];
    assert_eq!((batch.refusal(), batch.reported()), ((400, "CB.00060200"), places));
    assert_eq!(
        (pipeline.refusal(), pipeline.reported()),
        ((400, "DEVCP.00021400"), vec![("role", "/roles/0/role_id")])
    );
}

#[tokio::test]
async fn quirk_unknown_ids_reject_is_not_found() {
    let mock = Mock::fresh().quirk("unknown-ids=reject");

    let answer = mock.send(UPDATE, &grant(NOWHERE, 4)).await;

    assert_eq!(answer.refusal(), (404, "DEVCB.00031006"));
}

#[tokio::test]
async fn quirk_unknown_ids_create_registers_what_a_write_names() {
    let mock = Mock::fresh().quirk("unknown-ids=create");
    let project = "1111111111111111111111111111aaaa";

    let body =
        json!({ "project_id": project, "job_ids": [NOWHERE], "permissions": [{ "role_id": 6, "is_view": true }] });
    let answer = mock.send(BATCH, &body).await;

    assert_eq!((answer.status, answer.problems), (200, vec![]));
    let job = &mock.state()["projects"][project]["jobs"][NOWHERE];
    assert_eq!((&job["roles"], &job["project_switch"]), (&json!({ "6": ["is_view"] }), &json!(false)));
    assert_eq!(mock.ask(&show(project, NOWHERE)).answer().await.status, 200);
}

#[tokio::test]
async fn quirk_unknown_ids_create_puts_a_job_without_a_project_into_the_first_one() {
    let mock = Mock::fresh().quirk("unknown-ids=create");

    let answer = mock.send(UPDATE, &grant(NOWHERE, 6)).await;

    assert_eq!(answer.status, 200);
    let state = mock.state();
    let first = state["projects"].as_object().unwrap().keys().min().unwrap();
    assert_eq!(state["projects"][first]["jobs"][NOWHERE]["roles"], json!({ "6": ["is_view"] }));
}

#[tokio::test]
async fn quirk_unknown_ids_create_registers_pipelines_in_the_project_of_the_path() {
    let mock = Mock::fresh().quirk("unknown-ids=create");
    let line = "POST /v5/2222222222222222222222222222bbbb/api/pipeline-permissions/pipeline/batch-role-permission";

    let answer = mock.send(line, &json!({ "pipeline_ids": ["new"], "is_project_switch": true, "roles": [] })).await;

    assert_eq!(answer.status, 200);
    let pipeline = &mock.state()["projects"]["2222222222222222222222222222bbbb"]["pipelines"]["new"];
    assert_eq!(pipeline["is_project_switch"], true);
}

#[tokio::test]
async fn quirk_unknown_ids_create_shows_a_fresh_job_to_a_read_and_stores_nothing() {
    let mock = Mock::fresh().quirk("unknown-ids=create");
    let before = mock.state();

    let answer = mock.ask(&show(PROJECT, NOWHERE)).answer().await;

    let row = &answer.body["result"];
    assert_eq!(
        (answer.status, &row["job_id"], &row["create_time"]),
        (200, &json!(NOWHERE), &json!(crate::mock::BEGINNING))
    );
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn quirk_unknown_ids_create_makes_nothing_of_a_malformed_id_or_a_refused_request() {
    let mock = Mock::fresh().quirk("unknown-ids=create").quirk("unknown-role=reject");
    let before = mock.state();

    let malformed = mock.send(UPDATE, &grant("short", 6)).await;
    let refused = mock.send(UPDATE, &grant(NOWHERE, 777)).await;
    let elsewhere = json!({ "project_id": PROJECT, "job_ids": [NOWHERE, "e8be988b472e47e9b6301231b49aa607"], "project_switch": true });
    let elsewhere = mock.send(BATCH, &elsewhere).await;

    assert_eq!(malformed.refusal(), (400, "CB.00060201"));
    assert_eq!((refused.refusal(), refused.reported()), ((400, "CB.00060200"), vec![("role", "/role_id")]));
    assert_eq!(elsewhere.refusal(), (404, "DEVCB.00031006"));
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn quirk_id_format_documented_follows_each_page() {
    let mock = Mock::fresh().quirk("id-format=documented");
    let upper = NOWHERE.to_uppercase();
    let pipeline =
        |project: &str| format!("POST /v5/{project}/api/pipeline-permissions/pipeline/batch-role-permission");
    let nothing = json!({ "pipeline_ids": ["whatever-it-is"], "is_project_switch": true, "roles": [] });

    // The matrix page: 32 digits and lower-case letters for the project; the job may have capitals.
    assert_eq!(mock.ask(&show(&upper, JOB)).answer().await.refusal(), (400, "CB.00060202"));
    assert_eq!(mock.ask(&show(PROJECT, &upper)).answer().await.refusal(), (404, "DEVCB.00031006"));
    // The other Build pages: 32 letters and digits.
    let body = json!({ "job_id": JOB, "project_id": upper, "project_switch": true });
    assert_eq!(mock.send(APPLY, &body).await.refusal(), (404, "CB.00060214"));
    let body = json!({ "job_id": JOB, "project_id": "too-short", "project_switch": true });
    assert_eq!(mock.send(APPLY, &body).await.refusal(), (400, "CB.00060202"));
    // The Pipeline page: 32 characters whatever they are, and nothing about the ids of pipelines.
    assert_eq!(
        mock.send(&pipeline("----------------32--------------"), &nothing).await.refusal(),
        (404, "DEVPIPE.00011412")
    );
    assert_eq!(mock.send(&pipeline("31"), &nothing).await.refusal(), (400, "DEVCP.00021400"));
    assert_eq!(mock.send(PIPELINE_BATCH, &nothing).await.refusal(), (404, "DEVPIPE.00011401"));
    // The page's own sample has 33 characters, but it exists.
    assert_eq!(mock.ask(&show(PROJECT, JOB)).answer().await.status, 200);
}

#[tokio::test]
async fn quirk_id_format_lenient_takes_short_ids() {
    let mock = Mock::fresh().quirk("id-format=lenient");

    for id in ["a", "my-job_7", &"x".repeat(64)] {
        assert_eq!(mock.send(UPDATE, &grant(id, 4)).await.refusal(), (404, "DEVCB.00031006"), "{id}");
    }
    for id in ["", "a b", "é", &"x".repeat(65)] {
        assert_eq!(mock.send(UPDATE, &grant(id, 4)).await.refusal(), (400, "CB.00060201"), "{id}");
    }
}

#[tokio::test]
async fn quirk_authorization_enforce_refuses_who_may_not() {
    let mock = Mock::fresh().quirk("authorization=enforce");
    let before = mock.state();

    for user in ["developer", "tester", "viewer"] {
        let answer = mock.send_as(user, UPDATE, &grant(JOB, 6)).await;

        assert_eq!(
            (answer.refusal(), answer.reported()),
            ((403, "CB.00031059"), vec![("permission", "/job_id")]),
            "{user}"
        );
    }
    assert_eq!(mock.state(), before);
    assert_eq!(mock.send_as("administrator", UPDATE, &grant(JOB, 6)).await.status, 200);
}

#[tokio::test]
async fn quirk_authorization_enforce_lets_somebody_act_whose_role_was_given_the_permission() {
    let mock = Mock::fresh().quirk("authorization=enforce");
    let body = json!({ "job_id": JOB, "role_id": 4, "permission_name": "is_manager" });
    mock.send_as("administrator", UPDATE, &body).await;

    let answer = mock.send_as("developer", UPDATE, &grant(JOB, 6)).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn quirk_authorization_enforce_shows_nothing_to_a_stranger() {
    let world = json!({ "schema_version": 1, "users": { "stranger": { "token": "a token of a stranger" } },
                        "projects": { "0123456789abcdef0123456789abcdef": { "jobs": { JOB: {} } } } });
    let line = show("0123456789abcdef0123456789abcdef", JOB);
    let enforcing = Mock::remembering(&world).quirk("authorization=enforce");
    let off = Mock::remembering(&world).quirk("authorization=off");

    let refused = enforcing.ask(&line).token("a token of a stranger").answer().await;
    let shown = off.ask(&line).token("a token of a stranger").answer().await;

    assert_eq!((refused.refusal(), refused.reported()), ((403, "CB.00031059"), vec![("membership", "")]));
    assert!(!refused.text.contains("a token of a stranger"));
    assert_eq!(shown.status, 200);
}

#[tokio::test]
async fn quirk_authorization_off_lets_everybody_do_everything() {
    let mock = Mock::fresh().quirk("authorization=off");

    for user in ["developer", "tester", "viewer"] {
        let build = mock.send_as(user, UPDATE, &grant(JOB, 6)).await;
        let body = json!({ "pipeline_ids": PIPELINES, "is_project_switch": true, "roles": [] });
        let pipeline = mock.send_as(user, PIPELINE_BATCH, &body).await;

        assert_eq!((build.status, pipeline.refusal()), (200, (200, "")), "{user}");
    }
}

/// The messages that six wrong signatures of a known access key get, one after the other.
async fn wrong_signatures(option: &str) -> Vec<String> {
    let mut world = json!({ "schema_version": 1, "users": { "somebody": {} }, "projects": {} });
    world["users"]["somebody"] = json!({ "access_key": "AKOFSOMEBODY", "secret_key": "whatever it may be" });
    let mock = Mock::remembering(&world).auth(Mode::Verify).quirk(&format!("ak-lockout={option}"));
    let zeros = "0".repeat(64);
    let signature = format!("SDK-HMAC-SHA256 Access=AKOFSOMEBODY, SignedHeaders=x-sdk-date, Signature={zeros}");
    let mut messages = Vec::new();
    for _ in 0..6 {
        let ask = mock.ask(&show(PROJECT, JOB)).no_token().header("x-sdk-date", "20260101T000000Z");
        let answer = ask.header("authorization", &signature).answer().await;
        assert_eq!(answer.refusal(), (401, "APIGW.0301"));
        messages.push(answer.message().to_owned());
    }
    messages
}

#[tokio::test]
async fn quirk_ak_lockout_off_never_locks() {
    let messages = wrong_signatures("off").await;

    assert!(messages.iter().all(|message| message.contains("verify aksk signature fail")), "{messages:?}");
}

#[tokio::test]
async fn quirk_ak_lockout_on_locks_a_key_after_five_wrong_signatures() {
    let messages = wrong_signatures("on").await;

    let (wrong, locked) = messages.split_at(5);
    assert!(wrong.iter().all(|message| message.contains("verify aksk signature fail")), "{messages:?}");
    assert!(locked[0].contains("AK access failed to reach the limit,forbidden."), "{messages:?}");
}
