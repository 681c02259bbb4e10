//! Every command checks what it prints: a full disk is told, and a closed pipe is a reader who has read enough.

use std::fs::File;
use std::io::pipe;
use std::process::Stdio;

use codearts_mock::config;

use crate::program::{Process, command};

/// How each command is called to its end; a new one has to be added here. The server prints nothing but its ready line.
fn calls(url: &str, port: &str) -> Vec<(&'static str, Vec<String>)> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect();
    vec![
        ("coverage", words(&format!("coverage --url {url} --format html"))),
        ("env", words("env")),
        #[cfg(feature = "generate")]
        ("generate", words("generate man")),
        ("healthcheck", words(&format!("healthcheck --port {port}"))),
        ("openapi", words("openapi --format yaml")),
        ("quirks", words("quirks --matrix")),
        ("sign", words("sign --ak A --sk B GET http://127.0.0.1/v1/job/permission")),
    ]
}

/// All that prints to the end: the commands, and the help of each and of all.
fn everything(server: &Process) -> Vec<Vec<String>> {
    let url = format!("http://{}", server.address());
    let calls = calls(&url, &server.address().port().to_string());
    let root = config::command();
    let mut named: Vec<_> = root.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    named.retain(|name| name != "serve" && name != "help");
    named.sort_unstable();
    assert_eq!(named, calls.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "a command has no call here");

    let helps = root.get_subcommands().map(|it| vec![it.get_name().to_owned(), "--help".to_owned()]);
    let general = ["--help", "-h", "--version", "-V", "help"].map(|word| vec![word.to_owned()]);
    let mut all: Vec<_> = calls.into_iter().map(|(_, words)| words).collect();
    all.extend(helps);
    all.extend(general);
    all
}

/// Runs a command whose standard output is this; its exit code and what it says on standard error.
fn run(words: &[String], stdout: impl Into<Stdio>) -> (Option<i32>, String) {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let output =
        command(&words, &[]).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_full_disk_is_told_and_exit_1() {
    let server = Process::start(&["--port", "0"], &[]);

    for words in everything(&server) {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let told = "error: cannot write to standard output: No space left on device (os error 28)\n";
        let expected = if words[0] == "healthcheck" && words[1] != "--help" { (0, "") } else { (1, told) };
        let (code, errors) = run(&words, full);
        assert_eq!((code, errors.as_str()), (Some(expected.0), expected.1), "{words:?}");
    }
}

#[test]
fn a_closed_pipe_is_quiet_and_exit_0() {
    let server = Process::start(&["--port", "0"], &[]);

    for words in everything(&server) {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        assert_eq!(run(&words, writer), (Some(0), String::new()), "{words:?}");
    }
}

#[test]
fn a_refusal_that_cannot_be_said_is_exit_2_all_the_same() {
    let full = || File::options().write(true).open("/dev/full").unwrap();

    let code = command(&["--port", "none"], &[]).stdout(full()).stderr(full()).status().unwrap().code();

    assert_eq!(code, Some(2));
}
