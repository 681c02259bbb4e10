//! Memory that stays what it is, however much is asked: the short form of the soak of the load harness.
#![cfg(target_os = "linux")]

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;

use crate::client::connect;
use crate::program::Process;
use crate::soak::resident_kib;

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
        crate::soak::receive(stream);
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
