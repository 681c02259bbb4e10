//! The commands that print coverage and quirks, as processes.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
};

use crate::watched_process::{Log, examine_journals};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codearts-mock"));
    command.args(arguments).env_clear();
    command
}

/// Runs a command to its end: exit code, output, errors.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = program(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// A server that ends with the test.
struct Running {
    child: Child,
    url: String,
    log: Log,
}

impl Running {
    fn start() -> Self {
        Self::with(&[])
    }

    fn with(settings: &[&str]) -> Self {
        let mut command = program(&[&["--host", "127.0.0.1", "--port", "0"], settings].concat());
        let log = Log::of(&mut command);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().find_map(|word| word.strip_prefix("url=")).unwrap().to_owned();
        Self { child, url, log }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let is_well = !thread::panicking();
        if is_well {
            examine_journals(&self.url);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        if is_well {
            self.log.examine();
        }
    }
}

#[test]
fn coverage_is_printed_and_a_threshold_that_is_missed_is_exit_code_3() {
    let server = Running::start();

    let (code, text, _) = run(&["coverage", "--url", &server.url]);
    assert_eq!(code, 0);
    assert!(text.starts_with("# Contract coverage: 0 %\n"), "{text}");

    let (code, text, errors) = run(&["coverage", "--url", &server.url, "--min", "80", "--format", "json"]);
    assert_eq!((code, errors.as_str()), (3, "error: the coverage is 0 %, below --min 80\n"));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["percent"], 0.0);
}

#[test]
fn the_token_of_the_control_plane_is_shown_to_the_server_and_to_nobody_else() {
    let token = "open-sesame-0123456789";
    let server = Running::with(&["--control-token", token]);
    let ask = |settings: &[&str]| run(&[&["coverage", "--url", &server.url], settings].concat());

    let (without, _, refusal) = ask(&[]);
    let (wrong, _, refusal_of_wrong) = ask(&["--control-token", "another-0123456789"]);
    let (code, text, errors) = ask(&["--control-token", token]);
    let output =
        program(&["coverage", "--url", &server.url]).env("CODEARTS_MOCK_CONTROL_TOKEN", token).output().unwrap();

    assert_eq!((without, wrong), (1, 1));
    assert!(refusal.contains("401") && refusal.contains("--control-token"), "{refusal}");
    assert!(!refusal_of_wrong.contains("another-0123456789"), "{refusal_of_wrong}");
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(text.starts_with("# Contract coverage: ") && !text.contains(token), "{text}");
    assert!(output.status.success() && output.stdout == text.as_bytes());
    assert!(!server.log.text().contains(token), "the log tells the token");
}

#[test]
fn a_server_that_is_not_there_is_exit_code_1() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();

    let (code, text, errors) = run(&["coverage", "--url", &format!("http://127.0.0.1:{port}")]);

    assert_eq!((code, text.as_str()), (1, ""));
    assert!(
        errors.starts_with("error: cannot reach http://127.0.0.1:") && errors.ends_with("is the server running?\n")
    );
}

#[test]
fn the_ledger_names_every_quirk_every_option_and_every_contradiction() {
    let (code, text, _) = run(&["quirks"]);

    assert_eq!(code, 0);
    for quirk in codearts_mock::api::QUIRKS {
        for option in quirk.options {
            assert!(text.contains(&format!("{}={}", quirk.name, option.value)), "{text}");
        }
    }
    for row in codearts_mock::api::CONTRADICTIONS {
        assert!(text.contains(&format!("E{}", row.number)) && text.contains(row.test), "{}", row.number);
    }
}

#[test]
fn every_line_of_the_matrix_starts_a_server() {
    let (code, text, _) = run(&["quirks", "--matrix"]);

    assert_eq!(code, 0);
    let deviations: usize = codearts_mock::api::QUIRKS.iter().map(|quirk| quirk.options.len() - 1).sum();
    assert_eq!(text.lines().count(), 1 + deviations + 2);
    for line in text.lines() {
        let mut arguments: Vec<_> = line.split(' ').collect();
        // Everything is read before the help is shown, and a wrong flag comes first.
        arguments.push("--help");
        assert_eq!(run(&arguments).0, 0, "{line}");
    }
}

#[test]
fn the_full_matrix_has_every_combination_once() {
    let lines: Vec<_> = codearts_mock::api::every_combination().collect();

    let expected: usize = codearts_mock::api::QUIRKS.iter().map(|quirk| quirk.options.len()).product();
    let different: std::collections::BTreeSet<_> = lines.iter().collect();
    assert_eq!((lines.len(), different.len()), (expected, expected));
}
