//! Connections that end on purpose, as the client sees it on the wire.

use std::io::ErrorKind;

use axum::routing::{get, post};
use axum::{Extension, Router};
use codearts_mock::http::Ending;

use crate::client::{LIMITS, Server, read_answer, read_to_end, send};

fn server() -> Server {
    let ends = |ending: Ending| async move { Extension(ending) };
    let router = Router::new()
        .route("/reset", get(move || ends(Ending::Reset)))
        .route("/close", post(move || ends(Ending::Close)))
        .route("/garbage", get(move || ends(Ending::Garbage)))
        .route("/spared", get(|| async { "well" }));
    Server::start(router, LIMITS)
}

#[test]
fn a_reset_reaches_the_client_as_a_reset_with_no_byte_before_it() {
    let server = server();
    let mut stream = server.connect();

    send(&mut stream, "GET /reset HTTP/1.1\r\nHost: x\r\n\r\n");

    assert_eq!(read_to_end(&mut stream), (Vec::new(), Some(ErrorKind::ConnectionReset)));
}

#[test]
fn a_close_without_reply_is_a_clean_end_even_when_the_body_was_not_read() {
    let server = server();
    let mut stream = server.connect();

    send(&mut stream, "POST /close HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");

    assert_eq!(read_to_end(&mut stream), (Vec::new(), None));
}

#[test]
fn garbage_is_an_answer_whose_chunks_are_malformed_and_then_the_end() {
    let server = server();
    let mut stream = server.connect();

    send(&mut stream, "GET /garbage HTTP/1.1\r\nHost: x\r\n\r\n");

    let (bytes, ended) = read_to_end(&mut stream);
    let text = String::from_utf8_lossy(&bytes);
    let (head, chunks) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("transfer-encoding: chunked"), "{head}");
    assert!(chunks.starts_with("this is no size\r\n"), "{chunks}");
    assert_eq!(ended, None);
}

#[test]
fn an_ending_spares_the_answers_before_it_and_the_connections_beside_it() {
    let server = server();
    let (mut ended, mut spared) = (server.connect(), server.connect());

    send(&mut ended, "GET /spared HTTP/1.1\r\nHost: x\r\n\r\n");
    let before = read_answer(&mut ended);
    send(&mut ended, "GET /reset HTTP/1.1\r\nHost: x\r\n\r\n");
    let after = read_to_end(&mut ended);
    send(&mut spared, "GET /spared HTTP/1.1\r\nHost: x\r\n\r\n");

    assert!(before.is_ok_and(|(status, _)| status == 200));
    assert_eq!(after, (Vec::new(), Some(ErrorKind::ConnectionReset)));
    assert!(read_answer(&mut spared).is_ok_and(|(status, _)| status == 200));
}
