//! The end of a server: what has begun is finished, what has not is not waited for.

use std::future::pending;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use codearts_mock::http::{Lifecycle, Limits};
use codearts_mock::server::{Host, bind, serve};
use tokio::sync::Notify;

use crate::client::{LIMITS, PATIENCE, Server, connect, read_answer, read_to_end, send};

/// A router whose only answer waits for its cue, and the two cues: it has begun, it may end.
fn held_back() -> (Router, Arc<Notify>, Arc<Notify>) {
    let (begun, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let cues = (Arc::clone(&begun), Arc::clone(&release));
    let handler = move || {
        let (begun, release) = cues.clone();
        async move {
            begun.notify_one();
            release.notified().await;
            "finished"
        }
    };
    (Router::new().route("/", get(handler)).route("/quick", get(|| async { "quick" })), begun, release)
}

fn wait_for(cue: &Notify) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(cue.notified());
}

fn spin_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "still not: {what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_request_in_flight_is_answered_while_the_listener_is_closed_already() {
    let (router, begun, release) = held_back();
    let server = Server::start(router, LIMITS);
    let (address, lifecycle, mut stream) = (server.address, server.lifecycle.clone(), server.connect());

    send(&mut stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_for(&begun);
    assert!(!lifecycle.is_draining());
    let ended = server.begin_stop();
    spin_until("draining", || lifecycle.is_draining());
    spin_until("refused", || {
        TcpStream::connect(address).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
    });
    release.notify_one();

    assert_eq!(read_answer(&mut stream), Ok((200, "finished".to_owned())));
    assert_eq!(ended.join().unwrap().cut, 0);
}

#[test]
fn an_idle_connection_is_closed_at_once_and_cleanly() {
    let (router, _, _) = held_back();
    let server = Server::start(router, LIMITS);
    let mut stream = server.connect();

    send(&mut stream, "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(read_answer(&mut stream), Ok((200, "quick".to_owned())));
    let begun = Instant::now();
    let drained = server.stop();

    assert_eq!(drained.cut, 0);
    assert!(begun.elapsed() < PATIENCE / 4, "{:?}", begun.elapsed());
    assert_eq!(read_to_end(&mut stream), (Vec::new(), None));
}

#[test]
fn an_endless_request_delays_the_end_no_longer_than_the_bound() {
    let bound = Duration::from_millis(300);
    let (router, begun, _) = held_back();
    let server = Server::start(router, Limits { drain_timeout: bound, ..LIMITS });
    let mut endless = server.connect();

    send(&mut endless, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_for(&begun);
    let stopping = Instant::now();
    let drained = server.stop();

    assert_eq!(drained.cut, 1);
    assert!(stopping.elapsed() >= bound && stopping.elapsed() < bound * 5, "{:?}", stopping.elapsed());
}

#[test]
fn no_request_that_was_answered_is_lost_when_the_server_stops_under_load() {
    let answered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&answered);
    let router = Router::new().route("/", get(move || async move { count.fetch_add(1, Ordering::SeqCst).to_string() }));
    let server = Server::start(router, LIMITS);
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = server.connect();
            std::thread::spawn(move || {
                let mut received = 0;
                // A write that fails is a request that was never read.
                while std::io::Write::write_all(&mut stream, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").is_ok() {
                    match read_answer(&mut stream) {
                        Ok(_) => received += 1,
                        Err((_, partial)) => {
                            assert_eq!(partial, 0, "an answer was cut in two");
                            break;
                        }
                    }
                }
                received
            })
        })
        .collect();

    spin_until("busy", || answered.load(Ordering::SeqCst) > 2000);
    let drained = server.stop();

    let received: usize = clients.into_iter().map(|client| client.join().unwrap()).sum();
    assert_eq!((received, drained.cut), (answered.load(Ordering::SeqCst), 0));
}

#[test]
fn a_server_that_is_dropped_takes_its_connections_with_it() {
    let listeners = bind(&[Host::Address(Ipv4Addr::LOCALHOST.into())], 0).unwrap();
    let address = listeners[0].local_addr().unwrap();
    let (router, begun, _) = held_back();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();

    let serving = runtime.spawn(serve(listeners, router, LIMITS, Lifecycle::default(), pending()));
    let mut stream = connect(address);
    send(&mut stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_for(&begun);
    serving.abort();

    assert_eq!(read_to_end(&mut stream), (Vec::new(), None));
}
