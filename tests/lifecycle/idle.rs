//! Connections on which nothing happens: they end, whatever came before.

use std::net::TcpStream;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::{get, post};
use codearts_mock::http::Limits;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::client::{LIMITS, PATIENCE, Server, connect, read_answer, read_to_end, send};
use crate::program::Process;

const SHORT: Duration = Duration::from_millis(200);

fn server() -> Server {
    let refuse = |_body: Body| async { (StatusCode::UNAUTHORIZED, "no") };
    Server::start(Router::new().route("/", post(refuse)), Limits { header_timeout: SHORT, ..LIMITS })
}

fn refused(stream: &mut TcpStream) {
    send(stream, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
    assert_eq!(read_answer(stream), Ok((401, "no".to_owned())));
}

#[test]
fn a_connection_whose_request_was_refused_before_its_body_was_read_is_cut_like_any_other() {
    let server = server();
    let mut stream = server.connect();

    refused(&mut stream);

    assert_eq!(read_to_end(&mut stream), (Vec::new(), None));
}

#[test]
fn a_crowd_of_such_connections_is_cut_and_health_answers_throughout() {
    let arguments = ["--port", "0", "--host", "127.0.0.1", "--header-timeout-ms", "500", "--max-connections", "100"];
    let process = Process::start(&arguments, &[]);
    let request = "POST /v1/job/permissions/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    let healthy = || {
        let mut stream = connect(process.address());
        send(&mut stream, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert_eq!(read_answer(&mut stream).unwrap().0, 200);
    };
    let mut crowd: Vec<_> = (0..100).map(|_| connect(process.address())).collect();
    for stream in &mut crowd {
        send(stream, request);
        assert_eq!(read_answer(stream).unwrap().0, 401);
    }
    healthy();

    for stream in &mut crowd {
        assert_eq!(read_to_end(stream), (Vec::new(), None));
        healthy();
    }
}

#[test]
fn an_http_2_connection_that_asks_for_nothing_more_is_closed_though_it_answers_to_its_name() {
    let server =
        Server::start(Router::new().route("/", get(|| async { "hello" })), Limits { header_timeout: SHORT, ..LIMITS });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();

    let ended = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
        let mut builder = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
        // The client says that it is there more often than anybody would have to.
        builder.timer(hyper_util::rt::TokioTimer::new());
        builder.keep_alive_interval(SHORT / 10).keep_alive_while_idle(true);
        let (mut client, connection) = builder.handshake(TokioIo::new(stream)).await.unwrap();
        let ended = tokio::spawn(connection);
        let request = hyper::Request::get(format!("http://{}/", server.address)).body(Empty::<Bytes>::new()).unwrap();
        let response = client.send_request(request).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "hello");
        tokio::time::timeout(PATIENCE, ended).await
    });

    assert!(ended.is_ok());
}

#[test]
fn a_client_that_does_not_read_its_answers_is_cut_and_its_place_is_free() {
    let arguments = ["--port", "0", "--host", "127.0.0.1", "--header-timeout-ms", "500", "--max-connections", "1"];
    let process = Process::start(&arguments, &[]);
    let mut silent = connect(process.address());
    // More than the buffers of both systems hold.
    send(&mut silent, &"GET /_mock/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200));
    silent.peek(&mut [0]).unwrap();

    let mut other = connect(process.address());
    send(&mut other, "GET /v1/job/permission/internal HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n");

    assert_eq!(read_answer(&mut other).unwrap().0, 200);
}
