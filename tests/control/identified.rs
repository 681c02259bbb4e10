//! Every answer has an id, and a call of the control plane is about one namespace.

use std::collections::BTreeSet;

use codearts_mock::http::control_document;

use crate::{
    server::MockServer,
    wire::{READ, TOKEN, ask, control},
};

/// An id of 32 hexadecimal digits.
fn assert_id(line: &str, id: &str) {
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}: {id:?}");
}

#[test]
fn every_answer_has_an_id_of_its_own() {
    let server = MockServer::start();
    let document = control_document();
    let calls = document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let methods: Vec<_> = item.as_object().unwrap().keys().map(|name| name.to_uppercase()).collect();
        methods.into_iter().map(move |method| format!("{method} {}", path.replace("{name}", "none")))
    });
    let others =
        ["GET /_mock/x", "DELETE /_mock/health", "HEAD /healthz", "GET /_mock", "GET /_ns/a/_mock/x", "GET /_ns/a"]
            .into_iter()
            .chain([
                "GET /nowhere",
                "OPTIONS /v1/job/permission",
                "DELETE /v1/job/permission",
                "GET /_mock/state?namespce=a",
            ]);
    let lines: Vec<_> = calls.chain(others.map(str::to_owned)).collect();

    let ids: BTreeSet<_> = lines
        .iter()
        .map(|line| {
            let id = ask(&server.uri(), line, &[TOKEN], "").header("x-request-id").to_owned();
            assert_id(line, &id);
            id
        })
        .collect();

    assert_eq!(ids.len(), lines.len(), "no id is given twice");
}

#[test]
fn the_ids_of_the_control_plane_repeat_themselves_and_leave_those_of_requests_alone() {
    let id = |server: &MockServer, line: &str| ask(&server.uri(), line, &[TOKEN], "").header("x-request-id").to_owned();
    let start = || MockServer::builder().id_seed(7).start();
    let (one, other) = (start(), start());

    let first = [id(&one, "GET /_mock/health"), id(&one, "GET /_mock/clock"), id(&one, READ)];
    let second = [id(&other, "GET /_mock/health"), id(&other, "GET /_mock/clock")];

    assert_eq!(first[..2], second);
    assert_eq!(first[2], id(&other, READ), "a call of the control plane takes no id from a request");
    assert_eq!(BTreeSet::from(first).len(), 3);
}

#[test]
fn a_call_that_names_two_namespaces_is_refused_with_both_names() {
    let server = MockServer::start();
    let detail = |line: &str, headers: &[(&str, &str)]| {
        let answer = ask(&server.uri(), line, headers, "");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        answer.expect(400)["detail"].as_str().unwrap().to_owned()
    };
    let header = |name| [("X-Mock-Namespace", name)];
    let refusal = |one: &str, other: &str| format!("namespace: {one}, {other}; name one, or the same in both.");

    assert_eq!(
        detail("POST /_mock/reset?namespace=b", &header("a")),
        refusal("X-Mock-Namespace names \"a\"", "the parameter namespace names \"b\"")
    );
    assert_eq!(
        detail("GET /_ns/c/_mock/state?namespace=b", &[]),
        refusal("the path names \"c\"", "the parameter namespace names \"b\"")
    );
    assert_eq!(
        detail("GET /_ns/c/_mock/coverage", &header("a")),
        refusal("X-Mock-Namespace names \"a\"", "the path names \"c\"")
    );
    assert_eq!(
        detail("GET /_mock/requests?namespace=a&namespace=b", &[]),
        refusal("the parameter namespace names \"a\"", "the parameter namespace names \"b\"")
    );
    let names = control(&server.uri(), "GET /_mock/namespaces", "").expect(200)["namespaces"].as_array().unwrap().len();
    assert_eq!(names, 1, "a call that is refused makes no namespace");
    assert_eq!(ask(&server.uri(), "GET /_ns/a/_mock/state?namespace=a", &header("a"), "").status, 200);
}
