//! What a client gets of HTTP itself: both versions, and an early answer that arrives.

use std::io::Write;
use std::net::{Shutdown, TcpStream};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::{get, post};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::client::{LIMITS, Server, connect, read_answer, send};
use crate::program::Process;

const THIRTEEN_MIB: usize = 13 << 20;

fn refuse_everything() -> Router {
    // The body is dropped unread, as by a server that trusts the Content-Length.
    Router::new().route("/", post(|_body: Body| async { (StatusCode::PAYLOAD_TOO_LARGE, "too large") }))
}

/// A client that writes everything before it reads anything, as many do.
fn ask_with_13_mib(mut stream: TcpStream, head: &str) -> Result<(u16, String), (String, usize)> {
    send(&mut stream, &format!("{head}\r\nHost: x\r\nContent-Length: {THIRTEEN_MIB}\r\n\r\n"));
    stream.write_all(&vec![b'x'; THIRTEEN_MIB]).unwrap();
    read_answer(&mut stream)
}

#[test]
fn a_client_that_writes_13_mib_before_it_reads_gets_to_read_the_413_fifty_times_out_of_fifty() {
    let server = Server::start(refuse_everything(), LIMITS);

    let answers: Vec<_> = (0..50).map(|_| ask_with_13_mib(server.connect(), "POST / HTTP/1.1")).collect();

    assert_eq!(answers, vec![Ok((413, "too large".to_owned())); 50]);
}

#[test]
fn the_program_itself_lets_that_client_read_its_413_fifty_times_out_of_fifty() {
    let process = Process::start(&["--port", "0"], &[]);
    let head = "POST /v1/job/permissions/batch HTTP/1.1\r\nX-Auth-Token: any";

    let answers: Vec<_> = (0..50).map(|_| ask_with_13_mib(connect(process.address()), head)).collect();

    let message = "Request entity too large. Expected a body of at most 12582912 bytes, got a larger one - send less, or set \
                   --max-body-bytes";
    let body = format!(r#"{{"error_code":"APIGW.0201","error_msg":"{message}"}}"#);
    assert_eq!(answers, vec![Ok((413, body)); 50]);
}

#[test]
fn a_client_that_reads_while_it_sends_gets_the_early_answer_at_once() {
    let server = Server::start(refuse_everything(), LIMITS);
    let mut stream = server.connect();

    send(&mut stream, &format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {THIRTEEN_MIB}\r\n\r\n"));

    assert_eq!(read_answer(&mut stream), Ok((413, "too large".to_owned())));
}

#[test]
fn a_small_unread_body_does_not_cost_the_connection() {
    let server = Server::start(refuse_everything(), LIMITS);
    let mut stream = server.connect();

    for _ in 0..3 {
        send(&mut stream, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        assert_eq!(read_answer(&mut stream), Ok((413, "too large".to_owned())));
    }

    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(server.stop().cut, 0);
}

#[test]
fn a_head_that_cannot_be_read_gets_a_bare_status() {
    let server = Server::start(refuse_everything(), LIMITS);
    let heads = [
        ("no HTTP\r\n\r\n".to_owned(), 400),
        (format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1 << 16)), 414),
        (format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(101)), 431),
    ];

    for (head, status) in heads {
        let mut stream = server.connect();
        send(&mut stream, &head);

        assert_eq!(read_answer(&mut stream), Ok((status, String::new())));
    }
}

#[test]
fn http_2_with_prior_knowledge_is_understood_on_the_same_port() {
    let server = Server::start(Router::new().route("/", get(|| async { "hello" })), LIMITS);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();

    let (version, body) = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
        let (mut client, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = hyper::Request::get(format!("http://{}/", server.address)).body(Empty::<Bytes>::new()).unwrap();
        let response = client.send_request(request).await.unwrap();
        (response.version(), response.into_body().collect().await.unwrap().to_bytes())
    });

    assert_eq!((version, body), (hyper::Version::HTTP_2, Bytes::from_static(b"hello")));
}
