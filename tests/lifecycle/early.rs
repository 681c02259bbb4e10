//! Refusals that are known before the body is read: the connection is good for the next request, or the answer says that it
//! is not.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::post;
use codearts_mock::http::Limits;

use crate::client::{LIMITS, Server, connect, read_to_end, send};
use crate::program::Process;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// One answer: its status, and whether it says that the connection ends.
type Told = (u16, bool);

/// A client that keeps its connection until it is told that it ends, as `http.client` and `requests` do. It writes the
/// whole of a request before it reads.
struct Session {
    address: SocketAddr,
    stream: Option<TcpStream>,
    connections: usize,
}

impl Session {
    fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, connections: 0 }
    }

    fn ask(&mut self, head: &str, body: &str) -> std::io::Result<Told> {
        let mut stream = self.stream.take().unwrap_or_else(|| {
            self.connections += 1;
            connect(self.address)
        });
        // In two steps, as the Python clients do.
        stream.write_all(format!("{head}\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let told = receive(&mut stream)?;
        self.stream = Some(stream).filter(|_| !told.1);
        Ok(told)
    }
}

fn receive(stream: &mut TcpStream) -> std::io::Result<Told> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        bytes.extend(byte);
    }
    let head = String::from_utf8(bytes).unwrap().to_ascii_lowercase();
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    let length = field("content-length: ").map_or(0, |length| length.parse().unwrap());
    stream.read_exact(&mut vec![0; length])?;
    Ok((head[9..12].parse().unwrap(), field("connection: ").is_some_and(|value| value == "close")))
}

/// Heads of requests that are refused before their body, with the status, and the one that is answered after it.
const REFUSED: &[(&str, u16)] = &[
    ("POST /v1/job/permissions/batch HTTP/1.1", 401),
    ("POST /v1/nowhere HTTP/1.1\r\nX-Auth-Token: any", 404),
    ("DELETE /v1/job/permission HTTP/1.1\r\nX-Auth-Token: any", 404),
    ("POST /v1/job/permissions/batch HTTP/1.1\r\nX-Auth-Token: any\r\nX-Mock-Namespace: no name", 400),
    ("POST /v1/job/permissions/batch HTTP/1.1\r\nX-Auth-Token: any\r\nX-Mock-Quirk: no=quirk", 400),
    ("POST /_mock/nowhere HTTP/1.1", 404),
    ("PUT /_mock/health HTTP/1.1", 405),
    ("POST /_mock/verify?no=parameter HTTP/1.1", 400),
    ("POST /_mock/reset HTTP/1.1\r\nOrigin: http://elsewhere.example", 403),
];
const GRANTED: &str = "PUT /_mock/faults HTTP/1.1";

#[test]
fn refused_and_granted_requests_with_bodies_of_all_sizes_follow_each_other_without_an_error() {
    let process = Process::start(&["--port", "0", "--host", "127.0.0.1"], &[]);
    let mut session = Session::new(process.address());
    let lengths = [2, KIB, 100 * 1000, 2 * MIB];
    let padded = |length: usize| format!("{}{{\"faults\":[]}}", " ".repeat(length));

    for turn in 0..12 {
        for (head, status) in REFUSED {
            let length = lengths[turn % lengths.len()];
            let refused = session.ask(head, &"x".repeat(length)).unwrap();
            assert_eq!(refused, (*status, length > 64 * KIB), "{head} {length}");
            assert_eq!(session.ask(GRANTED, &padded(length)).unwrap(), (200, false), "{head} {length}");
        }
    }

    // Only what says so costs a connection.
    assert_eq!(session.connections, 1 + 12 / 2 * REFUSED.len());
}

#[test]
fn a_body_that_is_too_large_for_the_setting_but_not_for_the_connection_costs_only_the_request() {
    let process = Process::start(&["--port", "0", "--host", "127.0.0.1", "--max-body-bytes", "1000"], &[]);
    let mut session = Session::new(process.address());
    let head = "POST /v1/job/permissions/batch HTTP/1.1\r\nX-Auth-Token: any";

    for _ in 0..3 {
        assert_eq!(session.ask(head, &"x".repeat(1001)).unwrap(), (413, false));
    }
    assert_eq!(session.ask(head, &"x".repeat(65 * KIB)).unwrap(), (413, true));
    assert_eq!(session.connections, 1);
}

fn refuse_unread() -> Router {
    Router::new().route("/", post(|_body: Body| async { StatusCode::UNAUTHORIZED }))
}

#[test]
fn chunks_are_read_up_to_the_same_bound() {
    let server = Server::start(refuse_unread(), LIMITS);
    for (chunks, closes) in [(3, false), (4, false), (5, true)] {
        let mut stream = server.connect();
        let chunk = format!("4000\r\n{}\r\n", "x".repeat(16 * KIB));

        send(&mut stream, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        send(&mut stream, &chunk.repeat(chunks));
        send(&mut stream, "0\r\n\r\n");

        assert_eq!(receive(&mut stream).unwrap(), (401, closes), "{chunks}");
    }
}

#[test]
fn a_body_that_does_not_come_is_waited_for_no_longer_than_its_time() {
    let server =
        Server::start(refuse_unread(), Limits { body_timeout: std::time::Duration::from_millis(200), ..LIMITS });
    let mut stream = server.connect();

    send(&mut stream, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{");

    assert_eq!(receive(&mut stream).unwrap(), (401, true));
    assert_eq!(read_to_end(&mut stream), (Vec::new(), None));
}

#[test]
fn a_client_that_asks_before_it_sends_is_not_asked_for_a_body_that_nobody_wants() {
    let server = Server::start(refuse_unread(), LIMITS);
    let mut stream = server.connect();

    send(&mut stream, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");

    // A final answer and no "100 Continue" before it.
    assert_eq!(receive(&mut stream).unwrap(), (401, true));
}
