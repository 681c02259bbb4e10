//! Connections that are reset, closed, cut off or garbled, as the bytes on a raw socket show it.

use std::io::ErrorKind;

use serde_json::json;

use super::set;
use crate::{
    server::MockServer,
    wire::{Answer, Connection, READ, TOKEN, api, control, journal, row, write},
};

/// A server of which every call of the write meets this fault.
fn server(phase: &str, action: serde_json::Value) -> MockServer {
    let server = MockServer::start();
    set(
        &server.uri(),
        &json!([{ "id": "it", "operation": "UpdatePipelineRolePermission", "phase": phase, "action": action }]),
    );
    server
}

/// Writes, and says what came until the connection ended, and with which error.
fn written(server: &MockServer) -> (String, Option<ErrorKind>) {
    let (line, body) = write(500, true);
    let mut connection = Connection::open(&server.uri());
    connection.send(&line, &[TOKEN], &body);
    let (bytes, end) = connection.rest();
    (String::from_utf8_lossy(&bytes).into_owned(), end.err().map(|error| error.kind()))
}

/// Whether the write is there.
fn is_there(server: &MockServer) -> bool {
    row(&server.uri(), 500)["operation_delete"] == true
}

/// What the journal says of the write: the fault, and whether something was changed.
fn noted(server: &MockServer) -> (String, bool) {
    let entry = journal(&server.uri()).into_iter().find(|entry| entry["method"] == "POST").unwrap();
    let is_change = entry["changes"]["list"].as_array().is_some_and(|changes| !changes.is_empty());
    (entry["fault"].as_str().unwrap().to_owned(), is_change)
}

#[test]
fn a_reset_is_a_reset_and_not_a_byte_comes_before() {
    let server = server("before", json!({ "reset": true }));

    assert_eq!(written(&server), (String::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!((noted(&server), is_there(&server)), (("it".to_owned(), false), false));
}

#[test]
fn a_reset_afterwards_leaves_the_write_in_place() {
    let server = server("after", json!({ "reset": true }));

    assert_eq!(written(&server), (String::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!((noted(&server), is_there(&server)), (("it".to_owned(), true), true));
}

#[test]
fn an_empty_reply_is_the_end_of_the_stream_without_a_byte() {
    for (phase, is_committed) in [("before", false), ("after", true)] {
        let server = server(phase, json!({ "empty": true }));

        assert_eq!(written(&server), (String::new(), None), "{phase}");
        assert_eq!((noted(&server), is_there(&server)), (("it".to_owned(), is_committed), is_committed), "{phase}");
    }
}

#[test]
fn a_malformed_answer_has_chunks_that_are_none() {
    for (phase, is_committed) in [("before", false), ("after", true)] {
        let server = server(phase, json!({ "malformed": true }));

        let (bytes, end) = written(&server);

        let (head, chunks) = bytes.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.to_ascii_lowercase().contains("transfer-encoding: chunked"), "{head}");
        let size = chunks.split("\r\n").next().unwrap();
        assert!(u64::from_str_radix(size, 16).is_err(), "{size} is the size of a chunk");
        assert_eq!((end, is_there(&server)), (None, is_committed), "{phase}");
    }
}

#[test]
fn a_truncated_answer_announces_more_than_comes() {
    for (length, part) in [(0, ""), (5, "{\"sta"), (19, "{\"status\":\"success\"")] {
        let server = server("after", json!({ "truncate_at": length }));

        let (bytes, _) = written(&server);

        let (head, body) = bytes.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{length}: no head in {bytes:?}"));
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.to_ascii_lowercase().contains("content-length: 20"), "{head}");
        assert_eq!((body, is_there(&server), noted(&server)), (part, true, ("it".to_owned(), true)), "{length}");
    }
}

#[test]
fn an_answer_that_is_shorter_than_the_cut_is_whole() {
    let server = server("after", json!({ "truncate_at": 1000 }));
    let (line, body) = write(500, true);

    assert_eq!(api(&server.uri(), &line, &body).expect(200), json!({ "status": "success" }));
}

#[test]
fn the_connection_of_another_client_lives_on() {
    let server = server("before", json!({ "reset": true }));
    let mut other = Connection::open(&server.uri());
    let status = |answer: Answer| answer.status;

    let before = status(other.call(READ, &[TOKEN], ""));
    written(&server);

    assert_eq!((before, status(other.call(READ, &[TOKEN], ""))), (200, 200));
}

#[test]
fn an_answer_hangs_as_long_as_it_was_told_to_and_then_comes_whole() {
    let server = MockServer::start();
    set(&server.uri(), &json!([{ "operation": "CheckJobInternal", "action": { "hang_ms": 150 } }]));
    let began = std::time::Instant::now();

    let answer = api(&server.uri(), READ, "");

    assert_eq!((answer.status, answer.json()["result"].clone()), (200, json!(true)));
    assert!(began.elapsed().as_millis() >= 150);
}

#[test]
fn the_control_plane_is_never_interfered_with() {
    let server = MockServer::start();
    set(&server.uri(), &json!([{ "operation": "*", "action": { "reset": true } }]));

    let shown = control(&server.uri(), "GET /_mock/faults", "").expect(200);

    assert_eq!((shown["faults"][0]["calls"].clone(), server.requests().len()), (json!(0), 0));
}
