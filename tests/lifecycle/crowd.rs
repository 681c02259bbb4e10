//! More clients than there is room for: nobody is locked out by who says nothing, nor health by who waits.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::{get, post};
use codearts_mock::http::{App, Limits, router};
use codearts_mock::namespace::Beginning;
use codearts_mock::store::World;
use tokio::sync::Notify;

use crate::client::{LIMITS, Server, connect, read_answer, read_to_end, send};
use crate::program::{HEALTH, Process};

const MOST: usize = 4;

const QUICK: &str = "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n";

fn quick() -> Router {
    Router::new().route("/quick", get(|| async { "quick" }))
}

fn crowded(router: Router) -> Server {
    Server::start(router, Limits { max_connections: 4, ..LIMITS })
}

fn ask(stream: &mut TcpStream, request: &str) -> u16 {
    send(stream, request);
    read_answer(stream).unwrap().0
}

/// Clients that have been answered and keep their connections.
fn idle(server: &Server) -> Vec<TcpStream> {
    let mut streams: Vec<_> = (0..MOST).map(|_| server.connect()).collect();
    for stream in &mut streams {
        assert_eq!(ask(stream, QUICK), 200);
    }
    streams
}

#[test]
fn a_fifth_client_takes_the_place_of_the_one_that_has_been_idle_longest() {
    let server = crowded(quick());
    let mut streams = idle(&server);
    // The first one is no longer the one that has been idle longest.
    assert_eq!(ask(&mut streams[0], QUICK), 200);

    let (mut fifth, begun) = (server.connect(), Instant::now());
    let answer = ask(&mut fifth, QUICK);

    assert_eq!(answer, 200);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(read_to_end(&mut streams[1]), (Vec::new(), None));
    for index in [0, 2, 3] {
        assert_eq!(ask(&mut streams[index], QUICK), 200, "{index}");
    }
}

#[test]
fn whoever_has_sent_only_a_part_of_a_head_or_nothing_makes_room_as_well() {
    for opening in ["", "GET /quick HT", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let server = crowded(quick());
        let mut silent: Vec<_> = (0..MOST).map(|_| server.connect()).collect();
        for stream in &mut silent {
            send(stream, opening);
        }

        for _ in 0..2 * MOST {
            assert_eq!(ask(&mut server.connect(), QUICK), 200, "{opening:?}");
        }
    }
}

#[test]
fn a_request_for_which_there_is_no_place_waits_until_one_is_free() {
    let (begun, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let cues = (Arc::clone(&begun), Arc::clone(&release));
    let held = move || {
        let (begun, release) = cues.clone();
        async move {
            begun.notify_one();
            release.notified().await;
            "held"
        }
    };
    let server = crowded(quick().route("/held", get(held)));
    let mut busy: Vec<_> = (0..MOST).map(|_| server.connect()).collect();
    for stream in &mut busy {
        send(stream, "GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
        wait_for(&begun);
    }

    let mut next = server.connect();
    send(&mut next, QUICK);
    next.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let waited = std::io::Read::read(&mut next, &mut [0; 1]).map_err(|error| error.kind());
    next.set_read_timeout(Some(crate::client::PATIENCE)).unwrap();
    release.notify_one();

    assert_eq!(waited, Err(ErrorKind::WouldBlock));
    assert_eq!(read_answer(&mut next), Ok((200, "quick".to_owned())));
}

fn wait_for(cue: &Notify) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(cue.notified());
}

/// The requests that only wait, with a fault in place that makes the first of them hang.
const WAITING: &[(&str, &str)] = &[
    ("a delay", "GET /v1/job/permission HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\nX-Mock-Delay-Ms: 60000\r\n\r\n"),
    ("a fault", "GET /v1/job/permission/internal HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n"),
    ("a long poll", "GET /_mock/requests?after=1000000&wait=60000 HTTP/1.1\r\nHost: x\r\n\r\n"),
    (
        "a verification",
        "POST /_mock/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 68\r\n\r\n\
        {\"operation\":\"ShowJobInfo\",\"times\":{\"exactly\":9},\"timeout_ms\":60000}\n",
    ),
];

const FAULT: &str = r#"{"faults":[{"operation":"CheckJobInternal","action":{"hang_ms":60000}}]}"#;

/// So many clients that have sent this.
fn waiting_crowd(address: SocketAddr, number: usize, waiting: &str) -> Vec<TcpStream> {
    let client = || {
        let mut stream = connect(address);
        send(&mut stream, waiting);
        stream
    };
    (0..number).map(|_| client()).collect()
}

#[test]
fn requests_that_only_wait_never_keep_health_and_the_control_plane_from_answering() {
    for (what, waiting) in WAITING {
        let process = Process::start(&["--port", "0", "--host", "127.0.0.1", "--max-connections", "4"], &[]);
        let fault = format!("PUT /_mock/faults HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{FAULT}", FAULT.len());
        assert_eq!(ask(&mut connect(process.address()), &fault), 200, "{what}");
        // Many more than there are places, in the reserve too.
        let _crowd = waiting_crowd(process.address(), 40, waiting);

        for request in [
            HEALTH,
            "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /_ns/worker/_mock/faults HTTP/1.1\r\nHost: x\r\n\r\n",
        ] {
            assert_eq!(ask(&mut connect(process.address()), request), 200, "{what}: {request}");
        }
    }
}

#[test]
fn what_finds_no_place_for_long_is_told_so_when_somebody_else_needs_the_connection() {
    let process = Process::start(&["--port", "0", "--host", "127.0.0.1", "--max-connections", "1"], &[]);
    let mut crowd = waiting_crowd(process.address(), 20, WAITING[0].1);

    // The places are taken in the order in which the clients came: the second one waits longest in the reserve.
    let (bytes, ended) = read_to_end(&mut crowd[1]);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();

    assert_eq!(ended, None);
    assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("\r\nconnection: close"), "{head}");
    assert!(head.contains("\r\nretry-after: 1\r\n") && head.contains("\r\nx-request-id: "), "{head}");
    assert!(
        body.starts_with(r#"{"error_code":"APIGW.0613","error_msg":"#) && body.contains("--max-connections"),
        "{body}"
    );
}

#[test]
fn a_long_poll_is_refused_where_it_would_take_the_place_of_health() {
    let world = Arc::new(World::default());
    let app = Arc::new(App::new(Beginning::new(world)));
    let server = Server::start(router(&app), Limits { max_connections: 1, ..LIMITS });

    let mut crowd = waiting_crowd(server.address, 2, WAITING[2].1);
    let answer = read_answer(&mut crowd[1]).unwrap();

    assert_eq!(answer.0, 503);
    assert!(answer.1.contains("--max-connections"), "{}", answer.1);
    let at_once = "GET /_mock/requests?after=1000000 HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_eq!(ask(&mut crowd[1], at_once), 200);
}

#[test]
fn a_slow_body_keeps_neither_health_nor_those_who_come_later_out() {
    let read = |body: Body| async { to_bytes(body, 100).await.map_or("cut off", |_| "complete") };
    let control = Router::new().route("/healthz", get(|| async { "alive" }));
    let server = crowded(quick().route("/slow", post(read)).merge(control));
    let mut slow: Vec<_> = (0..2 * MOST).map(|_| server.connect()).collect();
    for stream in &mut slow {
        send(stream, "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1");
    }

    assert_eq!(ask(&mut server.connect(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
    for stream in &mut slow {
        send(stream, "2");
        assert_eq!(read_answer(stream), Ok((200, "complete".to_owned())));
    }
}

#[test]
fn a_slow_body_of_the_control_plane_keeps_health_out_no_longer_than_a_moment() {
    const RESERVED: usize = 8;
    let process = Process::start(&["--port", "0", "--host", "127.0.0.1", "--max-connections", "4"], &[]);
    let held = "GET /v1/job/permission HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\nX-Mock-Delay-Ms: 60000\r\n\r\n";
    let _busy = waiting_crowd(process.address(), MOST, held);
    let slow = "PUT /_mock/state HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{";

    let mut slow = waiting_crowd(process.address(), RESERVED, slow);

    assert_eq!(ask(&mut connect(process.address()), HEALTH), 200);
    let answers = slow.iter_mut().map(|stream| read_answer(stream).unwrap().0);
    assert_eq!(answers.collect::<Vec<_>>(), [408; RESERVED]);
}

#[test]
fn whoever_is_idle_makes_room_when_the_system_has_no_file_descriptor_left() {
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("ulimit -n 32; exec '{}' --port 0", crate::program::PROGRAM)]);
    let process = Process::wait(shell);
    let mut crowd: Vec<_> = (0..40).map(|_| connect(process.address())).collect();

    let mut last = connect(process.address());

    assert_eq!(ask(&mut last, HEALTH), 200);
    crowd.clear();
}

#[test]
fn one_setting_bounds_every_wait_and_every_refusal_and_the_document_name_it() {
    let process = Process::start(&["--port", "0", "--host", "127.0.0.1", "--max-wait-ms", "500"], &[]);
    let mut stream = connect(process.address());
    let mut told = |line: &str, body: &str| {
        let length = body.len();
        send(&mut stream, &format!("{line}\r\nHost: x\r\nX-Auth-Token: any\r\nContent-Length: {length}\r\n\r\n{body}"));
        read_answer(&mut stream).unwrap()
    };
    let fault = |action: &str| format!(r#"{{"faults":[{{"operation":"*",{action}}}]}}"#);
    let too_long = [
        ("GET /v1/job/permission HTTP/1.1\r\nX-Mock-Delay-Ms: 501", String::new()),
        ("GET /_mock/requests?wait=501 HTTP/1.1", String::new()),
        ("POST /_mock/verify HTTP/1.1", r#"{"operation":"ShowJobInfo","timeout_ms":501}"#.to_owned()),
        ("PUT /_mock/faults HTTP/1.1", fault(r#""action":{"hang_ms":501}"#)),
        ("PUT /_mock/faults HTTP/1.1", fault(r#""delay":{"fixed_ms":501}"#)),
        ("PUT /_mock/faults HTTP/1.1", fault(r#""delay":{"fixed_ms":250},"action":{"hang_ms":251}"#)),
    ];

    for (line, body) in too_long {
        let (status, text) = told(line, &body);
        assert_eq!(status, 400, "{line} {body}: {text}");
        assert!(text.contains("500") && text.contains("--max-wait-ms"), "{line} {body}: {text}");
    }
    assert_eq!(told("PUT /_mock/faults HTTP/1.1", &fault(r#""delay":{"fixed_ms":500}"#)).0, 200);
    let (_, document) = told("GET /_mock/openapi/control.json HTTP/1.1", "");
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let parameters = document["paths"]["/_mock/requests"]["get"]["parameters"].as_array().unwrap();
    let wait = parameters.iter().find(|parameter| parameter["name"] == "wait").unwrap();
    assert_eq!(wait["schema"]["maximum"], 500);
    assert_eq!(document["components"]["schemas"]["ExpectationsInput"]["properties"]["timeout_ms"]["maximum"], 500);
}
