//! Answers that a rule puts in the place of an operation's own, and which calls a rule is about.

use std::sync::Arc;

use codearts_mock::{
    World,
    http::App,
    namespace::{Beginning, Options},
};
use serde_json::json;

use super::{counts, set};
use crate::wire::{Connection, PIPELINE, READ, TOKEN, api, ask, control, journal, row, write};
use crate::{oneshot::Oneshot, server::MockServer};

/// The statuses of so many calls, 0 for none.
fn statuses(server: &MockServer, line: &str, count: usize) -> Vec<u16> {
    let call = |_| {
        let mut connection = Connection::open(&server.uri());
        connection.send(line, &[TOKEN], "");
        connection.receive().map_or(0, |answer| answer.status)
    };
    (0..count).map(call).collect()
}

#[test]
fn a_status_is_told_in_the_words_of_the_service() {
    let server = MockServer::start();
    set(&server.uri(), &json!([{ "operation": "*", "action": { "status": 500 } }]));

    let code = |line: &str| api(&server.uri(), line, "").expect(500)["error_code"].clone();

    assert_eq!(code(READ), "CB.00060101");
    assert_eq!(code(&format!("GET {PIPELINE}/role-permission")), "DEVCP.00010000");
}

#[test]
fn a_refusal_for_too_many_calls_says_when_to_try_again() {
    let server = MockServer::start();
    set(&server.uri(), &json!([{ "operation": "*", "action": { "status": 429 } }]));

    let answer = api(&server.uri(), READ, "");

    assert_eq!((answer.status, answer.header("retry-after")), (429, "1"));
    assert_eq!((answer.json()["error_code"].clone(), answer.header("x-mock-fault")), (json!("APIGW.0308"), "1"));
}

#[test]
fn a_failure_inside_200_has_the_envelope_of_its_service() {
    let server = MockServer::start();
    let failure = json!({ "failure_in_200": { "code": "DEVCP.1", "message": "no" } });
    set(&server.uri(), &json!([{ "operation": "*", "action": failure }]));
    let body = |line: &str| api(&server.uri(), line, "").expect(200);

    assert_eq!(
        body("GET /v1/job/permission/role?job_id=901878212b1a49be9c1a1054c272762a"),
        json!({ "result": null, "error": { "code": "DEVCP.1", "message": "no" }, "status": "fail" })
    );
    assert_eq!(body(READ), json!({ "result": null, "error": "DEVCP.1: no", "status": "fail" }));
    assert_eq!(body(&format!("GET {PIPELINE}/role-permission")), json!({ "error_code": "DEVCP.1", "error_msg": "no" }));
}

#[test]
fn a_path_that_is_not_emulated_stays_unknown_whatever_a_rule_says_to_fail_inside_200() {
    let server = MockServer::start();
    let failure = json!({ "failure_in_200": { "code": "C", "message": "m" } });
    set(&server.uri(), &json!([{ "operation": "*", "action": failure }]));

    assert_eq!(api(&server.uri(), "GET /v1/nowhere", "").expect(404)["error_code"], "APIGW.0101");
}

#[test]
fn a_refusal_afterwards_leaves_the_write_in_place_and_the_journal_says_so() {
    for action in [json!({ "status": 503 }), json!({ "failure_in_200": { "code": "C", "message": "m" } })] {
        for (phase, is_committed) in [("before", false), ("after", true)] {
            let server = MockServer::start();
            let rule = json!({ "operation": "UpdatePipelineRolePermission", "phase": phase, "action": action });
            set(&server.uri(), &json!([rule]));
            let (line, body) = write(500, true);

            let answer = api(&server.uri(), &line, &body);

            assert_ne!(answer.json(), json!({ "status": "success" }));
            let noted = !journal(&server.uri())[0]["changes"]["list"].as_array().unwrap().is_empty();
            let is_there = row(&server.uri(), 500)["operation_delete"] == true;
            assert_eq!((noted, is_there), (is_committed, is_committed), "{phase} {action}");
        }
    }
}

#[test]
fn calls_are_let_through_first_then_interfered_with_then_let_through_again() {
    let server = MockServer::start();
    let rule = json!({ "operation": "CheckJobInternal", "after_calls": 2, "times": 3, "action": { "status": 502 } });
    set(&server.uri(), &json!([rule]));

    assert_eq!(statuses(&server, READ, 7), [200, 200, 502, 502, 502, 200, 200]);
    assert_eq!(counts(&server.uri()), [(7, 3)]);
}

#[test]
fn a_rule_is_about_the_calls_that_fit_and_no_others() {
    let server = MockServer::start();
    let uri = server.uri();
    let fitting = [
        json!({ "path": format!("{PIPELINE}/update-role-permission") }),
        json!({ "query": { "trace": 1 } }),
        json!({ "headers": { "X-Trace": "1" } }),
        json!({ "body": { "role_id": 501, "operation_delete": true } }),
    ];
    for pattern in fitting {
        set(&uri, &json!([{ "operation": "*", "match": pattern, "action": { "status": 503 } }]));
        let (line, body) = write(501, true);
        let fits = ask(&uri, &format!("{line}?trace=1"), &[TOKEN, ("X-Trace", "1")], &body).status;
        let other = ask(&uri, &format!("GET {PIPELINE}/role-permission?trace=2"), &[TOKEN, ("X-Trace", "2")], "");

        assert_eq!((fits, other.status, counts(&uri)), (503, 200, vec![(1, 1)]), "{pattern}");
    }
}

#[test]
fn a_path_fits_in_a_namespace_too_whichever_way_that_is_named() {
    let server = MockServer::start();
    let scope = server.namespace("a");
    let path = READ.split_once(' ').unwrap().1;
    set(&scope.uri(), &json!([{ "operation": "*", "match": { "path": path }, "action": { "status": 503 } }]));

    let by_prefix = api(&scope.uri(), READ, "").status;
    let by_token = ask(&server.uri(), READ, &[("X-Auth-Token", "ns-a-any")], "").status;
    let question = json!({ "match": { "path": path }, "times": { "exactly": 2 } }).to_string();
    let verdict = control(&scope.uri(), "POST /_mock/verify", &question).status;

    assert_eq!((by_prefix, by_token, verdict), (503, 503, 200));
}

#[test]
fn the_first_rule_that_has_something_against_a_call_interferes() {
    let server = MockServer::start();
    set(
        &server.uri(),
        &json!([
            { "id": "first", "operation": "*", "times": 1, "action": { "status": 502 } },
            { "id": "second", "operation": "*", "action": { "status": 503 } },
        ]),
    );

    assert_eq!(statuses(&server, READ, 3), [502, 503, 503]);
    assert_eq!(counts(&server.uri()), [(3, 1), (2, 2)]);
    assert_eq!(journal(&server.uri())[1]["fault"], "second");
}

#[test]
fn each_preset_does_what_its_name_says() {
    let of = |name: &str, count| {
        let server = MockServer::start();
        let body = json!({ "preset": name }).to_string();
        control(&server.uri(), "PUT /_mock/faults", &body).expect(200);
        statuses(&server, READ, count)
    };

    assert_eq!(of("flaky", 5), [200, 500, 0, 200, 200]);
    assert_eq!(of("outage", 2), [503, 503]);
    assert_eq!(of("throttled", 7), [200, 200, 200, 200, 200, 429, 429]);
    let began = std::time::Instant::now();
    assert_eq!(of("slow", 1), [200]);
    assert!(began.elapsed().as_millis() >= 200);
}

#[test]
fn a_rule_that_only_delays_lets_the_answer_be_as_it_is() {
    let server = MockServer::start();
    for delay in [json!({ "fixed_ms": 30 }), json!({ "uniform": { "min_ms": 30, "max_ms": 60, "seed": 5 } })] {
        set(&server.uri(), &json!([{ "operation": "*", "delay": delay }]));
        let began = std::time::Instant::now();

        assert_eq!(api(&server.uri(), READ, "").expect(200)["result"], true);
        assert!(began.elapsed().as_millis() >= 30, "{delay}");
    }
}

#[test]
fn a_call_beyond_the_rate_limit_is_none_that_a_rule_has_interfered_with() {
    let world = Arc::new(World::built_in());
    let clock = "2024-09-20T06:38:49Z".parse().ok();
    let rate_limit = "1/s:1".parse().ok();
    let options = Options { clock, rate_limit, ..Options::default() };
    let mock = Oneshot::new(App::new(Beginning { options, ..Beginning::new(world) }));
    let rule = r#"{"faults":[{"operation":"CheckJobInternal","times":1,"action":{"status":503}}]}"#;
    mock.ask("PUT /_mock/faults", &[], rule).expect(200);

    let statuses = [0, 1].map(|_| mock.ask(READ, &[TOKEN], "").status);

    let shown = mock.ask("GET /_mock/faults", &[], "").expect(200);
    assert_eq!(statuses, [503, 429]);
    assert_eq!((shown["faults"][0]["calls"].clone(), shown["faults"][0]["hits"].clone()), (json!(1), json!(1)));
}

#[test]
fn deleted_rules_interfere_no_more() {
    let server = MockServer::start();
    set(&server.uri(), &json!([{ "operation": "*", "action": { "status": 503 } }]));

    control(&server.uri(), "DELETE /_mock/faults", "").expect(200);

    assert_eq!((statuses(&server, READ, 1), counts(&server.uri())), (vec![200], vec![]));
}
