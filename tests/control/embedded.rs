//! The server inside a test: its views, its expectations, and how it ends.

use std::{
    net::TcpStream,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use codearts_mock::{Expectation, Fault};
use serde_json::json;

use crate::{
    server::MockServer,
    wire::{READ, api, control, row, write},
};

/// What a panic says.
fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap()
}

/// Runs something that panics, and says what it said.
fn panic_of(run: impl FnOnce()) -> String {
    message(&*catch_unwind(AssertUnwindSafe(run)).unwrap_err())
}

#[test]
fn two_servers_have_nothing_in_common() {
    let (one, other) = (MockServer::start(), MockServer::start());
    let (line, body) = write(500, true);

    api(&one.uri(), &line, &body).expect(200);

    assert_ne!(one.uri(), other.uri());
    assert_eq!((one.requests().len(), other.requests().len()), (1, 0));
    assert_eq!(row(&other.uri(), 500)["operation_delete"], false);
}

#[test]
fn a_view_of_a_namespace_sees_and_does_what_is_its_own() {
    let server = MockServer::builder().namespace("home").start();
    let other = server.namespace("other");
    assert_eq!((server.name(), other.name()), ("home", "other"));
    assert!(server.uri().ends_with("/_ns/home") && other.uri().ends_with("/_ns/other"));

    other.inject(Fault::status("CheckJobInternal", 503).times(1));
    let statuses = [server.uri(), other.uri(), other.uri()].map(|uri| api(&uri, READ, "").status);

    assert_eq!(statuses, [200, 503, 200]);
    assert_eq!((server.requests().len(), other.requests().len()), (1, 2));
    assert_eq!((server.faults().len(), other.faults()[0].hits), (0, 1));
    other.reset();
    assert_eq!((server.requests().len(), other.requests().len(), other.faults().len()), (1, 0, 0));
}

#[test]
fn a_view_outlives_its_namespace() {
    let server = MockServer::start();
    let scope = server.namespace("again");
    api(&scope.uri(), READ, "").expect(200);

    control(&server.uri(), "DELETE /_mock/namespaces/again", "").expect(200);
    scope.inject(Fault::status("CheckJobInternal", 503).times(1));
    let statuses = [0, 1].map(|_| api(&scope.uri(), READ, "").status);

    assert_eq!((statuses, scope.requests().len()), ([503, 200], 2));
}

#[test]
fn what_was_exercised_is_told_by_namespace_and_of_all() {
    let server = MockServer::start();
    let scope = server.namespace("mine");
    api(&server.uri(), READ, "").expect(200);
    api(&scope.uri(), READ, "").expect(200);
    api(&scope.uri(), "GET /v1/nowhere", "");
    let of = |report: codearts_mock::coverage::Report| {
        let operation = report.operations.iter().find(|operation| operation.id == "CheckJobInternal").unwrap();
        (report.namespace.clone(), report.requests, report.requests_elsewhere, operation.requests)
    };

    assert_eq!(of(server.coverage()), (None, 2, 1, 2));
    assert_eq!(of(scope.coverage()), (Some("mine".to_owned()), 1, 1, 1));
    assert_eq!(of(server.namespace("other").coverage()), (Some("other".to_owned()), 0, 0, 0));
}

#[test]
fn what_a_view_knows_is_what_the_control_plane_shows() {
    let server = MockServer::builder().clock("2024-09-20T06:38:49Z").id_seed(1).start();
    server.inject(Fault::status("ShowJobInfo", 503));
    let (line, body) = write(500, true);
    api(&server.uri(), &line, &body).expect(200);
    let shown = |what: &str| control(&server.uri(), &format!("GET /_mock/{what}"), "").expect(200);

    assert_eq!(serde_json::to_value(server.state()).unwrap(), shown("state"));
    assert_eq!(serde_json::to_value(server.requests()).unwrap(), shown("requests")["requests"]);
    assert_eq!(serde_json::to_value(server.faults()).unwrap(), shown("faults")["faults"]);
    let expectation = Expectation::of("UpdatePipelineRolePermission").body(json!({ "role_id": 501 }));
    let question = serde_json::to_string(&expectation).unwrap();
    let refusal = control(&server.uri(), "POST /_mock/verify", &question).expect(422);
    assert_eq!(server.verify(&expectation).unwrap_err().to_string(), refusal["detail"]);
}

#[test]
fn an_expectation_that_was_met_lets_the_server_go() {
    let server = MockServer::start();
    server.expect(Expectation::of("CheckJobInternal").exactly(1));

    api(&server.uri(), READ, "").expect(200);

    drop(server);
}

#[test]
fn an_expectation_that_was_not_met_is_a_panic_with_the_nearest_requests() {
    let server = MockServer::start();
    server.expect(Expectation::of("CheckJobInternal").exactly(2));
    server.expect(Expectation::of("ShowJobInfo"));
    api(&server.uri(), READ, "").expect(200);

    let said = panic_of(|| drop(server));

    assert_eq!(
        said,
        "expected exactly 2 of CheckJobInternal, found 1\n\
         expected at least 1 of ShowJobInfo, found 0\n  \
         nearest: #1 GET /v1/job/permission/internal (CheckJobInternal) answered 200\n    \
         operation: expected \"ShowJobInfo\", got \"CheckJobInternal\""
    );
}

#[test]
fn a_test_that_fails_says_why_and_not_what_was_expected() {
    let said = panic_of(|| {
        let server = MockServer::start();
        server.expect(Expectation::of("CheckJobInternal"));
        panic!("the test's own reason");
    });

    assert_eq!(said, "the test's own reason");
}

#[test]
fn a_dropped_server_is_gone_at_once_even_with_connections_open_and_calls_hanging() {
    let server = MockServer::start();
    let uri = server.uri();
    server.inject(Fault::hang("*", Duration::from_mins(1)));
    let idle = crate::wire::Connection::open(&uri);
    let mut hanging = crate::wire::Connection::open(&uri);
    hanging.send(READ, &[crate::wire::TOKEN], "");
    // The hit says that the call has arrived.
    while server.faults()[0].hits == 0 {
        std::thread::yield_now();
    }
    let began = std::time::Instant::now();

    drop(server);

    assert!(began.elapsed().as_secs() < 10);
    assert_eq!((idle.rest().0, hanging.rest().0), (vec![], vec![]));
    assert!(TcpStream::connect(uri.strip_prefix("http://").unwrap()).is_err());
}

#[tokio::test]
async fn a_server_can_be_used_and_dropped_inside_a_runtime() {
    let server = MockServer::start();
    let uri = server.uri();

    let answer = tokio::task::spawn_blocking(move || api(&uri, READ, "")).await.unwrap();

    assert_eq!((answer.status, server.requests().len()), (200, 1));
}

#[test]
fn a_setting_that_is_none_is_a_panic_that_says_so() {
    let said = [
        panic_of(|| drop(MockServer::builder().clock("noon"))),
        panic_of(|| drop(MockServer::builder().seed("{"))),
        panic_of(|| drop(MockServer::builder().quirk("colour=red"))),
        panic_of(|| drop(MockServer::builder().namespace("a-b"))),
        panic_of(|| drop(MockServer::start().namespace("a-b"))),
        panic_of(|| MockServer::start().inject(Fault::status("CheckJobInterna", 503))),
        panic_of(|| drop(MockServer::builder().fault(Fault::status("CheckJobInterna", 503)).start())),
    ];

    let parts = ["the clock: ", "the seed: ", "colour", "a namespace is named by", "a namespace is named by"];
    for (said, part) in said.iter().zip(parts.into_iter().chain(["did you mean CheckJobInternal?"; 2])) {
        assert!(said.contains(part), "{said}");
    }
}
