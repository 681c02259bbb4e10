//! What holds the end of the server, and what does not.

use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use codearts_mock::http::{App, Limits, router};
use codearts_mock::namespace::Beginning;
use codearts_mock::server::Drained;
use codearts_mock::store::World;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::client::{LIMITS, PATIENCE, Server, connect, read_answer, send};
use crate::program::Process;

const QUICK: &str = "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n";
const READY: &str = "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n";

fn server() -> Server {
    Server::start(Router::new().route("/quick", get(|| async { "quick" })), LIMITS)
}

/// Stops a server that nothing should hold.
fn assert_stops_at_once(server: Server, what: &str) {
    let begun = Instant::now();
    assert_eq!(server.stop(), Drained { cut: 0 }, "{what}");
    assert!(begun.elapsed() < PATIENCE / 4, "{what}: {:?}", begun.elapsed());
}

#[test]
fn a_head_of_which_only_a_part_has_come_does_not_hold_the_end() {
    for opening in ["GET /quick HTTP/1.1\r\nHos", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "P", ""] {
        let server = server();
        let (mut fresh, mut used) = (server.connect(), server.connect());
        send(&mut used, QUICK);
        read_answer(&mut used).unwrap();

        send(&mut fresh, opening);
        send(&mut used, opening);
        // Answered after both openings have been read.
        let mut last = server.connect();
        send(&mut last, QUICK);
        read_answer(&mut last).unwrap();

        assert_stops_at_once(server, opening);
    }
}

#[test]
fn an_idle_http_2_connection_does_not_hold_the_end_even_if_its_client_is_deaf() {
    let server = server();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();

    let client = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
        let (mut client, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request =
            hyper::Request::get(format!("http://{}/quick", server.address)).body(Empty::<Bytes>::new()).unwrap();
        let response = client.send_request(request).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "quick");
        client
    });

    // Nothing of the client runs outside of its runtime: it reads no farewell.
    assert_stops_at_once(server, "HTTP/2");
    drop(client);
}

/// The emulator with everything that waits for its journal.
fn emulator() -> (Server, Arc<App>) {
    let app = Arc::new(App::new(Beginning::new(Arc::new(World::default()))));
    (Server::of(router(&app), LIMITS, app.lifecycle.clone()), app)
}

#[test]
fn a_long_poll_is_answered_when_the_server_stops() {
    let question = r#"{"operation":"ShowJobInfo","timeout_ms":60000}"#;
    let verify =
        format!("POST /_mock/verify HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{question}", question.len());
    let listed = "GET /_mock/requests?wait=60000 HTTP/1.1\r\nHost: x\r\n\r\n";
    for (request, status) in [(listed, 200), (verify.as_str(), 422)] {
        let (server, _app) = emulator();
        let mut stream = server.connect();
        send(&mut stream, request);
        // Answered after the long poll has begun.
        let mut last = server.connect();
        send(&mut last, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        read_answer(&mut last).unwrap();

        assert_stops_at_once(server, request);

        assert_eq!(read_answer(&mut stream).unwrap().0, status, "{request}");
    }
}

#[test]
fn during_the_delay_everything_is_served_as_before_but_readiness_is_denied() {
    let app = Arc::new(App::new(Beginning::new(Arc::new(World::default()))));
    let limits = Limits { shutdown_delay: PATIENCE, ..LIMITS };
    let server = Server::of(router(&app), limits, app.lifecycle.clone());
    let (address, lifecycle) = (server.address, server.lifecycle.clone());
    let ask = |stream: &mut TcpStream, path: &str| {
        send(stream, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        read_answer(stream).unwrap().0
    };
    let mut kept = connect(address);
    assert_eq!(ask(&mut kept, "/readyz"), 200);

    let ended = server.begin_stop();
    while !lifecycle.is_leaving() {
        std::thread::yield_now();
    }

    let mut new = connect(address);
    for stream in [&mut kept, &mut new] {
        assert_eq!(ask(stream, "/readyz"), 503);
        for path in ["/healthz", "/_mock/health", "/_mock/requests"] {
            assert_eq!(ask(stream, path), 200, "{path}");
        }
        assert_eq!(ask(stream, "/v1/job/permission"), 401);
    }
    assert!(!lifecycle.is_draining() && !ended.is_finished());
}

#[test]
fn without_a_delay_set_there_is_none_and_with_one_the_program_ends_after_it() {
    for (delay, least) in [("0", Duration::ZERO), ("300", Duration::from_millis(300))] {
        let mut process = Process::start(&["--port", "0", "--shutdown-delay-ms", delay], &[]);
        let mut stream = connect(process.address());
        send(&mut stream, READY);
        assert_eq!(read_answer(&mut stream).unwrap().0, 200);

        let begun = Instant::now();
        process.signal("-TERM");
        let (code, took) = (process.ended(), begun.elapsed());

        assert_eq!(code, Some(0));
        assert!(took >= least && took < PATIENCE / 4, "{delay}: {took:?}");
    }
}

#[test]
fn an_answer_that_the_client_is_slow_to_read_is_in_flight() {
    let large = "x".repeat(16 << 20);
    let answer = large.clone();
    let router = Router::new().route("/large", get(move || async move { answer }));
    let server = Server::start(router, LIMITS);
    let mut stream = server.connect();
    send(&mut stream, "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    // The first bytes have come, so that the rest is on its way.
    std::io::Read::read_exact(&mut stream, &mut [0; 16]).unwrap();

    let lifecycle = server.lifecycle.clone();
    let ended = server.begin_stop();
    while !lifecycle.is_draining() {
        std::thread::yield_now();
    }
    let (bytes, error) = crate::client::read_to_end(&mut stream);

    assert_eq!((bytes.ends_with(large.as_bytes()), error), (true, None));
    assert_eq!(ended.join().unwrap(), Drained { cut: 0 });
}

#[test]
fn a_signal_is_obeyed_though_every_thread_of_the_server_is_stuck() {
    // Nobody reads what it logs, and it logs a lot: whatever thread writes is stuck.
    let (_keep, silent) = std::io::pipe().unwrap();
    let mut command = crate::program::command(
        &["--port", "0", "--host", "127.0.0.1", "--log-level", "trace", "--drain-timeout-ms", "200"],
        &[],
    );
    command.stderr(silent).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut ready = String::new();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut ready).unwrap();
    let address: std::net::SocketAddr =
        ready.split_once("http://").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    let refused = "GET /v1/nowhere HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50);
    for _ in 0..40 {
        send(&mut connect(address), &refused);
    }

    let mut process = Process { child, stdout, ready, log: None };
    let begun = Instant::now();
    process.signal("-TERM");
    let code = process.ended();

    assert_eq!(code, Some(0));
    assert!(begun.elapsed() < PATIENCE / 2, "{:?}", begun.elapsed());
}
