//! Clients that want more than their share.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use axum::routing::{get, post};
use codearts_mock::http::BodyTimedOut;
use codearts_mock::http::Limits;
use tokio::sync::Notify;

use crate::client::{LIMITS, PATIENCE, Server, connect, read_answer, read_to_end, send};

const SHORT: Duration = Duration::from_millis(200);

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

#[test]
fn a_client_that_does_not_finish_the_head_of_its_request_is_cut_off() {
    // Silence, half of the HTTP/2 preface, the whole of it and no more, a head without its end.
    for opening in ["", "PRI * HTTP", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\nHost:"] {
        let server = Server::start(hello(), Limits { header_timeout: SHORT, ..LIMITS });
        let mut stream = server.connect();
        let begun = Instant::now();

        send(&mut stream, opening);
        let (bytes, _) = read_to_end(&mut stream);

        assert!(!bytes.starts_with(b"HTTP/1.1 200"), "{opening:?}");
        assert!(begun.elapsed() >= SHORT && begun.elapsed() < PATIENCE, "{opening:?}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_connection_that_asks_for_nothing_more_is_closed_and_one_that_waits_for_an_answer_is_not() {
    let asked = Arc::new(Notify::new());
    let answer = Arc::clone(&asked);
    let slow = Router::new().route("/", get(move || async move { answer.notified().await }));
    let server = Server::start(
        slow.merge(Router::new().route("/quick", get(|| async { "quick" }))),
        Limits { header_timeout: SHORT, ..LIMITS },
    );
    let (mut idle, mut waiting) = (server.connect(), server.connect());

    send(&mut waiting, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    send(&mut idle, "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
    let first = read_answer(&mut idle);
    let begun = Instant::now();
    let closed = read_to_end(&mut idle);
    let took = begun.elapsed();
    asked.notify_one();

    assert_eq!(first, Ok((200, "quick".to_owned())));
    assert_eq!(closed, (Vec::new(), None));
    assert!(took + SHORT / 8 >= SHORT && took < PATIENCE, "{took:?}");
    // It has waited for longer than a client may say nothing.
    assert_eq!(read_answer(&mut waiting), Ok((200, String::new())));
}

#[test]
fn a_body_that_stalls_is_an_error_that_names_itself() {
    let read = |body: Body| async {
        let error = to_bytes(body, 100).await.unwrap_err();
        if BodyTimedOut::caused(&error) { StatusCode::REQUEST_TIMEOUT } else { StatusCode::BAD_REQUEST }
    };
    let limits = Limits { body_timeout: SHORT, ..LIMITS };
    let server = Server::start(Router::new().route("/", post(read)), limits);
    let mut stream = server.connect();

    send(&mut stream, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");

    assert_eq!(read_answer(&mut stream), Ok((408, String::new())));
    assert_eq!(read_to_end(&mut stream), (Vec::new(), None));
}

#[test]
fn a_body_that_trickles_is_no_better_than_one_that_stalls() {
    let read = |body: Body| async { to_bytes(body, 1 << 20).await.map_or("cut off", |_| "complete") };
    let limits = Limits { body_timeout: SHORT, ..LIMITS };
    let server = Server::start(Router::new().route("/", post(read)), limits);
    let mut stream = server.connect();
    let mut writer = stream.try_clone().unwrap();

    send(&mut stream, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    let trickle = std::thread::spawn(move || {
        use std::io::Write;
        while writer.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    });

    assert_eq!(read_answer(&mut stream), Ok((200, "cut off".to_owned())));
    trickle.join().unwrap();
}

#[test]
fn two_listeners_share_one_place_without_starving_each_other() {
    let listeners = codearts_mock::server::bind(&[codearts_mock::server::Host::Localhost], 0).unwrap();
    let addresses: Vec<_> = listeners.iter().map(|listener| listener.local_addr().unwrap()).collect();
    let done = Arc::new(Notify::new());
    let stop = Arc::clone(&done);
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let limits = Limits { max_connections: 1, ..LIMITS };
        let served = codearts_mock::server::serve(
            listeners,
            hello(),
            limits,
            codearts_mock::http::Lifecycle::default(),
            async move { stop.notified().await },
        );
        runtime.block_on(served).unwrap()
    });

    for address in addresses.iter().cycle().take(6) {
        let mut stream = connect(*address);
        send(&mut stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(read_answer(&mut stream), Ok((200, "hello".to_owned())));
    }

    done.notify_one();
    assert_eq!(thread.join().unwrap().cut, 0);
}
