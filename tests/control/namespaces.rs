//! Namespaces: the ways to name one, what is told of them, and how many there may be.

use std::{sync::Arc, time::Duration};

use codearts_mock::{
    World,
    auth::{
        Mode,
        signature::{Scheme, SignedRequest, sign},
    },
    http::App,
    namespace::{Beginning, Bounds, Namespaces},
};
use serde_json::{Value, json};

use crate::{
    oneshot::Oneshot,
    server::MockServer,
    wire::{READ, TOKEN, ask, control, write},
};

const DEVELOPER_TOKEN: &str = "wUl7NQbHuGoR4ZI2D2sp7b4fjBHECVs8ylotcmzmbRDjCJmO2Wt92yI2liYSkPeR";
const ACCESS_KEY: &str = "W58IDJVGUSYGZNCR7WZ3";
const SECRET_KEY: &str = "j2QXb3rzLa5JW0JrvIAx2V6ui5csCB3gqfOFja7g";
const DATE: &str = "20240920T063849Z";

/// The callers in the journal of a namespace.
fn callers(server: &MockServer, name: &str) -> Vec<Value> {
    let document = control(&server.uri(), &format!("GET /_mock/requests?namespace={name}"), "").expect(200);
    document["requests"].as_array().unwrap().iter().map(|entry| entry["caller"].clone()).collect()
}

#[test]
fn a_namespace_is_named_by_header_prefix_token_or_access_key_and_echoed() {
    let server = MockServer::start();
    let authorization = "SDK-HMAC-SHA256 Access=ns-d-AK, SignedHeaders=x-sdk-date, Signature=00";
    let in_prefix = READ.replace(" /", " /_ns/b/");
    let calls = [
        ("a", READ, vec![TOKEN, ("X-Mock-Namespace", "a")]),
        ("b", in_prefix.as_str(), vec![TOKEN]),
        ("c", READ, vec![("X-Auth-Token", "ns-c-any")]),
        ("d", READ, vec![("Authorization", authorization)]),
    ];
    for (name, line, headers) in calls {
        let answer = ask(&server.uri(), line, &headers, "");

        assert_eq!((answer.status, answer.header("x-mock-namespace")), (200, name));
        assert_eq!(callers(&server, name).len(), 1, "{name}");
    }
    let unnamed = ask(&server.uri(), READ, &[TOKEN], "");
    assert_eq!((unnamed.status, unnamed.header("x-mock-namespace")), (200, ""));
    assert_eq!(callers(&server, "default").len(), 1);
}

#[test]
fn the_header_goes_before_the_prefix_and_the_prefix_before_the_credential() {
    let server = MockServer::start();
    let in_prefix = READ.replace(" /", " /_ns/prefix/");
    let token = ("X-Auth-Token", "ns-token-any");
    let named = |line: &str, headers: &[(&str, &str)]| {
        ask(&server.uri(), line, headers, "").header("x-mock-namespace").to_owned()
    };

    assert_eq!(named(&in_prefix, &[token, ("X-Mock-Namespace", "header")]), "header");
    assert_eq!(named(&in_prefix, &[token]), "prefix");
    assert_eq!(named(READ, &[token]), "token");
}

#[test]
fn what_follows_the_name_in_a_credential_is_the_user() {
    let server = MockServer::builder().auth(Mode::Verify).start();
    let token = format!("ns-w1-{DEVELOPER_TOKEN}");

    let status = ask(&server.uri(), READ, &[("X-Auth-Token", &token)], "").status;

    assert_eq!(status, 200);
    assert_eq!(callers(&server, "w1"), [json!("f18df4b16cd092a16d00a9ee61c2a637")]);
}

#[test]
fn a_token_that_is_issued_in_a_namespace_leads_back_to_it_and_is_good_only_there() {
    let server = MockServer::builder().auth(Mode::Verify).start();
    let login = json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": {
            "name": "developer", "password": "ww7t5Xl1oY9ShJDN7x4gTrVJ", "domain": { "name": "codearts-mock" } } } },
        "scope": { "project": { "name": "cn-north-4" } },
    } })
    .to_string();

    let issued = ask(&server.namespace("w2").uri(), "POST /v3/auth/tokens", &[], &login);
    let token = issued.header("x-subject-token").to_owned();

    assert!(token.starts_with("ns-w2-MIID"), "{token}");
    let back = ask(&server.uri(), READ, &[("X-Auth-Token", &token)], "");
    assert_eq!((back.status, back.header("x-mock-namespace")), (200, "w2"));
    let elsewhere = token.replace("ns-w2-", "ns-w3-");
    assert_eq!(ask(&server.uri(), READ, &[("X-Auth-Token", &elsewhere)], "").status, 401);
    let unnamed = token.replace("ns-w2-", "");
    assert_eq!(ask(&server.uri(), READ, &[("X-Auth-Token", &unnamed)], "").status, 401);
}

/// The header for a signed call of a path.
fn signature(access_key: &str, path: &str) -> String {
    let header = |name: &str| match name.to_ascii_lowercase().as_str() {
        "x-sdk-date" => Some(DATE),
        "host" => Some("localhost"),
        _ => None,
    };
    let request = SignedRequest { method: "GET", path, query: None, header: &header, body: b"" };
    sign(Scheme::Plain, access_key, SECRET_KEY, &request, "host;x-sdk-date").unwrap()
}

#[test]
fn a_signature_is_over_the_path_as_it_was_sent_and_by_the_key_behind_the_name() {
    let server = MockServer::builder().auth(Mode::Verify).clock("2024-09-20T06:38:49Z").start();
    let path = READ.split_once(' ').unwrap().1;
    let prefixed = format!("/_ns/signed/{}", &path[1..]);
    let key_with_name = format!("ns-signed-{ACCESS_KEY}");
    let status = |sent: &str, signed: &str, key: &str| {
        let authorization = signature(key, signed);
        let headers = [("X-Sdk-Date", DATE), ("Authorization", authorization.as_str())];
        ask(&server.uri(), &format!("GET {sent}"), &headers, "").status
    };

    assert_eq!(status(path, path, ACCESS_KEY), 200);
    assert_eq!(status(path, path, &key_with_name), 200);
    assert_eq!(status(&prefixed, &prefixed, ACCESS_KEY), 200);
    assert_eq!(status(&prefixed, &prefixed, &key_with_name), 200);
    assert_eq!(status(&prefixed, path, ACCESS_KEY), 401);
    assert_eq!(status(path, path, "ns-signed-NOBODY"), 401);
    let developer = json!("f18df4b16cd092a16d00a9ee61c2a637");
    assert_eq!(callers(&server, "default"), std::slice::from_ref(&developer));
    let expected = [developer.clone(), developer.clone(), developer, Value::Null, Value::Null];
    assert_eq!(callers(&server, "signed"), expected);
}

#[test]
fn the_control_plane_of_a_namespace_is_named_in_three_ways() {
    let server = MockServer::start();
    let scope = server.namespace("a.b_C1");
    let (line, body) = write(500, true);
    ask(&scope.uri(), &line, &[TOKEN], &body);
    let uri = server.uri();

    let written = [
        control(&uri, "GET /_ns/a.b_C1/_mock/requests", ""),
        control(&uri, "GET /_mock/requests?namespace=a.b_C1", ""),
        ask(&uri, "GET /_mock/requests", &[("X-Mock-Namespace", "a.b_C1")], ""),
        control(&uri, "GET /_mock/requests", ""),
        control(&uri, "GET /_mock/requests?namespace=default", ""),
    ]
    .map(|answer| answer.expect(200)["written"].as_u64());

    assert_eq!(written, [Some(1), Some(1), Some(1), Some(0), Some(0)]);
}

#[test]
fn a_name_that_is_none_is_refused_in_words() {
    let server = MockServer::start();
    let long = "x".repeat(65);
    for name in ["a-b", "a b", "a/b", "", "é", long.as_str()] {
        let api = ask(&server.uri(), READ, &[TOKEN, ("X-Mock-Namespace", name)], "");
        let expected = "X-Mock-Namespace: expected 1 to 64 letters, digits, underscores and dots, got \"";
        let message = api.expect(400)["error_msg"].as_str().unwrap().to_owned();
        assert!(message.contains(expected), "{name}: {message}");

        let control = ask(&server.uri(), "GET /_mock/state", &[("X-Mock-Namespace", name)], "");
        assert_eq!(control.header("content-type"), "application/problem+json");
        assert!(control.expect(400)["detail"].as_str().unwrap().contains(expected), "{name}");
    }
    for target in ["/_mock/state?namespace=a-b", "/_ns/a-b/_mock/state", "/_ns/a-b/v1/job/permission/internal"] {
        assert_eq!(ask(&server.uri(), &format!("GET {target}"), &[TOKEN], "").status, 400, "{target}");
    }
}

#[test]
fn namespaces_are_listed_with_what_happened_in_them_and_deleted() {
    let server = MockServer::start();
    let scope = server.namespace("busy");
    let (line, body) = write(500, true);
    ask(&scope.uri(), &line, &[TOKEN], &body);
    ask(&scope.uri(), READ, &[TOKEN], "");
    control(&scope.uri(), "PUT /_mock/snapshots/one", "").expect(200);
    control(&scope.uri(), "PUT /_mock/faults", r#"{"preset":"flaky"}"#).expect(200);
    let list = || {
        let mut document = control(&server.uri(), "GET /_mock/namespaces", "").expect(200);
        for summary in document["namespaces"].as_array_mut().unwrap() {
            assert!(summary.as_object_mut().unwrap().remove("idle_ms").unwrap().is_u64());
        }
        document["namespaces"].clone()
    };
    let empty = json!({ "name": "default", "requests": 0, "changed": 0, "faults": 0, "snapshots": 0 });
    let busy = json!({ "name": "busy", "requests": 2, "changed": 1, "faults": 2, "snapshots": 1 });
    assert_eq!(list(), json!([empty, busy]));

    control(&server.uri(), "DELETE /_mock/namespaces/busy", "").expect(200);

    assert_eq!(list(), json!([empty]));
    let again = control(&server.uri(), "DELETE /_mock/namespaces/busy", "").expect(404);
    assert_eq!(again["detail"], "There is no namespace busy; GET /_mock/namespaces lists them.");
    assert_eq!(control(&server.uri(), "DELETE /_mock/namespaces/a-b", "").status, 400);
    assert_eq!(callers(&server, "busy"), Vec::<Value>::new());
}

/// An app with room for so many namespaces that are dropped after so long.
fn bounded(most: usize, idle: Duration) -> Oneshot {
    let world = Arc::new(World::built_in());
    Oneshot::new(App::with(Namespaces::new(Beginning::new(world), Bounds { most, idle })))
}

#[test]
fn there_are_so_many_namespaces_at_the_most() {
    let mock = bounded(2, Duration::from_hours(1));
    let ask = |name: &str| mock.ask(READ, &[TOKEN, ("X-Mock-Namespace", name)], "");

    assert_eq!(["a", "b", "a", "default"].map(|name| ask(name).status), [200; 4]);
    let message = ask("c").expect(503)["error_msg"].as_str().unwrap().to_owned();

    assert!(
        message.contains("at most 2 namespaces, got one more - delete some with DELETE /_mock/namespaces/"),
        "{message}"
    );
    assert_eq!(mock.ask("GET /_mock/state?namespace=c", &[], "").status, 503);
    mock.ask("DELETE /_mock/namespaces/a", &[], "").expect(200);
    assert_eq!(ask("c").status, 200);
}

#[test]
fn a_namespace_that_nobody_uses_makes_room() {
    let mock = bounded(2, Duration::ZERO);

    for name in ["a", "b", "c", "d"] {
        assert_eq!(mock.ask(READ, &[TOKEN, ("X-Mock-Namespace", name)], "").status, 200, "{name}");
    }
}
