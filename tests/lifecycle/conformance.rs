//! What HTTP and JSON demand beyond the shape of a request: encodings, slow bodies, browsers, clients that guessed wrong.

use std::io::{Read, Write};
use std::net::TcpStream;

use codearts_mock::auth::signature::{Scheme, SignedRequest, sdk_date, sign};
use codearts_mock::domain::Clock;

use crate::client::{connect, read_answer, read_to_end, send};
use crate::program::{Process, code_and_stderr, run};

const READ: &str = "/v1/job/permission/internal";
const BATCH: &str = "/v1/job/permissions/batch";
const UTF16: [u8; 6] = [0xff, 0xfe, b'{', 0, b'}', 0];

fn started(arguments: &[&str]) -> Process {
    Process::start(&[&["--port", "0"], arguments].concat(), &[])
}

/// Everything that comes back for a request that ends its connection.
fn ask(process: &Process, line: &str, headers: &[&str], body: &[u8]) -> String {
    let mut stream = connect(process.address());
    let mut head = format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Auth-Token: any\r\n");
    for header in headers {
        head.push_str(&format!("{header}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    send(&mut stream, &format!("{head}\r\n"));
    stream.write_all(body).unwrap();
    let (bytes, error) = read_to_end(&mut stream);
    assert_eq!(error, None, "{line}");
    String::from_utf8(bytes).unwrap()
}

fn status(answer: &str) -> &str {
    &answer["HTTP/1.1 ".len()..][..3]
}

/// The lines of the head that are the same whenever they are sent, and the body.
fn lasting(answer: &str) -> (Vec<&str>, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let is_lasting = |line: &&str| !line.starts_with("date: ") && !line.starts_with("x-request-id: ");
    (head.lines().filter(is_lasting).collect(), body)
}

#[test]
fn head_is_answered_like_get_without_the_body() {
    let process = started(&[]);
    let unknown = "/v1/job/permission?project_id=x";
    for target in [READ, unknown, "/v1/job/nothing", "/_mock/clock", "/_mock/operations", "/_mock/nothing", "/healthz"]
    {
        let (got, head) =
            (ask(&process, &format!("GET {target}"), &[], b""), ask(&process, &format!("HEAD {target}"), &[], b""));

        assert_eq!(lasting(&head), (lasting(&got).0, ""), "{target}");
    }
}

#[test]
fn a_head_is_journalled_as_such_and_counts_as_its_get() {
    let process = started(&[]);

    ask(&process, &format!("HEAD {READ}"), &[], b"");

    let journal = ask(&process, "GET /_mock/requests", &[], b"");
    let coverage = ask(&process, "GET /_mock/coverage", &[], b"");
    assert!(
        journal.contains(r#""method":"HEAD""#) && journal.contains(r#""operation":"CheckJobInternal""#),
        "{journal}"
    );
    let document: serde_json::Value = serde_json::from_str(coverage.split_once("\r\n\r\n").unwrap().1).unwrap();
    let covered = document["operations"].as_array().unwrap().iter().find(|operation| operation["requests"] == 1);
    assert_eq!(covered.unwrap()["id"], "CheckJobInternal");
}

#[test]
fn a_body_that_comes_too_slowly_is_408_and_the_end_of_the_connection() {
    let process = started(&["--body-timeout-ms", "100"]);
    for (target, kind) in [(BATCH, "{\"error_code\":\"APIGW.0201\""), ("/_mock/faults", "application/problem+json")] {
        let mut stream = connect(process.address());
        let method = if target == BATCH { "POST" } else { "PUT" };

        send(
            &mut stream,
            &format!("{method} {target} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\nContent-Length: 9\r\n\r\n{{"),
        );
        let (bytes, error) = read_to_end(&mut stream);

        let answer = String::from_utf8(bytes).unwrap();
        assert_eq!((status(&answer), error), ("408", None), "{answer}");
        assert!(answer.contains("connection: close\r\n") && answer.contains(kind), "{answer}");
        assert!(
            answer.contains(
                "a body that arrives in time, got one that did not - send it faster, or set --body-timeout-ms"
            ),
            "{answer}"
        );
    }
}

#[test]
fn an_encoded_body_is_415_that_names_the_coding() {
    let process = started(&[]);
    for coding in ["gzip", "br", "GZIP", "identity, deflate", "x-strange"] {
        let header = format!("Content-Encoding: {coding}");
        let words =
            format!("Content-Encoding: expected identity, or no such header, got {coding} - send the body as it is");
        for (line, kind) in [
            (format!("POST {BATCH}"), r#"{"error_code":"APIGW.0201","#),
            ("PUT /_mock/faults".to_owned(), "content-type: application/problem+json"),
        ] {
            let answer = ask(&process, &line, &[&header], b"\x1f\x8b");

            assert_eq!(status(&answer), "415", "{line} {coding}: {answer}");
            assert!(answer.contains(kind) && answer.contains(&words), "{line} {coding}: {answer}");
        }
    }
    // Without a body there is nothing that could be encoded.
    assert_eq!(status(&ask(&process, &format!("GET {READ}"), &["Content-Encoding: gzip"], b"")), "200");
    assert_eq!(status(&ask(&process, "PUT /_mock/faults", &["Content-Encoding: identity"], b"{\"faults\":[]}")), "200");
}

#[test]
fn a_byte_order_mark_before_json_is_passed_over() {
    let process = started(&[]);
    let row = r#"{"role_id":4,"operation_update":true}"#;
    let change = format!(
        "\u{feff}{{\"job_ids\":[\"6ecbc5bac7c8442fb3d2563d53c13582\"],\"permissions\":[{row}],\"project_id\":\"p45e51b060f1b4e82916f9d2c33e8eb28\"}}"
    );

    let plain = ask(&process, &format!("POST {BATCH}"), &[], &change.as_bytes()[3..]);
    let marked = ask(&process, &format!("POST {BATCH}"), &[], change.as_bytes());
    let faults = ask(&process, "PUT /_mock/faults", &[], "\u{feff}{\"faults\":[]}".as_bytes());
    let seed = ask(&process, "POST /_mock/seed", &[], "\u{feff}{\"schema_version\":1}".as_bytes());

    assert_eq!(lasting(&marked), lasting(&plain));
    assert!(!marked.contains("expected value"), "{marked}");
    assert_eq!([status(&faults), status(&seed)], ["200", "200"], "{faults} {seed}");
}

#[test]
fn a_body_in_utf_16_is_refused_in_those_words() {
    let process = started(&[]);
    for (line, words) in [
        (
            format!("POST {BATCH}"),
            "Expected a body in JSON, encoded in UTF-8, got a text in UTF-16 - send the body in UTF-8",
        ),
        (
            "PUT /_mock/faults".to_owned(),
            "Expected a body in JSON, encoded in UTF-8, got a text in UTF-16 - send the body in UTF-8.",
        ),
        ("POST /_mock/seed".to_owned(), "Expected a seed in UTF-8, got a text in UTF-16 - write it in UTF-8."),
    ] {
        let mut big_endian = UTF16;
        big_endian.chunks_mut(2).for_each(|unit| unit.swap(0, 1));
        for body in [&UTF16[..], &big_endian, &UTF16[2..]] {
            let answer = ask(&process, &line, &[], body);

            assert_eq!(status(&answer), "400", "{line}: {answer}");
            assert!(answer.contains(words), "{line}: {answer}");
        }
    }
}

#[test]
fn a_seed_may_begin_with_a_byte_order_mark_and_not_be_in_utf_16() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (marked, utf16) = (folder.join("marked.json"), folder.join("utf16.json"));
    std::fs::write(&marked, "\u{feff}{\"schema_version\":1}").unwrap();
    std::fs::write(&utf16, UTF16).unwrap();
    let wrong = "\u{feff}{\"schema_version\":1,\"a\":1}";

    let healthy = started(&["--seed", marked.to_str().unwrap(), "--seed-json", "\u{feff}{\"schema_version\":1}"]);
    let (code, refused) = code_and_stderr(&run(&["--port", "0", "--seed", utf16.to_str().unwrap()], &[]));
    let (_, located) = code_and_stderr(&run(&["--port", "0", "--seed-json", wrong], &[]));

    assert_eq!(status(&ask(&healthy, "GET /healthz", &[], b"")), "200");
    let words = format!(
        "error: --seed: {}: expected a seed in UTF-8, got a text in UTF-16 - write it in UTF-8\n",
        utf16.display()
    );
    assert_eq!((code, refused), (Some(2), words));
    assert!(
        located.starts_with("error: --seed-json: the inline seed: line 1, column 24: a: expected one of the fields "),
        "{located}"
    );
}

#[test]
fn a_signature_is_that_of_the_path_as_it_was_sent() {
    let process = started(&["--auth", "verify"]);
    let world: serde_json::Value = serde_json::from_str(codearts_mock::World::BUILT_IN).unwrap();
    let user = world["users"].as_object().unwrap().values().find(|user| user["name"] == "administrator").unwrap();
    let key = |name: &str| user[name].as_str().unwrap().to_owned();
    let date = sdk_date(Clock::new(None).now().seconds());
    let path = "/v1/job/perm%69ssion/internal";
    let header = |name: &str| match name.to_ascii_lowercase().as_str() {
        "host" => Some("x"),
        "x-sdk-date" => Some(date.as_str()),
        _ => None,
    };
    let request = SignedRequest { method: "GET", path, query: None, header: &header, body: b"" };
    let signature = sign(Scheme::Plain, &key("access_key"), &key("secret_key"), &request, "host;x-sdk-date").unwrap();

    let mut stream = connect(process.address());
    send(
        &mut stream,
        &format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-Sdk-Date: {date}\r\nAuthorization: {signature}\r\n\r\n"),
    );

    let answer = read_answer(&mut stream);
    assert!(matches!(answer, Ok((200, _))), "{answer:?}");
}

#[test]
fn a_tls_hello_is_logged_once_a_minute_with_its_likely_cause() {
    let mut process = started(&[]);

    for _ in 0..5 {
        let mut stream: TcpStream = connect(process.address());
        stream
            .write_all(&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, b'\r', b'\n', b'\r', b'\n'])
            .unwrap();
        let _ = stream.read(&mut [0; 512]);
    }

    // What is logged is written by a thread of its own; the end of the process waits for it.
    process.signal("-TERM");
    assert_eq!(process.ended(), Some(0));
    let log = process.log.as_ref().unwrap().text();
    let told: Vec<_> = log.lines().filter(|line| line.contains("a client began a TLS handshake")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("WARN") && told[0].contains("write http:// in front of it"), "{told:?}");
}
