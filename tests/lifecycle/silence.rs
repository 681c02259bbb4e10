//! What the log never says, however much it is told to say.

use std::net::SocketAddr;

use codearts_mock::World;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;

use crate::client::{connect, read_answer, send};
use crate::program::{Process, code_and_stderr, run};
use crate::secrets::{assert_no_secret, learn_header};

const MATRIX: &str =
    "/v1/job/permission?project_id=p45e51b060f1b4e82916f9d2c33e8eb28&job_id=6ecbc5bac7c8442fb3d2563d53c13582";
const SIGNATURE: &str = "a3f1c0de5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";

/// A granted request, a refused one, one with a remark, an unknown path, and a body that is no JSON.
const REQUESTS: &[(&str, &str, &str)] = &[
    ("GET", MATRIX, ""),
    ("POST", "/v1/job/permissions/batch", ""),
    ("POST", "/v1/job/permissions/batch", "{"),
    ("PUT", "/v1/job/role-permission", r#"{"role_id":"x"}"#),
    ("GET", "/v1/nowhere", ""),
    ("DELETE", "/v1/job/permission", ""),
];

/// A user of the default world, as its seed names the secrets.
struct User {
    token: String,
    access_key: String,
}

fn users() -> Vec<User> {
    let world: Value = serde_json::from_str(World::BUILT_IN).unwrap();
    let text = |user: &Value, name: &str| user[name].as_str().unwrap().to_owned();
    let users = world["users"].as_object().unwrap().values();
    users.map(|user| User { token: text(user, "token"), access_key: text(user, "access_key") }).collect()
}

/// Every way to show a credential, as header lines.
fn credentials(user: &User) -> [(&'static str, String); 4] {
    let signed = format!("Access={}, SignedHeaders=host;x-sdk-date, Signature={SIGNATURE}", user.access_key);
    [
        ("x-auth-token", user.token.clone()),
        ("authorization", format!("SDK-HMAC-SHA256 {signed}")),
        ("authorization", user.token.clone()),
        ("x-security-token", "a-token-for-an-hour".to_owned()),
    ]
}

fn ask_in_http_1(address: SocketAddr, users: &[User]) {
    for (name, value) in users.iter().flat_map(credentials) {
        for (method, path, body) in REQUESTS {
            let mut stream = connect(address);
            let length = body.len();
            let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\nContent-Length: {length}");
            send(&mut stream, &format!("{head}\r\n\r\n{body}"));
            read_answer(&mut stream).unwrap();
        }
    }
}

async fn ask_in_http_2(address: SocketAddr, users: &[User]) {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    for (name, value) in users.iter().flat_map(credentials) {
        for (method, path, body) in REQUESTS {
            let url = format!("http://{address}{path}");
            let request = hyper::Request::builder().method(*method).uri(url).header(name, &value);
            let body = Full::new(Bytes::from_static(body.as_bytes()));
            let answer = client.send_request(request.body(body).unwrap()).await.unwrap();
            answer.into_body().collect().await.unwrap();
        }
    }
}

#[test]
fn no_token_key_password_or_signature_is_logged_at_any_level() {
    let mut process = Process::start(&["--port", "0", "--log-level", "trace"], &[]);
    let users = users();
    users.iter().flat_map(credentials).for_each(|(name, value)| learn_header(name, &value));

    ask_in_http_1(process.address(), &users);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(ask_in_http_2(process.address(), &users));
    process.signal("-TERM");
    let code = process.ended();

    let logged = process.log.as_ref().unwrap().text();
    assert_no_secret("the log", &logged);
    assert!(logged.lines().filter(|line| line.contains("request_id")).count() >= 2 * 16 * REQUESTS.len());
    assert_eq!(code, Some(0));
}

#[test]
fn a_seed_that_gives_one_secret_to_two_users_is_refused_without_saying_it() {
    let token = "Vh2kPz0mQe8wLr5t";
    let seed = format!(r#"{{"schema_version":1,"users":{{"a":{{"token":"{token}"}},"b":{{"token":"{token}"}}}}}}"#);

    let (code, stderr) = code_and_stderr(&run(&["--port", "0"], &[("CODEARTS_MOCK_SEED_JSON", &seed)]));

    assert_eq!(code, Some(2));
    assert!(stderr.contains("users.b.token") && !stderr.contains(token), "{stderr}");
}
