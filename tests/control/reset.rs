//! Whatever was called, a reset leaves nothing of it: the namespace is that of a fresh server, byte for byte.

use codearts_mock::auth::{
    Mode,
    signature::{Scheme, SignedRequest, sign},
};
use proptest::{
    prelude::{Just, Strategy, prop_oneof},
    test_runner::{Config, TestRunner},
};

use crate::{
    server::{Builder, MockServer},
    wire::{Connection, PIPELINE, READ, control, state, write},
};

const CLOCK: &str = "2024-09-20T06:38:49Z";
const DATE: &str = "20240920T063849Z";

const ADMINISTRATOR_TOKEN: &str = "SMxN8YlorVw7E0QSHnIDTRanPAuqNjgOefJwke3wJSlNMk9jrybYrit4xi5OQGCK";
const ACCESS_KEY: &str = "W58IDJVGUSYGZNCR7WZ3";
const SECRET_KEY: &str = "j2QXb3rzLa5JW0JrvIAx2V6ui5csCB3gqfOFja7g";

/// A call with all that it says.
#[derive(Clone, Debug)]
struct Call {
    line: String,
    body: String,
    headers: Vec<(&'static str, String)>,
}

impl Call {
    /// A call by the administrator.
    fn new((line, body): (String, String)) -> Self {
        let headers = vec![("X-Auth-Token", ADMINISTRATOR_TOKEN.to_owned()), ("X-Mock-Trace", "1".to_owned())];
        Self { line, body, headers }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// A call that is signed with this secret.
    fn signed(secret: &str) -> Self {
        let header = |name: &str| match name {
            "x-sdk-date" => Some(DATE),
            "host" => Some("localhost"),
            _ => None,
        };
        let (method, path) = READ.split_once(' ').unwrap();
        let request = SignedRequest { method, path, query: None, header: &header, body: b"" };
        let authorization = sign(Scheme::Plain, ACCESS_KEY, secret, &request, "host;x-sdk-date").unwrap();
        let headers = vec![("X-Sdk-Date", DATE.to_owned()), ("Authorization", authorization)];
        Self { line: READ.to_owned(), body: String::new(), headers }
    }
}

/// A server that locks access keys, too.
fn fresh() -> MockServer {
    builder().auth(Mode::Verify).quirk("ak-lockout=on").start()
}

fn builder() -> Builder {
    MockServer::builder().clock(CLOCK).id_seed(7)
}

fn fixed(line: &str, body: &str) -> Just<Call> {
    Just(Call::new((line.to_owned(), body.to_owned())))
}

/// A call of the emulated API: right, wrong, for a token, with a wrong signature, with a wish, in another namespace.
fn api_call() -> impl Strategy<Value = Call> {
    let password = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"developer",
        "password":"ww7t5Xl1oY9ShJDN7x4gTrVJ","domain":{"name":"codearts-mock"}}}},
        "scope":{"project":{"name":"cn-north-4"}}}}"#;
    let read = || Call::new((READ.to_owned(), String::new()));
    prop_oneof![
        (500..513_u32, proptest::bool::ANY).prop_map(|(role, may_delete)| Call::new(write(role, may_delete))),
        proptest::bool::ANY.prop_map(|flag| {
            Call::new((format!("PUT {PIPELINE}/update-permission-switch?flag={flag}"), String::new()))
        }),
        fixed(&format!("GET {PIPELINE}/role-permission"), ""),
        fixed("POST /v3/auth/tokens", password),
        fixed("POST /v1/job/permissions/batch", "{"),
        fixed("GET /v1/nowhere", ""),
        fixed("DELETE /v1/job/permission/internal", ""),
        Just(Call::signed("another secret")),
        Just(Call::signed(SECRET_KEY)),
        Just(read().with("Prefer", "code=404")),
        Just(read().with("X-Mock-Delay-Ms", "1")),
        Just(read().with("X-Mock-Quirk", "error-profile=observed")),
        Just(read().with("X-Mock-Namespace", "another")),
        Just(read()),
    ]
}

/// Rules of every kind, and none.
fn fault_call() -> impl Strategy<Value = Call> {
    let rule = |action: &str| format!(r#"{{"faults":[{{"operation":"*","times":2,{action}}}]}}"#);
    prop_oneof![
        prop_oneof![
            Just(r#""action":{"status":503}"#),
            Just(r#""action":{"reset":true}"#),
            Just(r#""action":{"empty":true},"phase":"after""#),
            Just(r#""action":{"truncate_at":5}"#),
            Just(r#""action":{"malformed":true}"#),
            Just(r#""action":{"hang_ms":1}"#),
            Just(r#""delay":{"uniform":{"min_ms":0,"max_ms":2}},"after_calls":1"#),
            Just(r#""action":{"failure_in_200":{"code":"C","message":"m"}},"phase":"after""#),
        ]
        .prop_map(move |action| Call::new(("PUT /_mock/faults".to_owned(), rule(action)))),
        fixed("PUT /_mock/faults", r#"{"preset":"flaky"}"#),
        fixed("PUT /_mock/faults", r#"{"faults":[{"operation":"Nothing"}]}"#),
        fixed("DELETE /_mock/faults", ""),
    ]
}

/// A call of the control plane about time, state, seed, snapshots, what happened, or other namespaces.
fn control_call() -> impl Strategy<Value = Call> {
    let worlds = prop_oneof![
        Just(r#"{"schema_version":1}"#),
        Just(r#"{"schema_version":1,"projects":{"p45e51b060f1b4e82916f9d2c33e8eb28":{"jobs":{}}}}"#),
        Just(r#"{"schema_version":1,"users":{"0123456789abcdef0123456789abcdef":{"name":"n","token":"t"}}}"#),
        Just(r#"{"schema_version":1,"projects":[]}"#),
    ];
    let takes_world = prop_oneof![
        Just("PUT /_mock/state"),
        Just("POST /_mock/seed"),
        Just("POST /_mock/seed?mode=merge"),
        Just("POST /_mock/seed?mode=merge&namespace=another"),
    ];
    prop_oneof![
        3 => fault_call(),
        2 => (takes_world, worlds).prop_map(|(line, world)| Call::new((line.to_owned(), world.to_owned()))),
        2 => prop_oneof![
            fixed("PUT /_mock/clock", r#"{"now":"2031-01-01T00:00:00Z"}"#),
            fixed("PUT /_mock/clock", r#"{"now":null}"#),
            (-100_000_000_i64..100_000_000)
                .prop_map(|ms| Call::new(("POST /_mock/clock/advance".to_owned(), format!(r#"{{"ms":{ms}}}"#)))),
        ],
        3 => prop_oneof![Just("a"), Just("b")].prop_flat_map(|name| prop_oneof![
            fixed(&format!("PUT /_mock/snapshots/{name}"), ""),
            fixed(&format!("POST /_mock/snapshots/{name}/restore"), ""),
            fixed(&format!("DELETE /_mock/snapshots/{name}"), ""),
            fixed(&format!("GET /_mock/state/diff?to={name}"), ""),
        ]),
        1 => fixed("POST /_mock/verify", r#"{"operation":"CheckJobInternal"}"#),
        1 => fixed("POST /_mock/reset", ""),
        1 => fixed("DELETE /_mock/namespaces/another", ""),
        1 => fixed("DELETE /_mock/coverage", ""),
    ]
}

/// All that is remembered, as it is shown, and what comes next: also to a key that may have been locked.
fn remembered(uri: &str) -> Vec<String> {
    let shown = ["state", "requests", "faults", "clock"].map(|what| {
        let answer = control(uri, &format!("GET /_mock/{what}"), "");
        assert_eq!(answer.status, 200);
        answer.text().to_owned()
    });
    let next = [Call::signed(SECRET_KEY), Call::new(write(500, true))].map(|call| send(uri, &call));
    shown.into_iter().chain(next).collect()
}

/// Head and body of an answer, or that there was none.
fn send(uri: &str, call: &Call) -> String {
    let mut connection = Connection::open(uri);
    let headers: Vec<_> = call.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    connection.send(&call.line, &headers, &call.body);
    connection.receive().map_or_else(|_| "none".to_owned(), |answer| format!("{:?}", answer.without_date()))
}

#[test]
fn after_a_reset_the_namespace_is_that_of_a_fresh_server() {
    let calls = prop_oneof![2 => api_call(), 1 => control_call()];
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };

    TestRunner::new(config)
        .run(&proptest::collection::vec(calls, 0..40), |calls| {
            let (server, other) = (fresh(), fresh());
            for call in &calls {
                let answer = send(&server.uri(), call);
                let is_seed = call.line.starts_with("POST /_mock/seed") && !call.line.contains("another");
                if is_seed && answer.contains("status: 200") {
                    // What was seeded is what a fresh server is started with.
                    control(&other.uri(), "POST /_mock/seed", &state(&server.uri())).expect(200);
                }
            }
            control(&server.uri(), "POST /_mock/reset", "").expect(200);
            assert_eq!(remembered(&server.uri()), remembered(&other.uri()));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_reset_unlocks_an_access_key() {
    let server = fresh();
    let statuses = |count: usize, secret: &str| {
        let status = |_| send(&server.uri(), &Call::signed(secret)).contains("status: 200");
        (0..count).map(status).collect::<Vec<_>>()
    };

    let wrong = statuses(5, "another secret");
    let locked = statuses(1, SECRET_KEY);
    server.reset();

    assert_eq!((wrong, locked, statuses(1, SECRET_KEY)), (vec![false; 5], vec![false], vec![true]));
}

#[test]
fn the_same_calls_are_answered_with_the_same_bytes() {
    let calls = proptest::collection::vec(api_call(), 1..20);
    let config = Config { cases: 20, failure_persistence: None, ..Config::default() };

    TestRunner::new(config)
        .run(&calls, |calls| {
            let answers = || {
                let server = fresh();
                calls.iter().map(|call| send(&server.uri(), call)).collect::<Vec<_>>()
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
    use codearts_mock::Fault;
    let server = builder().fault(Fault::status("CheckJobInternal", 503).times(1)).start();
    let statuses = || [0, 1].map(|_| crate::wire::api(&server.uri(), READ, "").status);

    let before = statuses();
    control(&server.uri(), "DELETE /_mock/faults", "");
    let without = statuses();
    server.reset();

    assert_eq!((before, without, statuses()), ([503, 200], [200, 200], [503, 200]));
}

#[test]
fn a_reset_keeps_snapshots_and_other_namespaces() {
    let server = builder().start();
    let other = server.namespace("other");
    let written = Call::new(write(500, true));
    send(&server.uri(), &written);
    send(&other.uri(), &written);
    control(&server.uri(), "PUT /_mock/snapshots/kept", "").expect(200);

    server.reset();

    let names = control(&server.uri(), "GET /_mock/snapshots", "").expect(200);
    assert_eq!(names["snapshots"], serde_json::json!(["kept"]));
    assert_eq!((server.requests().len(), other.requests().len()), (0, 1));
    assert_eq!(crate::wire::row(&other.uri(), 500)["operation_delete"], true);
    assert_eq!(crate::wire::row(&server.uri(), 500)["operation_delete"], false);
}
