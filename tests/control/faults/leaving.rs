//! Clients that give up waiting: their request is in the journal all the same, and its phase says whether it happened.

use serde_json::{Value, json};

use super::set;
use crate::{
    server::MockServer,
    wire::{Connection, READ, TOKEN, api, control, row, write},
};

/// Longer than anything here is waited for.
const LONG: u64 = 60_000;

/// A server of which the first call of the write meets this fault.
fn server(rule: &Value) -> MockServer {
    let server = MockServer::start();
    let mut whole = json!({ "id": "it", "operation": "UpdatePipelineRolePermission", "times": 1 });
    whole.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
    set(&server.uri(), &json!([whole]));
    server
}

/// Sends the write with these headers, and waits until it has met the fault.
fn sent(server: &MockServer, headers: &[(&str, &str)]) -> Connection {
    let (line, body) = write(500, true);
    let mut connection = Connection::open(&server.uri());
    connection.send(&line, headers, &body);
    while server.faults().first().is_some_and(|fault| fault.hits == 0) {
        std::thread::yield_now();
    }
    connection
}

/// The first entry of the journal, waited for: its status, its fault, and whether it changed anything.
fn noted(server: &MockServer) -> (Value, Value, bool) {
    let document = control(&server.uri(), "GET /_mock/requests?wait=20000", "").expect(200);
    let entry = &document["requests"][0];
    let changes = entry["changes"]["list"].as_array().unwrap().len();
    (entry["status"].clone(), entry["fault"].clone(), changes > 0)
}

#[test]
fn a_call_that_was_given_up_before_it_happened_is_noted_and_never_happens() {
    let waits = [json!({ "delay": { "fixed_ms": LONG } }), json!({ "action": { "hang_ms": LONG } })];
    for rule in waits {
        let server = server(&rule);

        drop(sent(&server, &[TOKEN]));

        assert_eq!(noted(&server), (json!(499), json!("it"), false), "{rule}");
        assert_eq!(row(&server.uri(), 500)["operation_delete"], false, "{rule}");
    }
}

#[test]
fn a_call_that_hangs_after_it_happened_is_noted_while_the_client_still_waits() {
    let waits = [json!({ "delay": { "fixed_ms": LONG } }), json!({ "action": { "hang_ms": LONG } })];
    for mut rule in waits {
        rule["phase"] = json!("after");
        let server = server(&rule);

        let connection = sent(&server, &[TOKEN]);

        assert_eq!(noted(&server), (json!(200), json!("it"), true), "{rule}");
        assert_eq!(row(&server.uri(), 500)["operation_delete"], true, "{rule}");
        drop(connection);
    }
}

#[test]
fn a_delay_that_the_request_asked_for_itself_is_no_way_out_of_the_journal() {
    let server = MockServer::start();

    let connection = sent(&server, &[TOKEN, ("X-Mock-Delay-Ms", "60000")]);
    // There is no rule to tell that it arrived, but what arrives later is answered later.
    control(&server.uri(), "GET /_mock/health", "").expect(200);
    drop(connection);

    assert_eq!(noted(&server), (json!(499), json!("X-Mock-Delay-Ms"), false));
}

#[test]
fn a_client_that_tries_again_is_seen_twice() {
    let server = server(&json!({ "delay": { "fixed_ms": LONG } }));
    drop(sent(&server, &[TOKEN]));
    let (line, body) = write(500, true);

    api(&server.uri(), &line, &body).expect(200);

    let question = r#"{"operation":"UpdatePipelineRolePermission","times":{"exactly":2},"timeout_ms":20000}"#;
    control(&server.uri(), "POST /_mock/verify", question).expect(200);
}

#[test]
fn a_client_that_leaves_in_the_middle_of_its_body_is_noted() {
    let server = MockServer::start();
    let mut connection = Connection::open(&server.uri());
    let (line, _) = write(500, true);

    connection.send(&line, &[TOKEN, ("Content-Length", "100")], "");
    drop(connection);

    assert_ne!(noted(&server).0, json!(200));
    api(&server.uri(), READ, "").expect(200);
}
