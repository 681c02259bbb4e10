//! Time that passes when the test says so: a token expires, and nobody has waited for a day.
//!
//! `cargo run --example clock`

use std::{error::Error, time::Duration};

use codearts_mock::{MockServer, Mode};
use serde_json::json;

/// A user of the built-in world.
const PASSWORD: &str = "ww7t5Xl1oY9ShJDN7x4gTrVJ";

/// A token from IAM, which the same server answers.
fn token(endpoint: &str) -> Result<String, Box<dyn Error>> {
    let user = json!({ "name": "developer", "password": PASSWORD, "domain": { "name": "codearts-mock" } });
    let body = json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": user } },
        "scope": { "project": { "name": "cn-north-4" } },
    } });
    let answer = ureq::post(format!("{endpoint}/v3/auth/tokens")).send_json(body)?;
    Ok(answer.headers().get("X-Subject-Token").ok_or("no token")?.to_str()?.to_owned())
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = MockServer::builder().auth(Mode::Verify).clock("2024-09-20T06:38:49Z").start();
    let token = token(&server.uri())?;
    let url = format!("{}/v1/job/permission/internal", server.uri());
    let call = || ureq::get(&url).header("X-Auth-Token", &token).call();

    server.advance(Duration::from_hours(23));
    assert!(call().is_ok());

    server.advance(Duration::from_hours(1));
    assert!(matches!(call(), Err(ureq::Error::StatusCode(401))));
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
