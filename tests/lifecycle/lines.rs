//! The lines of the log: a reader that stops holds nothing up, and each reader gets the form that suits it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

use crate::client::{PATIENCE, connect, read_answer, send};
use crate::program::{HEALTH, PROGRAM, Process, command};

/// A refusal with two problems.
const TWO_PROBLEMS: &str = "GET /v1/job/permission HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n";

/// A documented success.
const SUCCESS: &str = "GET /v1/job/permission/internal HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n";

/// A server with a pipe for its log, which nobody reads yet.
fn stalled() -> Process {
    let mut child = command(&["--port", "0"], &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (stdout, ready) = ready(&mut child);
    Process { child, stdout, ready, log: None }
}

fn ready(child: &mut Child) -> (BufReader<ChildStdout>, String) {
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    (stdout, line)
}

/// So many refusals whose lines are long: together many times what the pipe and the queue hold.
fn refuse(address: SocketAddr, number: usize) {
    let request = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(4000));
    let mut stream = connect(address);
    for turn in 0..number {
        send(&mut stream, &request);
        let answer = read_answer(&mut stream);
        assert!(matches!(answer, Ok((404, _))), "{turn}: {answer:?}");
    }
}

#[test]
fn a_log_that_nobody_reads_holds_up_neither_an_answer_nor_the_exit() {
    let mut process = stalled();

    refuse(process.address(), 2000);
    let begun = Instant::now();
    process.signal("-TERM");

    assert_eq!(process.ended(), Some(0));
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
}

#[test]
fn lines_that_are_lost_are_counted_for_whoever_reads_again() {
    let mut process = stalled();
    refuse(process.address(), 1000);

    let mut log = BufReader::new(process.child.stderr.take().unwrap());
    let (mut refusals, mut lost) = (0, 0);
    while lost == 0 {
        let mut line = String::new();
        assert!(log.read_line(&mut line).unwrap() > 0, "the log ended");
        let line: Value = serde_json::from_str(&line).unwrap();
        refusals += u64::from(line["message"] == "refused");
        lost += line["lost"].as_u64().unwrap_or_default();
    }

    assert!(refusals > 100, "{refusals}");
    assert_eq!(refusals + lost, 1000);
}

#[test]
fn a_standard_output_that_nobody_reads_does_not_keep_the_server_from_serving() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut shell = std::process::Command::new("sh");
    let script = format!("head -c 65536 /dev/zero; exec '{PROGRAM}' --host 127.0.0.1 --port {port} --log-level off");
    let mut child = shell.args(["-c", &script]).env_remove("RUST_LOG").stdout(Stdio::piped()).spawn().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], port));

    let begun = Instant::now();
    let mut stream = loop {
        if let Ok(stream) = TcpStream::connect(address) {
            break stream;
        }
        assert!(begun.elapsed() < PATIENCE, "nobody listens");
        std::thread::yield_now();
    };
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(HEALTH.as_bytes()).unwrap();
    let answer = read_answer(&mut stream);

    let id = child.id().to_string();
    let _ = std::process::Command::new("kill").args(["-TERM", &id]).status();
    assert!(matches!(answer, Ok((200, _))), "{answer:?}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut printed = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut printed).unwrap();
    assert!(printed.starts_with(&vec![0; 65536]));
}

/// What a server logs of some requests, each line as text.
fn logged(arguments: &[&str], level: &str, requests: &[&str]) -> Vec<String> {
    let arguments = [&["--port", "0"], arguments].concat();
    let mut process = Process::start(&arguments, &[("CODEARTS_MOCK_LOG_LEVEL", level)]);
    for request in requests {
        let mut stream = connect(process.address());
        send(&mut stream, request);
        read_answer(&mut stream).unwrap();
    }
    process.signal("-TERM");
    assert_eq!(process.ended(), Some(0));
    process.log.as_ref().unwrap().text().lines().map(str::to_owned).collect()
}

#[test]
fn a_machine_gets_values_and_no_success_at_info() {
    let lines = logged(&[], "info", &[SUCCESS, TWO_PROBLEMS]);

    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let messages: Vec<_> = lines.iter().map(|line| &line["message"]).collect();
    assert_eq!(messages, [&json!("refused"), &json!("stopped")]);
    let refusal = &lines[0];
    assert_eq!(refusal["problems"].as_array().unwrap().len(), 2, "{refusal}");
    assert_eq!(refusal["problems"][0]["rule"], "required", "{refusal}");
    assert!(refusal["answer"]["error_code"].is_string(), "{refusal}");
    let names: Vec<_> = refusal.as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        "timestamp level message method path operation status duration_us request_id caller problems answer target";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
}

#[test]
fn a_machine_gets_successes_at_debug() {
    let lines = logged(&[], "info,codearts_mock::http=debug", &[SUCCESS]);

    let line: Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!((&line["level"], &line["message"], &line["status"]), (&json!("DEBUG"), &json!("answered"), &json!(200)));
}

#[test]
fn a_person_gets_a_line_for_each_request() {
    let lines = logged(&["--log-format", "text"], "info", &[SUCCESS, TWO_PROBLEMS]);

    // The time before, and what differs from run to run behind.
    let shown: Vec<_> = lines.iter().map(|line| line.split_once(' ').unwrap().1).collect();
    assert!(
        shown[0].starts_with(" INFO GET /v1/job/permission/internal 200 ") && shown[0].ends_with(" ms"),
        "{shown:?}"
    );
    let expected = " WARN GET /v1/job/permission 400 ";
    assert!(shown[1].starts_with(expected) && shown[1].contains(" (and 1 more) request_id="), "{shown:?}");
    assert!(shown[1].contains("project_id: expected "), "{shown:?}");
    assert_eq!(lines.len(), 3, "{lines:?}");
}

#[test]
fn a_path_neither_ends_a_line_nor_commands_the_terminal() {
    let hostile = "GET /\u{9b}2J\u{9b}31m HTTP/1.1\r\nHost: x\r\n\r\n";

    let lines = logged(&["--log-format", "text"], "warn", &[hostile]);

    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains(r" WARN GET /\u{9b}2J\u{9b}31m 40"), "{lines:?}");
}

#[test]
fn a_person_who_asks_for_warnings_gets_no_success() {
    let lines = logged(&["--log-format", "text"], "warn", &[SUCCESS, TWO_PROBLEMS]);

    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains(" WARN GET /v1/job/permission 400 "));
}

#[test]
fn what_waits_is_written_before_the_exit() {
    let mut process = stalled();
    refuse(process.address(), 10);

    process.signal("-TERM");
    let mut log = String::new();
    process.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();

    assert_eq!((log.lines().count(), process.ended()), (11, Some(0)));
}
