//! The program as its users start and stop it.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::{PATIENCE, connect, read_answer, send};
use crate::program::{HEALTH, PROGRAM, Process, code_and_stderr, command, run};

/// The documented example, which is answered with 200 to the last; the health of a server that stops is 503.
const MATRIX: &str = "GET /v1/job/permission?project_id=p45e51b060f1b4e82916f9d2c33e8eb28&\
    job_id=6ecbc5bac7c8442fb3d2563d53c13582 HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n";

const HALF: &str = "POST /v1/job/permissions/batch HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\
    Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n";

/// A connection on which the server waits for the rest of a request, as it has confirmed itself.
fn half_sent(address: SocketAddr) -> TcpStream {
    let mut stream = connect(address);
    send(&mut stream, HALF);
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    send(&mut stream, "{");
    stream
}

#[test]
fn the_ready_line_is_all_of_standard_output_and_names_the_port_that_was_found() {
    let mut process = Process::start(&["--port", "0"], &[]);

    let port = process.address().port();
    let mut stream = connect(process.address());
    send(&mut stream, HEALTH);
    assert!(read_answer(&mut stream).is_ok_and(|(status, _)| status == 200));
    drop(stream);
    process.signal("-TERM");
    let code = process.ended();
    let mut rest = String::new();
    process.stdout.read_to_string(&mut rest).unwrap();

    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(process.ready, format!("codearts-mock ready url=http://127.0.0.1:{port} version={version}\n"));
    assert_eq!((code, rest.as_str()), (Some(0), ""));
}

#[test]
fn a_port_in_use_is_exit_1_with_the_flag_to_change() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();

    let (code, stderr) = code_and_stderr(&run(&["--port", &port.to_string()], &[]));

    let expected = format!(
        "error: cannot listen on 127.0.0.1:{port}: port {port} is already in use; choose another one with --port \
         (CODEARTS_MOCK_PORT), or 0 for any free port\n"
    );
    assert_eq!((code, stderr), (Some(1), expected));
}

#[test]
fn a_wrong_setting_is_exit_2_in_one_line() {
    let (code, stderr) = code_and_stderr(&run(&[], &[("CODEARTS_MOCK_PORT", "70000")]));

    let expected =
        "error: invalid value '70000' for CODEARTS_MOCK_PORT: expected a port from 0 (any free one) to 65535\n";
    assert_eq!((code, stderr.as_str()), (Some(2), expected));
}

#[test]
fn help_is_exit_0_on_standard_output() {
    let output = run(&["--help"], &[]);

    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("[env: CODEARTS_MOCK_PORT]"));
}

#[test]
fn notices_are_json_lines_where_nobody_is_looking() {
    let names =
        [("CODEARTS_MOCK_PROT", "1"), ("CODEARTS_MOCK_SERVICE_HOST", "10.0.0.1"), ("CODEARTS_MOCK_HOST", "::1")];
    let taken = TcpListener::bind("[::1]:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let (_, stderr) = code_and_stderr(&run(&["--port", &port], &names));

    let lines: Vec<_> = stderr.lines().collect();
    assert!(lines[0].contains(r#""level":"INFO","message":"ignored what Kubernetes says"#), "{stderr}");
    assert!(lines[1].contains(r#""level":"WARN","message":"CODEARTS_MOCK_PROT is not a setting"#), "{stderr}");
    assert!(lines[1].contains("did you mean CODEARTS_MOCK_PORT?"), "{stderr}");
}

#[test]
fn the_health_check_tells_a_running_server_from_a_missing_one() {
    let process = Process::start(&["--port", "0", "--host", "::"], &[]);
    let port = process.address().port().to_string();
    let settings = [("CODEARTS_MOCK_PORT", port.as_str()), ("CODEARTS_MOCK_HOST", "::")];

    let well = run(&["healthcheck"], &settings);
    drop(process);
    let (code, stderr) = code_and_stderr(&run(&["healthcheck"], &settings));

    assert_eq!(code_and_stderr(&well), (Some(0), String::new()));
    assert_eq!(code, Some(1));
    assert!(stderr.starts_with(&format!("error: not healthy: 127.0.0.1:{port}: ")), "{stderr}");
    assert_eq!(stderr.lines().count(), 1);
}

#[test]
fn sigterm_under_load_cuts_no_answer_in_two_and_exits_0() {
    let mut process = Process::start(&["--port", "0"], &[]);
    let address = process.address();
    let (busy, is_busy) = std::sync::mpsc::channel();
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let busy = busy.clone();
            std::thread::spawn(move || {
                let mut stream = connect(address);
                for turn in 0.. {
                    if std::io::Write::write_all(&mut stream, MATRIX.as_bytes()).is_err() {
                        return 0;
                    }
                    match read_answer(&mut stream) {
                        Ok((status, _)) => assert_eq!(status, 200),
                        Err((_, partial)) => return partial,
                    }
                    if turn == 100 {
                        busy.send(()).unwrap();
                    }
                }
                0
            })
        })
        .collect();

    is_busy.iter().take(8).for_each(drop);
    process.signal("-TERM");
    let code = process.ended();

    let partial: Vec<usize> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    assert_eq!((code, partial), (Some(0), vec![0; 8]));
}

#[test]
fn a_half_sent_request_does_not_delay_the_exit_beyond_the_bound() {
    let mut process = Process::start(&["--port", "0", "--drain-timeout-ms", "300"], &[]);
    let _half = half_sent(process.address());

    let begun = Instant::now();
    process.signal("-TERM");
    let (code, took) = (process.ended(), begun.elapsed());

    assert_eq!(code, Some(0));
    assert!(took >= Duration::from_millis(300) && took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn a_second_signal_of_either_kind_ends_the_program_at_once_and_is_told_by_the_exit_code() {
    let codes = [("-INT", "-INT", 130), ("-TERM", "-INT", 130), ("-INT", "-TERM", 143), ("-TERM", "-TERM", 143)];
    for (first, second, code) in codes {
        let mut process = Process::start(&["--port", "0", "--drain-timeout-ms", "60000"], &[]);
        let address = process.address();
        let _half = half_sent(address);

        process.signal(first);
        let begun = Instant::now();
        while TcpStream::connect(address).is_ok() {
            assert!(begun.elapsed() < PATIENCE, "the first signal did not close the listener");
        }
        process.signal(second);

        assert_eq!(process.ended(), Some(code), "{first} {second}");
    }
}

#[test]
fn a_server_without_file_descriptors_recovers_when_it_has_them_again() {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit -n 24; exec '{PROGRAM}' --port 0")]);
    let process = Process::wait(shell);

    let crowd: Vec<_> = (0..40).map(|_| connect(process.address())).collect();
    drop(crowd);
    let mut stream = connect(process.address());
    send(&mut stream, HEALTH);

    let answer = read_answer(&mut stream);
    assert!(matches!(answer, Ok((200, _))), "{answer:?}");
}

#[test]
fn a_closed_standard_error_does_not_stop_the_server() {
    let mut command = command(&["--port", "0", "--log-level", "trace"], &[]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut ready = String::new();
    stdout.read_line(&mut ready).unwrap();
    let mut process = Process { child, stdout, ready, log: None };

    let mut stream = connect(process.address());
    send(&mut stream, HEALTH);

    assert!(read_answer(&mut stream).is_ok_and(|(status, _)| status == 200));
    process.signal("-TERM");
    assert_eq!(process.ended(), Some(0));
}
