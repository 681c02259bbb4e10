//! What a request asks for itself, and the limit on the rate of calls.

use std::sync::Arc;

use codearts_mock::{
    World,
    http::App,
    namespace::{Beginning, Options},
};
use serde_json::json;

use super::set;
use crate::{
    oneshot::Oneshot,
    server::MockServer,
    wire::{READ, TOKEN, api, ask, journal, row, write},
};

#[test]
fn a_preferred_status_is_given_and_said_to_be() {
    let server = MockServer::start();
    for code in ["404", "\"404\"", "404, wait=1"] {
        let answer = ask(&server.uri(), READ, &[TOKEN, ("Prefer", &format!("code={code}"))], "");

        assert_eq!((answer.status, answer.header("preference-applied")), (404, "code=404"), "{code}");
    }
}

#[test]
fn a_preferred_refusal_changes_nothing_and_the_next_call_is_free_of_it() {
    let server = MockServer::start();
    let (line, body) = write(500, true);

    let refused = ask(&server.uri(), &line, &[TOKEN, ("Prefer", "code=403")], &body).status;

    assert_eq!((refused, row(&server.uri(), 500)["operation_delete"].clone()), (403, json!(false)));
    assert_eq!(api(&server.uri(), &line, &body).status, 200);
    assert_eq!(journal(&server.uri())[0]["fault"], "Prefer");
}

#[test]
fn a_preferred_success_is_the_answer_as_it_is() {
    let server = MockServer::start();

    let answer = ask(&server.uri(), READ, &[TOKEN, ("Prefer", "code=200")], "");

    assert_eq!((answer.status, answer.json()["result"].clone()), (200, json!(true)));
}

#[test]
fn a_rule_that_only_delays_leaves_the_preference_in_force() {
    let server = MockServer::start();
    set(&server.uri(), &json!([{ "operation": "*", "delay": { "fixed_ms": 1 } }]));

    let answer = ask(&server.uri(), READ, &[TOKEN, ("Prefer", "code=404")], "");

    assert_eq!((answer.status, answer.header("preference-applied")), (404, "code=404"));
}

#[test]
fn a_call_waits_as_long_as_it_asks_for() {
    let server = MockServer::start();
    let began = std::time::Instant::now();

    let answer = ask(&server.uri(), READ, &[TOKEN, ("X-Mock-Delay-Ms", "120")], "");

    assert_eq!(answer.status, 200);
    assert!(began.elapsed().as_millis() >= 120);
}

#[test]
fn the_rate_is_limited_in_each_namespace_by_its_own_clock() {
    let world = Arc::new(World::built_in());
    let rate_limit = Some("2/s:3".parse().unwrap());
    let clock = Some("2024-09-20T06:38:49Z".parse().unwrap());
    let options = Options { rate_limit, clock, ..Options::default() };
    let mock = Oneshot::new(App::new(Beginning { options, ..Beginning::new(world) }));
    let statuses = |token: &str, count: usize| -> Vec<u16> {
        (0..count).map(|_| mock.ask(READ, &[("X-Auth-Token", token)], "").status).collect()
    };

    assert_eq!(statuses("any", 4), [200, 200, 200, 429]);
    assert_eq!(statuses("ns-other-any", 1), [200]);
    let refused = mock.ask(READ, &[TOKEN], "");
    assert_eq!((refused.header("retry-after"), refused.json()["error_code"].clone()), ("1", json!("APIGW.0308")));
    mock.ask("POST /_mock/clock/advance", &[], r#"{"ms":500}"#).expect(200);
    assert_eq!(statuses("any", 2), [200, 429]);
    mock.ask("POST /_mock/reset", &[], "").expect(200);
    assert_eq!(statuses("any", 4), [200, 200, 200, 429]);
}

#[test]
fn a_preferred_or_ruled_status_stands_whatever_the_quirk_error_profile_says() {
    let server = MockServer::builder().quirk("error-profile=observed").start();
    let line = "GET /v1/job/6ecbc5bac7c8442fb3d2563d53c13582/info";

    let preferred = ask(&server.uri(), line, &[TOKEN, ("Prefer", "code=404")], "");
    set(&server.uri(), &json!([{ "operation": "*", "action": { "status": 404 } }]));
    let ruled = ask(&server.uri(), line, &[TOKEN], "");

    assert_eq!((preferred.status, ruled.status), (404, 404), "{} {}", preferred.text(), ruled.text());
}
