//! Memory that stays what it is, however much is asked: the short form of the soak of the load harness.
#![cfg(target_os = "linux")]

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use serde_json::Value;

use crate::client::{PATIENCE, connect};
use crate::program::{HEALTH, Process, code_and_stderr, run};
use crate::soak::{receive, resident_kib};

/// So many requests are sent at once, each of another kind or content.
const AT_ONCE: usize = 100;

/// The journal is full after this, and has forgotten as much as it keeps several times.
const WARM_UP: usize = 60;

/// So many times more, none of which may leave anything.
const ROUNDS: usize = 200;

/// What allocators make of different sizes; a leak of 64 bytes a request would be more.
const MOST_KIB: u64 = 1_024;

/// Requests as clients and tests make them: reads, writes, refusals of paths that never come again, calls of the control plane.
fn requests(round: usize) -> String {
    let job = "6ecbc5bac7c8442fb3d2563d53c13582";
    let request = |index: usize| {
        let number = round * AT_ONCE + index;
        let (line, body) = match index % 6 {
            0 => (
                format!("GET /v1/job/permission?project_id=p45e51b060f1b4e82916f9d2c33e8eb28&job_id={job}"),
                String::new(),
            ),
            1 => (format!("GET /v1/nowhere/{number}?number={number}"), String::new()),
            2 => ("POST /v1/job/permissions/batch".to_owned(), format!("{{\"number\":{number}")),
            3 => ("PUT /_mock/snapshots/kept".to_owned(), String::new()),
            4 => (
                "PUT /_mock/faults".to_owned(),
                format!(
                    "{{\"faults\":[{{\"id\":\"{number}\",\"operation\":\"ShowJobInfo\",\"action\":{{\"status\":503}}}}]}}"
                ),
            ),
            _ => {
                let value = number.is_multiple_of(4);
                (
                    "PUT /v1/job/role-permission".to_owned(),
                    format!(
                        "{{\"job_id\":\"{job}\",\"role_id\":4,\"permission_name\":\"is_copy\",\"permission_value\":{value}}}"
                    ),
                )
            }
        };
        let (length, filler) = (body.len(), "x".repeat(number % 97));
        format!(
            "{line} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\nX-Filler: {filler}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    (0..AT_ONCE).map(request).collect()
}

/// Sends a round, and reads as many answers as it has requests.
fn ask(stream: &mut BufReader<TcpStream>, round: usize) {
    stream.get_mut().write_all(requests(round).as_bytes()).unwrap();
    for _ in 0..AT_ONCE {
        receive(stream);
    }
}

#[test]
fn thousands_of_requests_leave_memory_as_a_full_journal_has_it() {
    let arguments = ["--port", "0", "--host", "127.0.0.1", "--log-level", "off", "--journal-entries", "500"];
    let process = Process::start(&arguments, &[]);
    let mut stream = BufReader::new(connect(process.address()));
    (0..WARM_UP).for_each(|round| ask(&mut stream, round));
    let early = resident_kib(&process);

    (WARM_UP..WARM_UP + ROUNDS).for_each(|round| ask(&mut stream, round));

    let late = resident_kib(&process);
    assert!(late <= early + MOST_KIB, "{early} KiB when the journal was full, {late} KiB after {ROUNDS} rounds more");
    write!(stream.get_mut(), "GET /_mock/requests?after=99999999 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let of_the_api = (0..AT_ONCE).filter(|index| !matches!(index % 6, 3 | 4)).count() * (WARM_UP + ROUNDS);
    assert!(answer.contains(&format!("\"written\":{of_the_api},")), "{answer}");
}

/// What the server says of itself.
fn health(stream: &mut BufReader<TcpStream>) -> Value {
    stream.get_mut().write_all(HEALTH.as_bytes()).unwrap();
    receive(stream).1
}

/// Waits until no more than this is resident. The allocator gives back what has been free for a second, when it is next asked
/// for something.
fn comes_down(process: &Process, stream: &mut BufReader<TcpStream>, most_kib: u64) {
    let until = Instant::now() + PATIENCE;
    while resident_kib(process) > most_kib {
        assert!(Instant::now() < until, "{} KiB are resident, {most_kib} KiB at most", resident_kib(process));
        health(stream);
    }
}

/// Sends a batch whose body is none; the status.
fn send_wrong(stream: &mut BufReader<TcpStream>, namespace: &str, body: &str) -> u16 {
    let length = body.len();
    let head = format!("Host: x\r\nX-Auth-Token: any\r\nX-Mock-Namespace: {namespace}\r\nContent-Length: {length}");
    write!(stream.get_mut(), "POST /v1/job/permissions/batch HTTP/1.1\r\n{head}\r\n\r\n{body}").unwrap();
    receive(stream).0
}

#[test]
fn names_of_a_megabyte_leave_a_journal_within_its_bytes() {
    const JOURNAL: u64 = 4 * 1024 * 1024;
    /// The journal itself, and what an allocator makes of bodies of this size.
    const MOST_MORE_KIB: u64 = 36 * 1024;
    let journal = JOURNAL.to_string();
    let process =
        Process::start(&["--port", "0", "--host", "127.0.0.1", "--log-level", "off", "--journal-bytes", &journal], &[]);
    let mut stream = BufReader::new(connect(process.address()));
    let early = resident_kib(&process);

    for number in 0..40 {
        let body = format!("{{\"{number}{}\":0}}", "x".repeat(1024 * 1024));
        // A field that nobody knows is remarked on, and otherwise nothing is named to act on.
        assert_eq!(send_wrong(&mut stream, "default", &body), 200);
    }

    let kept = health(&mut stream)["memory"]["journal"].as_u64().unwrap();
    assert!(kept <= JOURNAL, "{kept} bytes are counted");
    comes_down(&process, &mut stream, early + MOST_MORE_KIB);
}

#[test]
fn namespaces_that_nobody_uses_go_by_time_and_their_memory_goes_back() {
    const NAMESPACES: usize = 32;
    const REQUESTS: usize = 24;
    /// A quarter of the 48 MiB of the journals: some of what is free shares a page with what is not.
    const MOST_MORE_KIB: u64 = 12 * 1024;
    let arguments = ["--port", "0", "--host", "127.0.0.1", "--log-level", "off", "--namespace-idle-ms", "2000"];
    let process = Process::start(&arguments, &[]);
    let mut stream = BufReader::new(connect(process.address()));
    let body = " ".repeat(64 * 1024) + "no JSON";
    assert_eq!(send_wrong(&mut stream, "default", &body), 400);
    let early = resident_kib(&process);

    for number in 0..NAMESPACES * REQUESTS {
        assert_eq!(send_wrong(&mut stream, &format!("n{}", number % NAMESPACES), &body), 400);
    }
    // Nobody asks for another one meanwhile. What is never dropped is asked for until the connection's patience ends.
    let until = Instant::now() + 3 * PATIENCE;
    while health(&mut stream)["namespaces"] != 1 {
        assert!(Instant::now() < until, "{} are still there", health(&mut stream)["namespaces"]);
    }

    // They are out of the list a moment before their memory is given back. The default namespace has one entry.
    let counted = |stream: &mut _| health(stream)["memory"]["journal"].as_u64().unwrap();
    while counted(&mut stream) >= 100 * 1024 {
        assert!(Instant::now() < until, "{} bytes are still counted", counted(&mut stream));
    }
    comes_down(&process, &mut stream, early + MOST_MORE_KIB);
}

#[test]
fn a_bound_that_cannot_be_is_exit_2_with_what_is_allowed() {
    for (arguments, environment, expected) in [
        (
            &["--max-memory-bytes", "1000"][..],
            &[][..],
            "invalid value '1000' for '--max-memory-bytes <BYTES>': expected a number of bytes, at least 1048576 (1 MiB), without a unit",
        ),
        (
            &["--max-rows-per-request=0"],
            &[],
            "invalid value '0' for '--max-rows-per-request <NUMBER>': expected a number of rows, at least 1",
        ),
        (
            &[],
            &[("CODEARTS_MOCK_MAX_MEMORY_BYTES", "1G")],
            "invalid value '1G' for CODEARTS_MOCK_MAX_MEMORY_BYTES: expected a number of bytes, at least 1048576 (1 MiB), without a unit",
        ),
    ] {
        let (code, stderr) = code_and_stderr(&run(arguments, environment));

        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains(expected), "{stderr}");
    }
}
