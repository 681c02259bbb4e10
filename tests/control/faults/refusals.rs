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

    let beginning =
        "faults[0]: there is no operation \"CheckJobInternals\". Did you mean CheckJobInternal? There are *, ";
    assert!(detail.starts_with(beginning), "{detail}");
    assert!(detail.contains("UpdatePipelineRolePermission"), "{detail}");
}

#[test]
fn an_undocumented_status_is_refused_with_the_documented_ones() {
    assert_eq!(
        of_rule(&json!({ "operation": "CheckJobInternal", "action": { "status": 418 } })),
        "faults[0]: CheckJobInternal has no status 418; there are 400, 401, 403, 404, 413, 429, 500, 502, 503, 504."
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
        (json!({ "operation": "*" }), "faults[0]: a rule needs an action or a delay, got neither."),
        (
            json!({ "operation": "*", "delay": { "fixed_ms": 600_001 } }),
            "faults[0]: a call may wait 60000 ms at the most, as --max-wait-ms says.",
        ),
        (
            json!({ "operation": "*", "delay": { "uniform": { "min_ms": 9, "max_ms": 5 } } }),
            "faults[0]: the delay is between min_ms and max_ms, and 9 is more than 5.",
        ),
        (json!({ "action": { "status": 503 } }), "faults[0]: missing field `operation`"),
        (
            json!({ "operation": "*", "after": 1, "action": { "reset": true } }),
            "faults[0].after: unknown field `after`",
        ),
        (json!({ "operation": "*", "phase": "during", "action": { "reset": true } }), "faults[0].phase"),
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
    let rows = [
        (
            json!({ "operation": "*", "action": { "reset": false } }),
            "faults[0].action: reset: expected true, got false; leave the action out to do nothing",
        ),
        (
            json!({ "operation": "*", "action": { "explode": true } }),
            "faults[0].action: there is no action \"explode\". There are status, failure_in_200, reset, empty, ",
        ),
        (
            json!({ "operation": "*", "action": { "status": 503, "reset": true } }),
            "faults[0].action: expected one action, got 2: status and reset; give each a rule of its own",
        ),
        (
            json!({ "operation": "*", "delay": { "fixed_ms": 1, "uniform": { "min_ms": 1, "max_ms": 2 } } }),
            "faults[0].delay: expected one delay, got 2: fixed_ms and uniform; give each a rule of its own",
        ),
        (
            json!({ "operation": "*", "action": {} }),
            "faults[0].action: expected one action, got none; there are status, ",
        ),
        (
            json!({ "operation": "*", "action": "reset" }),
            "faults[0].action: expected an object with one action, of status, failure_in_200, reset, empty, ",
        ),
        (
            json!({ "operation": "*", "action": { "status": "503" } }),
            "faults[0].action: status: expected a whole number from 0 to 65535, got \"503\" (a string)",
        ),
    ];
    for (rule, beginning) in rows {
        let detail = of_rule(&rule);
        assert!(detail.starts_with(beginning), "{detail}");
    }
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
        "faults[1]: there is a rule \"it\" already; give each an id of its own."
    );
    assert_eq!(
        refusal(&json!({ "faults": [rule(Some("2")), rule(None)] })),
        "faults[1]: there is a rule \"2\" already; give each an id of its own."
    );
    for id in ["", " ", "it\nthat", "é", &"x".repeat(129)] {
        let detail = of_rule(&rule(Some(id)));
        assert!(detail.starts_with("faults[0]: an id is 1 to 128 printable characters of ASCII, got \""), "{detail}");
    }
}

#[test]
fn there_are_so_many_rules_at_the_most() {
    let rule = json!({ "operation": "*", "action": { "status": 503 } });

    assert_eq!(
        refusal(&json!({ "faults": vec![rule; 1001] })),
        "faults[1000]: there can be 1000 rules; use a match or times instead of one for each call."
    );
}

#[test]
fn a_list_is_no_object_whose_members_have_lost_their_names() {
    let rule = json!({ "operation": "*", "action": { "status": 503 } });

    assert_eq!(refusal(&json!([[rule], null, null])), "The body is a list; expected an object.");
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
