//! Verification: what happened against what was expected, and a failure text that makes the difference obvious.

use std::thread;

use serde_json::{Value, json};

use crate::{
    server::MockServer,
    wire::{Answer, PIPELINE, READ, api, control, write},
};

fn ask(server: &MockServer, question: &Value) -> Answer {
    control(&server.uri(), "POST /_mock/verify", &question.to_string())
}

/// A server on which some calls were made, two of them writes.
fn busy() -> MockServer {
    let server = MockServer::start();
    let uri = server.uri();
    api(&uri, READ, "");
    let (line, body) = write(500, true);
    api(&uri, &line, &body);
    let (line, body) = write(501, false);
    api(&uri, &format!("{line}?trace=7"), &body);
    api(&uri, &format!("GET {PIPELINE}/role-permission"), "");
    server
}

/// Compares a text with the committed one, or writes that one anew.
fn check_snapshot(name: &str, text: &str) {
    let path = format!("{}/tests/control/verify/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{path}; UPDATE_FIXTURES=1 writes it anew");
}

#[test]
fn an_expectation_that_nothing_can_meet_is_refused() {
    let server = MockServer::start();
    let refused = |body: &str| control(&server.uri(), "POST /_mock/verify", body).expect(400)["detail"].clone();
    let times = "times: no number is both; give exactly alone, or at_least up to at_most.";

    assert_eq!(refused(r#"{"times":{"at_least":5,"at_most":1}}"#), times);
    assert_eq!(refused(r#"{"times":{"exactly":1,"at_least":2}}"#), times);
    assert_eq!(refused(r#"{"sequence":[]}"#), "sequence: expected at least one step.");
    for body in [r#"{"times":{"at_least":0,"at_most":1}}"#, r#"{"times":{"at_most":0}}"#, r#"{"times":{"exactly":0}}"#]
    {
        control(&server.uri(), "POST /_mock/verify", body).expect(200);
    }
}

#[test]
fn the_text_of_a_failure_shows_the_nearest_requests_and_where_they_differ() {
    let server = busy();
    let write = |role: u32| {
        json!({ "operation": "UpdatePipelineRolePermission",
                "match": { "query": { "trace": 7 }, "body": { "role_id": role, "operation_delete": true } } })
    };
    let questions = [
        ("another value", write(500)),
        ("another operation", json!({ "operation": "ShowJobInfo" })),
        ("too many", json!({ "operation": "UpdatePipelineRolePermission", "times": { "exactly": 1 } })),
        ("too few", json!({ "operation": "CheckJobInternal", "times": { "at_least": 2 } })),
        ("none allowed", json!({ "operation": "CheckJobInternal", "times": { "at_most": 0 } })),
        ("between", json!({ "times": { "at_least": 5, "at_most": 9 } })),
        ("a header", json!({ "operation": "CheckJobInternal", "match": { "headers": { "X-Trace": "9" } } })),
        ("a path", json!({ "match": { "path": "/v1/job/permission/internals" } })),
        (
            "the wrong order",
            json!({ "sequence": [{ "operation": "UpdatePipelineRolePermission" }, { "operation": "CheckJobInternal" }] }),
        ),
    ];
    let mut text = String::new();
    for (title, question) in questions {
        let answer = ask(&server, &question);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let detail = answer.expect(422)["detail"].as_str().unwrap().to_owned();
        text.push_str(&format!("# {title}\n{detail}\n\n"));
    }

    check_snapshot("failures", &text);
}

#[test]
fn a_failure_carries_its_verdict_for_programs() {
    let answer = ask(&busy(), &json!({ "operation": "CheckJobInternal", "match": { "query": { "a": "1" } } }));

    let document = answer.expect(422);
    assert_eq!(
        document["verdict"]["nearest"][0],
        json!({
            "number": 1, "operation": "CheckJobInternal", "request": READ, "status": 200,
            "differences": [{ "place": "query.a", "expected": "1", "got": null }],
        })
    );
    assert_eq!((document["status"].clone(), document["verdict"]["found"].clone()), (json!(422), json!(0)));
}

#[test]
fn what_is_so_is_confirmed_with_how_often() {
    let server = busy();
    let rows = [
        (json!({}), 4),
        (json!({ "operation": "UpdatePipelineRolePermission", "times": { "exactly": 2 } }), 2),
        (json!({ "operation": "UpdatePipelineRolePermission", "times": { "at_least": 1, "at_most": 2 } }), 2),
        (json!({ "operation": "UpdatePipelineRolePermission", "match": { "body": { "role_id": 501 } } }), 1),
        (json!({ "operation": "ShowJobInfo", "times": { "exactly": 0 } }), 0),
        (json!({ "operation": "ShowJobInfo", "times": { "at_most": 3 } }), 0),
        (
            json!({ "sequence": [
                { "operation": "CheckJobInternal" },
                { "operation": "UpdatePipelineRolePermission", "match": { "body": { "role_id": 501 } } },
                { "operation": "ShowPipelineRolePermission" },
            ] }),
            3,
        ),
    ];
    for (question, found) in rows {
        let expected = json!({ "schema_version": 1, "ok": true, "found": found });
        assert_eq!(ask(&server, &question).expect(200), expected, "{question}");
    }
}

#[test]
fn a_question_that_cannot_be_meant_is_refused() {
    let server = busy();
    let detail = |question: Value| ask(&server, &question).expect(400)["detail"].as_str().unwrap().to_owned();

    let unknown = "There is no operation ShowJobInf. Did you mean ShowJobInfo? GET /_mock/operations lists them.";
    assert_eq!(detail(json!({ "operation": "ShowJobInf" })), unknown);
    assert_eq!(detail(json!({ "sequence": [{ "operation": "ShowJobInf" }] })), unknown);
    assert_eq!(detail(json!({ "timeout_ms": 60_001 })), "A call may wait 60000 ms at the most, as --max-wait-ms says.");
    assert!(detail(json!({ "time": {} })).starts_with("time: expected one of the fields operation, match, times, "));
    assert!(
        detail(json!({ "times": { "exact": 1 } }))
            .starts_with("times.exact: expected one of the fields exactly, at_least, at_most, got \"exact\"")
    );
    let beside = "Give either sequence or operation, match and times.";
    assert_eq!(detail(json!({ "operation": "ShowJobInfo", "sequence": [] })), beside);
    assert_eq!(detail(json!({ "times": { "exactly": 1 }, "sequence": [] })), beside);
    assert_eq!(
        detail(json!({ "sequence": [{ "operation": "ShowJobInfo", "times": { "exactly": 2 } }] })),
        "sequence.0: a step is one request, so it has no times."
    );
}

#[test]
fn a_question_waits_for_the_request_that_fulfils_it() {
    let server = MockServer::start();
    let uri = server.uri();
    let question = json!({ "operation": "CheckJobInternal", "times": { "at_least": 2 }, "timeout_ms": 30_000 });

    let answer = thread::scope(|scope| {
        let waiter = scope.spawn(|| ask(&server, &question));
        api(&uri, READ, "");
        api(&uri, READ, "");
        waiter.join().unwrap()
    });

    assert_eq!(answer.expect(200), json!({ "schema_version": 1, "ok": true, "found": 2 }));
}

#[test]
fn a_question_that_stays_unfulfilled_is_answered_when_its_time_is_over() {
    let server = busy();
    let began = std::time::Instant::now();

    let answer = ask(&server, &json!({ "operation": "ShowJobInfo", "timeout_ms": 100 }));

    assert_eq!(answer.status, 422);
    assert!(began.elapsed().as_millis() >= 100);
}
