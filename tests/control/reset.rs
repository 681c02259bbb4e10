//! Whatever was called, a reset leaves nothing of it: the namespace is that of a fresh server, byte for byte.

use codearts_mock::{MockServer, mock_server::Builder};
use proptest::{
    prelude::{Just, Strategy, prop_oneof},
    test_runner::{Config, TestRunner},
};

use crate::wire::{Connection, PIPELINE, READ, TOKEN, control, write};

const CLOCK: &str = "2024-09-20T06:38:49Z";

/// A call: its line and its body.
type Call = (String, String);

fn fresh() -> MockServer {
    builder().start()
}

fn builder() -> Builder {
    MockServer::builder().clock(CLOCK).id_seed(7)
}

fn fixed(line: &str, body: &str) -> Just<Call> {
    Just((line.to_owned(), body.to_owned()))
}

/// A call of the emulated API: right, wrong, or for a token.
fn api_call() -> impl Strategy<Value = Call> {
    let password = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"developer",
        "password":"ww7t5Xl1oY9ShJDN7x4gTrVJ","domain":{"name":"codearts-mock"}}}},
        "scope":{"project":{"name":"cn-north-4"}}}}"#;
    prop_oneof![
        (500..513_u32, proptest::bool::ANY).prop_map(|(role, may_delete)| write(role, may_delete)),
        proptest::bool::ANY
            .prop_map(|flag| (format!("PUT {PIPELINE}/update-permission-switch?flag={flag}"), String::new())),
        fixed(&format!("GET {PIPELINE}/role-permission"), ""),
        fixed(READ, ""),
        fixed("POST /v3/auth/tokens", password),
        fixed("POST /v1/job/permissions/batch", "{"),
        fixed("GET /v1/nowhere", ""),
        fixed("DELETE /v1/job/permission/internal", ""),
    ]
}

/// A call of the control plane that must leave nothing that a reset keeps.
fn control_call() -> impl Strategy<Value = Call> {
    let rule = |action: &str| format!(r#"{{"faults":[{{"operation":"*","times":2,"action":{action}}}]}}"#);
    prop_oneof![
        prop_oneof![
            Just(r#"{"status":503}"#),
            Just(r#"{"reset":true}"#),
            Just(r#"{"empty":true}"#),
            Just(r#"{"truncate_at":5}"#),
            Just(r#"{"malformed":true}"#),
            Just(r#"{"failure_in_200":{"code":"C","message":"m"}}"#),
        ]
        .prop_map(move |action| ("PUT /_mock/faults".to_owned(), rule(action))),
        fixed("PUT /_mock/faults", r#"{"preset":"flaky"}"#),
        fixed("DELETE /_mock/faults", ""),
        fixed("PUT /_mock/clock", r#"{"now":"2031-01-01T00:00:00Z"}"#),
        fixed("PUT /_mock/clock", r#"{"now":null}"#),
        (-100_000_i64..100_000).prop_map(|ms| ("POST /_mock/clock/advance".to_owned(), format!(r#"{{"ms":{ms}}}"#))),
        fixed("PUT /_mock/state", r#"{"schema_version":1}"#),
        fixed("PUT /_mock/snapshots/kept", ""),
        fixed("POST /_mock/snapshots/kept/restore", ""),
        fixed("DELETE /_mock/snapshots/kept", ""),
        fixed("POST /_mock/verify", r#"{"operation":"CheckJobInternal"}"#),
        fixed("POST /_mock/reset", ""),
    ]
}

/// All that is remembered, as it is shown, and what comes next.
fn remembered(uri: &str) -> Vec<String> {
    let shown = ["state", "requests", "faults", "clock"].map(|what| {
        let answer = control(uri, &format!("GET /_mock/{what}"), "");
        assert_eq!(answer.status, 200);
        answer.text().to_owned()
    });
    let next = [(READ.to_owned(), String::new()), write(500, true)].map(|(line, body)| send(uri, &line, &body));
    shown.into_iter().chain(next).collect()
}

/// Head and body of an answer, or that there was none.
fn send(uri: &str, line: &str, body: &str) -> String {
    let mut connection = Connection::open(uri);
    connection.send(line, &[TOKEN, ("X-Mock-Trace", "1")], body);
    connection.receive().map_or_else(|_| "none".to_owned(), |answer| format!("{:?}", answer.without_date()))
}

#[test]
fn after_a_reset_the_namespace_is_that_of_a_fresh_server() {
    let expected = remembered(&fresh().uri());
    let calls = prop_oneof![2 => api_call(), 1 => control_call()];
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };

    TestRunner::new(config)
        .run(&proptest::collection::vec(calls, 0..30), |calls| {
            let server = fresh();
            for (line, body) in &calls {
                send(&server.uri(), line, body);
            }
            control(&server.uri(), "POST /_mock/reset", "").expect(200);
            assert_eq!(remembered(&server.uri()), expected);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_same_calls_are_answered_with_the_same_bytes() {
    let calls = proptest::collection::vec(api_call(), 1..20);
    let config = Config { cases: 20, failure_persistence: None, ..Config::default() };

    TestRunner::new(config)
        .run(&calls, |calls| {
            let answers = || {
                let server = fresh();
                calls.iter().map(|(line, body)| send(&server.uri(), line, body)).collect::<Vec<_>>()
            };
            assert_eq!(answers(), answers());
            Ok(())
        })
        .unwrap();
}

#[test]
fn another_seed_makes_other_request_ids() {
    let ids = [7, 8].map(|seed| {
        let server = MockServer::builder().clock(CLOCK).id_seed(seed).start();
        crate::wire::api(&server.uri(), READ, "").header("x-request-id").to_owned()
    });

    assert_ne!(ids[0], ids[1]);
}

#[test]
fn faults_of_the_beginning_are_there_again_after_a_reset() {
    use codearts_mock::fault::RuleFile;
    let server = builder().fault(RuleFile::status("CheckJobInternal", 503).times(1)).start();
    let statuses = || [0, 1].map(|_| crate::wire::api(&server.uri(), READ, "").status);

    let before = statuses();
    control(&server.uri(), "DELETE /_mock/faults", "");
    let without = statuses();
    server.reset();

    assert_eq!((before, without, statuses()), ([503, 200], [200, 200], [503, 200]));
}

#[test]
fn a_reset_keeps_snapshots_and_other_namespaces() {
    let server = fresh();
    let other = server.namespace("other");
    let (line, body) = write(500, true);
    send(&server.uri(), &line, &body);
    send(&other.uri(), &line, &body);
    control(&server.uri(), "PUT /_mock/snapshots/kept", "").expect(200);

    server.reset();

    let names = control(&server.uri(), "GET /_mock/snapshots", "").expect(200);
    assert_eq!(names["snapshots"], serde_json::json!(["kept"]));
    assert_eq!((server.requests().len(), other.requests().len()), (0, 1));
    assert_eq!(crate::wire::row(&other.uri(), 500)["operation_delete"], true);
    assert_eq!(crate::wire::row(&server.uri(), 500)["operation_delete"], false);
}
