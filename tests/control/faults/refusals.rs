//! Rules that cannot be meant: each is refused with what there is instead.

use serde_json::{Value, json};

use crate::{
    server::MockServer,
    wire::{READ, TOKEN, ask, control},
};

/// What is said to a body that is refused; the rules are as before.
fn refusal(body: &Value) -> String {
    let server = MockServer::start();
    control(&server.uri(), "PUT /_mock/faults", r#"{"preset":"outage"}"#).expect(200);
    let answer = control(&server.uri(), "PUT /_mock/faults", &body.to_string());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let detail = answer.expect(400)["detail"].as_str().unwrap().to_owned();
    let kept = control(&server.uri(), "GET /_mock/faults", "").expect(200);
    assert_eq!(kept["faults"][0]["id"], "outage");
    detail
}

fn of_rule(rule: &Value) -> String {
    refusal(&json!({ "faults": [rule] }))
}

#[test]
fn an_unknown_operation_is_refused_with_the_nearest_and_all() {
    let detail = of_rule(&json!({ "operation": "CheckJobInternals", "action": { "status": 503 } }));

    assert!(detail.starts_with("faults.0.operation: expected one of the operations *, "), "{detail}");
    let end = "got \"CheckJobInternals\"; did you mean CheckJobInternal? - send \"CheckJobInternal\".";
    assert!(detail.ends_with(end), "{detail}");
    assert!(detail.contains("UpdatePipelineRolePermission"), "{detail}");
}

#[test]
fn an_undocumented_status_is_refused_with_the_documented_ones() {
    assert_eq!(
        of_rule(&json!({ "operation": "CheckJobInternal", "action": { "status": 418 } })),
        "faults.0.action.status: expected a status that CheckJobInternal has, one of 400, 401, 403, 404, 413, 429, 500, 502, 503, \
         504, got 418 - send one of them."
    );
}

#[test]
fn an_unknown_preset_is_refused_with_the_nearest_and_all() {
    assert_eq!(
        refusal(&json!({ "preset": "flacky" })),
        "There is no preset flacky. Did you mean flaky? There are flaky, outage, throttled, slow."
    );
}

#[test]
fn what_is_no_rule_is_refused_with_the_place() {
    let rows = [
        (json!({ "operation": "*" }), "faults.0: expected a rule with an action or a delay, got neither - add "),
        (
            json!({ "operation": "*", "delay": { "fixed_ms": 600_001 } }),
            "faults.0.delay: expected at most 60000 ms for a call to wait, as --max-wait-ms says, got 600001 ms - ",
        ),
        (
            json!({ "operation": "*", "delay": { "uniform": { "min_ms": 9, "max_ms": 5 } } }),
            "faults.0.delay.uniform: expected min_ms up to max_ms, got 9 and 5 - exchange them.",
        ),
        (json!({ "action": { "status": 503 } }), "faults.0.operation: expected a string, got nothing - add "),
        (
            json!({ "operation": "*", "after": 1, "action": { "reset": true } }),
            "faults.0.after: expected one of the fields id, operation, ",
        ),
        (
            json!({ "operation": "*", "phase": "during", "action": { "reset": true } }),
            "faults.0.phase: expected one of before, after, got \"during\"",
        ),
    ];
    for (rule, beginning) in rows {
        let detail = of_rule(&rule);
        assert!(detail.starts_with(beginning), "{detail}");
    }
    for body in [json!({}), json!({ "faults": [], "preset": "slow" })] {
        assert_eq!(refusal(&body), "Give either faults or preset.");
    }
}

#[test]
fn an_action_or_a_delay_that_is_not_exactly_one_is_refused_with_all() {
    const ACTIONS: &str = "status, failure_in_200, reset, empty, truncate_at, malformed, hang_ms";
    let rows = [
        ("action", json!({ "explode": true }), "one with explode - send one of them instead."),
        ("action", json!({ "stauts": 1 }), "one with stauts; did you mean status? - rename stauts to status."),
        (
            "action",
            json!({ "status": 503, "reset": true }),
            "one with status and reset - leave out all but one of them.",
        ),
        ("action", json!({}), "an empty object - add one of them."),
        ("action", json!("reset"), "\"reset\" (a string)."),
        (
            "delay",
            json!({ "fixed_ms": 1, "uniform": { "min_ms": 1, "max_ms": 2 } }),
            "one with fixed_ms and uniform - leave out all but one of them.",
        ),
    ];
    for (place, value, got) in rows {
        let choices = if place == "action" { ACTIONS } else { "fixed_ms, uniform" };
        let expected = format!("faults.0.{place}: expected an object with one of the members {choices}, got {got}");
        assert_eq!(of_rule(&json!({ "operation": "*", place: value })), expected);
    }
    assert_eq!(
        of_rule(&json!({ "operation": "*", "action": { "reset": false } })),
        "faults.0.action.reset: expected true, or the member left out to do nothing, got false (a truth value)."
    );
    assert_eq!(
        of_rule(&json!({ "operation": "*", "action": { "status": "503" } })),
        "faults.0.action.status: expected a whole number from 0 to 65535, got \"503\" (a string) - send 503 without quotes."
    );
}

#[test]
fn everything_that_is_wrong_with_a_body_is_told_at_once_and_as_data() {
    let server = MockServer::start();
    let body = json!({ "fautls": [], "faults": [
        { "operation": 5, "tims": 1, "action": { "status": "503", "stauts": 1 } },
        { "delay": { "uniform": { "min_ms": -1 } } },
    ] });

    let refused = control(&server.uri(), "PUT /_mock/faults", &body.to_string()).expect(400);

    let pointers: Vec<_> = refused["problems"].as_array().unwrap().iter().map(|it| it["pointer"].clone()).collect();
    let expected = [
        "/faults/0/operation",
        "/faults/0/action/status",
        "/faults/1/operation",
        "/faults/1/delay/uniform/max_ms",
        "/faults/1/delay/uniform/min_ms",
        "/fautls",
        "/faults/0/tims",
        "/faults/0/action/stauts",
    ];
    assert_eq!(pointers, expected);
    assert_eq!(refused["detail"], "faults.0.operation: expected a string, got 5 (a number) (7 more in problems).");
}

#[test]
fn a_rule_that_cannot_be_told_from_another_is_refused() {
    let rule = |id: Option<&str>| {
        let mut rule = json!({ "operation": "*", "action": { "status": 503 } });
        if let Some(id) = id {
            rule["id"] = json!(id);
        }
        rule
    };

    assert_eq!(
        refusal(&json!({ "faults": [rule(Some("it")), rule(Some("it"))] })),
        "faults.1.id: expected an id of its own, got \"it\", which another rule has - send another id."
    );
    assert_eq!(
        refusal(&json!({ "faults": [rule(Some("2")), rule(None)] })),
        "faults.1.id: expected an id of its own, got \"2\", which another rule has - send another id."
    );
    for id in ["", " ", "it\nthat", "é", &"x".repeat(129)] {
        let detail = of_rule(&rule(Some(id)));
        assert!(detail.starts_with("faults.0.id: expected 1 to 128 printable characters of ASCII, got \""), "{detail}");
    }
}

#[test]
fn there_are_so_many_rules_at_the_most() {
    let rule = json!({ "operation": "*", "action": { "status": 503 } });

    assert_eq!(
        refusal(&json!({ "faults": vec![rule; 1001] })),
        "faults.1000: expected at most 1000 rules, got one more - use a match or times instead of a rule for each call."
    );
}

#[test]
fn a_list_is_no_object_whose_members_have_lost_their_names() {
    let rule = json!({ "operation": "*", "action": { "status": 503 } });

    assert_eq!(refusal(&json!([[rule], null, null])), "Expected a JSON object as the body, got a list of 3 items.");
}

#[test]
fn an_undocumented_preference_is_refused_with_the_documented_ones() {
    let server = MockServer::start();
    for code in ["418", "many"] {
        let answer = ask(&server.uri(), READ, &[TOKEN, ("Prefer", &format!("code={code}"))], "");

        let expected = format!(
            "Prefer: expected a status that CheckJobInternal has, one of 200, 400, 401, 403, 404, 413, 429, 500, 502, 503, \
             504, got code={code}"
        );
        let message = answer.expect(400)["error_msg"].as_str().unwrap().to_owned();
        assert!(message.contains(&expected), "{message}");
        assert_eq!(answer.header("preference-applied"), "");
    }
}

#[test]
fn a_delay_that_is_none_is_refused() {
    let server = MockServer::start();
    for delay in ["soon", "-1", "60001"] {
        let message =
            ask(&server.uri(), READ, &[TOKEN, ("X-Mock-Delay-Ms", delay)], "").expect(400)["error_msg"].clone();

        let expected = format!(
            "X-Mock-Delay-Ms: expected milliseconds up to 60000, as --max-wait-ms says, got \"{delay}\" - send"
        );
        assert!(message.as_str().unwrap().contains(&expected), "{message}");
    }
}
