//! The same server below an asynchronous client: it has a thread of its own, so that any runtime can use it.
//!
//! `cargo run --example in_an_async_test`

use std::error::Error;

use axum::body::{Body, to_bytes};
use codearts_mock::{Expectation, MockServer};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// What is to be tested: an asynchronous call.
async fn is_internal(endpoint: &str) -> Result<bool, Box<dyn Error>> {
    let host = endpoint.trim_start_matches("http://");
    let (mut sender, connection) = http1::handshake(TokioIo::new(TcpStream::connect(host).await?)).await?;
    tokio::spawn(connection);
    let request = Request::get("/v1/job/permission/internal").header("Host", host).header("X-Auth-Token", "any");
    let answer = sender.send_request(request.body(Body::empty())?).await?;
    let body: Value = serde_json::from_slice(&to_bytes(Body::new(answer.into_body()), usize::MAX).await?)?;
    Ok(body["result"] == true)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = MockServer::start();

    assert!(is_internal(&server.uri()).await?);

    server.verify(&Expectation::of("CheckJobInternal").exactly(1))?;
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
