//! Half a minute of writers and readers at once: nothing fails, nobody sees half a batch, and memory stays.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{client::connect, program::Process};

const JOBS: [&str; 2] = ["6ecbc5bac7c8442fb3d2563d53c13582", "c798139500d2456d82d95d108f182b5a"];
const FLAGS: [&str; 7] = ["is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"];
const ROLES: [i32; 4] = [4, 5, 6, 8];

/// A connection that is kept for many requests.
struct Client(BufReader<TcpStream>);

impl Client {
    fn ask(&mut self, line: &str, body: &str) -> (u16, Value) {
        let length = body.len();
        let request =
            format!("{line} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\nContent-Length: {length}\r\n\r\n{body}");
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        receive(&mut self.0)
    }
}

/// The next answer: its status and its body, JSON.
pub(crate) fn receive(stream: &mut BufReader<TcpStream>) -> (u16, Value) {
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        if let Some(number) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = number.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).unwrap();
    (head[9..12].parse().unwrap(), serde_json::from_slice(&bytes).unwrap())
}

/// A batch that grants or revokes everything to all the roles on both jobs.
fn batch(granted: bool) -> String {
    let row = |role: &i32| {
        let mut row = json!({ "role_id": role });
        for flag in FLAGS {
            row[flag] = granted.into();
        }
        row
    };
    json!({ "job_ids": JOBS, "permissions": ROLES.iter().map(row).collect::<Vec<_>>() }).to_string()
}

/// Whether the rows of the roles are all granted or all revoked, as every batch leaves them.
fn is_whole(matrix: &Value) -> bool {
    let rows =
        matrix["result"].as_array().unwrap().iter().filter(|row| ROLES.iter().any(|role| row["role_id"] == *role));
    let values: Vec<bool> = rows.flat_map(|row| FLAGS.map(|flag| row[flag] == true)).collect();
    values.len() == ROLES.len() * FLAGS.len() && values.iter().all(|value| *value == values[0])
}

pub(crate) fn resident_kib(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what a person runs it for")]
#[ignore = "takes half a minute: cargo test --release --test lifecycle -- --ignored"]
fn writers_and_readers_at_once_see_whole_batches_and_memory_stays() {
    let process = Process::start(&["--port", "0", "--host", "127.0.0.1", "--log-level", "off"], &[]);
    let address = process.address();
    Client(BufReader::new(connect(address))).ask("POST /v1/job/permissions/batch", &batch(false));
    let (stop, asked) = (AtomicBool::new(false), AtomicU64::new(0));

    let (early, late) = thread::scope(|scope| {
        for number in 0..64 {
            let (stop, asked) = (&stop, &asked);
            scope.spawn(move || {
                let mut client = Client(BufReader::new(connect(address)));
                let mut granted = false;
                while !stop.load(Ordering::Relaxed) {
                    granted = !granted;
                    let (status, body) = if number % 4 == 0 {
                        client.ask("POST /v1/job/permissions/batch", &batch(granted))
                    } else {
                        client.ask(&format!("GET /v1/job/permission/role?job_id={}", JOBS[number % 2]), "")
                    };
                    assert_eq!(status, 200, "{body}");
                    assert!(number % 4 == 0 || is_whole(&body), "{body}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        // A third of the time fills the journal; from then on memory must not grow.
        let began = Instant::now();
        thread::sleep(Duration::from_secs(10));
        let early = resident_kib(&process);
        thread::sleep(Duration::from_secs(30).saturating_sub(began.elapsed()));
        let late = resident_kib(&process);
        stop.store(true, Ordering::Relaxed);
        (early, late)
    });

    println!("{} requests, {early} KiB after 10 s, {late} KiB after 30 s", asked.load(Ordering::Relaxed));
    assert!(late <= early + early / 10, "{early} KiB after 10 s, {late} KiB after 30 s");
}
