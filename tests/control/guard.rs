//! Who may use the control plane, how it refuses, and that it leaves no trace.

use std::sync::Arc;

use codearts_mock::{
    World,
    http::{App, ControlAccess, ControlSettings},
    namespace::Beginning,
};
use serde_json::{Value, json};

use crate::{
    oneshot::Oneshot,
    server::MockServer,
    wire::{READ, TOKEN, ask, control},
};

#[test]
fn a_misspelt_parameter_is_refused_before_anything_is_done() {
    let server = MockServer::start();
    ask(&server.uri(), READ, &[TOKEN], "");

    let refused = control(&server.uri(), "POST /_mock/reset?namespaces=worker_1", "");

    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(
        refused.expect(400)["detail"],
        "There is no parameter namespaces. Did you mean namespace? There are: namespace."
    );
    assert_eq!(server.requests().len(), 1, "the default namespace was not reset");
    for (line, status) in [
        ("GET /_mock/operations?namespace=a", 200),
        ("GET /_mock/state/diff?form=a", 400),
        ("GET /_mock/health?t=1", 200),
        ("GET /readyz?t=1", 200),
    ] {
        assert_eq!(control(&server.uri(), line, "").status, status, "{line}");
    }
}

#[test]
fn a_body_that_is_too_large_is_refused_by_its_length() {
    let server = MockServer::start();
    let length = (16 * 1024 * 1024 + 1).to_string();

    let refused = ask(&server.uri(), "PUT /_mock/faults", &[("Content-Length", &length)], "");

    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.expect(413)["detail"], "The body may have 16777216 bytes; send less.");
}

fn guarded(token: Option<&str>, hosts: &[&str]) -> Oneshot {
    let world = Arc::new(World::built_in());
    let mut app = App::new(Beginning::new(world));
    let hosts = hosts.iter().map(|host| host.parse().unwrap()).collect();
    let origins = vec!["http://app.test".parse().unwrap()];
    let access = ControlAccess { token: token.map(|token| token.to_owned().into()) };
    app.control = ControlSettings { access, hosts, origins };
    Oneshot::new(app)
}

#[test]
fn a_control_token_is_demanded_of_everything_but_health_and_the_emulated_api() {
    let mock = guarded(Some("open-sesame"), &[]);
    let status = |line: &str, headers: &[(&str, &str)]| mock.ask(line, headers, "").status;
    let calls = ["GET /_mock/state", "POST /_mock/reset", "GET /_mock/operations", "GET /_ns/a/_mock/state"];

    assert_eq!(calls.map(|line| status(line, &[])), [401; 4]);
    assert_eq!(calls.map(|line| status(line, &[("X-Mock-Control-Token", "open")])), [401; 4]);
    assert_eq!(calls.map(|line| status(line, &[("X-Mock-Control-Token", "open-sesame")])), [200; 4]);
    assert_eq!(calls.map(|line| status(line, &[("Authorization", "Bearer open-sesame")])), [200; 4]);
    assert_eq!(["GET /_mock/health", "GET /healthz", "GET /readyz"].map(|line| status(line, &[])), [200; 3]);
    assert_eq!(status(READ, &[TOKEN]), 200);
    let refusal = mock.ask("GET /_mock/state", &[], "").expect(401);
    assert_eq!(
        refusal["detail"],
        "The control plane wants its token in X-Mock-Control-Token; it was set with --control-token."
    );
}

#[test]
fn a_strange_page_or_host_is_refused_everywhere_but_at_the_probes_and_changes_nothing() {
    let mock = guarded(None, &["mock.test"]);
    let strange: &[&[(&str, &str)]] = &[
        &[("Host", "evil.test")],
        &[("Host", "localhost"), ("Origin", "http://localhost:3000")],
        &[("Host", "127.0.0.1:2633"), ("Sec-Fetch-Site", "cross-site")],
        &[("Host", "codearts:2633"), ("Sec-Fetch-Site", "same-site")],
        &[("Host", "mock.test"), ("Origin", "null")],
    ];
    let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    mock.ask(READ, &[TOKEN], "");
    let mut paths: Vec<_> = codearts_mock::http::control_document()["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(|path| path.replace("{name}", "a"))
        .filter(|path| path.starts_with("/_mock/") && path != "/_mock/health")
        .collect();
    paths.extend(["/_mock", "/_mock/", "/_mock/nothing"].map(str::to_owned));
    for headers in strange {
        for path in paths.iter().flat_map(|path| [path.clone(), format!("/_ns/worker_1{path}")]) {
            for method in methods {
                let answer = mock.ask(&format!("{method} {path}"), headers, "");
                let media_type = answer.header("content-type").to_owned();
                assert_eq!((answer.status, &*media_type), (403, "application/problem+json"), "{method} {path}");
            }
        }
        for probe in ["/_mock/health", "/healthz", "/readyz", "/_ns/a/_mock/health", "/_ns/a/healthz", "/_ns/a/readyz"]
        {
            assert_eq!(mock.ask(&format!("GET {probe}"), headers, "").status, 200, "{probe} {headers:?}");
        }
    }

    let journal = mock.ask("GET /_mock/requests", &[("Host", "mock.test:2633")], "").expect(200);
    assert_eq!(journal["written"], 1, "nothing was reset, and nothing of it was written down");
}

#[test]
fn the_servers_own_pages_and_listed_ones_are_let_in() {
    let mock = guarded(None, &["mock.test"]);
    let rows: &[&[(&str, &str)]] = &[
        &[("Host", "mock.test:2633"), ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")],
        &[("Host", "localhost:2633"), ("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost:2633")],
        &[("Host", "localhost:2633"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "http://app.test")],
    ];
    for headers in rows {
        for line in ["GET /_mock/docs", "GET /_mock/state", "POST /_mock/reset"] {
            assert_eq!(mock.ask(line, headers, "").status, 200, "{line} {headers:?}");
        }
    }
}

#[test]
fn a_wrong_method_is_refused_with_the_right_ones() {
    let server = MockServer::start();
    let rows = [
        ("PATCH /_mock/state", "GET, PUT, HEAD"),
        ("GET /_mock/reset", "POST"),
        ("POST /_mock/faults", "GET, PUT, DELETE, HEAD"),
        ("DELETE /_mock/health", "GET, HEAD"),
        ("PUT /_mock/requests", "GET, HEAD"),
        ("POST /_mock/snapshots/a", "GET, PUT, DELETE, HEAD"),
    ];
    for (line, allow) in rows {
        let answer = control(&server.uri(), line, "");
        let (method, path) = line.split_once(' ').unwrap();
        assert_eq!((answer.header("allow"), answer.header("content-type")), (allow, "application/problem+json"));
        let expected = json!({
            "schema_version": 1, "type": "about:blank", "title": "Method Not Allowed", "status": 405,
            "detail": format!("{path} takes {allow}, not {method}."),
        });
        assert_eq!(answer.expect(405), expected);
    }
}

#[test]
fn an_unknown_path_is_refused_with_the_nearest() {
    let server = MockServer::start();
    for (path, near) in [("/_mock/sate", Some("/_mock/state")), ("/_mock/", None), ("/_mock", None)] {
        let answer = control(&server.uri(), &format!("GET {path}"), "");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        let detail = answer.expect(404)["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with(&format!("There is no {path}.")), "{detail}");
        if let Some(near) = near {
            assert!(detail.contains(&format!("Did you mean {near}?")), "{detail}");
        }
    }
    assert_eq!(server.requests().len(), 0, "the control plane is not journalled");
}

#[test]
fn no_call_of_the_control_plane_leaves_a_trace_or_lets_another_page_in() {
    let server = MockServer::start();
    let lines = ["health", "operations", "state", "requests", "repro", "faults", "clock", "env", "namespaces", "docs"];
    for name in lines {
        let answer = ask(&server.uri(), &format!("GET /_mock/{name}"), &[("Origin", "http://localhost")], "");
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, ""), "{name}");
    }
    assert_eq!(server.requests().len(), 0);
}

/// The right header for the pasted request.
fn signature() -> String {
    let header = |name: &str| match name.to_ascii_lowercase().as_str() {
        "x-sdk-date" => Some("20240920T063849Z"),
        "host" => Some("x.test"),
        _ => None,
    };
    let signed = codearts_mock::auth::signature::SignedRequest {
        method: "GET",
        path: "/v1/job/permission/internal",
        query: None,
        header: &header,
        body: b"",
    };
    codearts_mock::auth::signature::sign(
        codearts_mock::auth::signature::Scheme::Plain,
        "W58IDJVGUSYGZNCR7WZ3",
        "j2QXb3rzLa5JW0JrvIAx2V6ui5csCB3gqfOFja7g",
        &signed,
        "host;x-sdk-date",
    )
    .unwrap()
}

#[test]
fn a_pasted_signature_is_checked_and_explained() {
    let server = MockServer::builder().clock("2024-09-20T06:38:49Z").start();
    let check = |body: &Value| control(&server.uri(), "POST /_mock/signature/check", &body.to_string());
    let request = |authorization: &str| {
        json!({ "method": "GET", "url": "https://x.test/v1/job/permission/internal",
                "headers": { "Host": "x.test", "X-Sdk-Date": "20240920T063849Z", "Authorization": authorization } })
    };
    let right = signature();
    let last = if right.ends_with('0') { "1" } else { "0" };
    let wrong = format!("{}{last}", &right[..right.len() - 1]);

    let confirmed = check(&request(&right)).expect(200);
    assert_eq!(
        (&confirmed["ok"], &confirmed["user_id"], &confirmed["refusal"]),
        (&json!(true), &json!("f18df4b16cd092a16d00a9ee61c2a637"), &Value::Null)
    );
    let refused = check(&request(&wrong)).expect(200);
    assert_eq!((&refused["ok"], refused["refusal"].is_string()), (&json!(false), true));
    assert!(refused["canonical_request"].as_str().unwrap().starts_with("GET\n/v1/job/permission/internal/\n"));
    assert_eq!(check(&json!({ "method": "GET", "url": "/", "headers": {} })).status, 400);
    assert_eq!(check(&request("SDK-HMAC-SHA256 nothing")).status, 400);
    assert_eq!(check(&request("Bearer x")).expect(200)["ok"], false);
}
