//! The program as a process: started, asked, stopped.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread;

use codearts_mock::World;

use crate::secrets::{assert_no_secret, learn};
use crate::watched_process::{Log, examine_journals};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_codearts-mock");
pub(crate) const HEALTH: &str = "GET /_mock/health HTTP/1.1\r\nHost: x\r\n\r\n";

/// A server process; it does not outlive its test, and has told no secret by then.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) stdout: BufReader<ChildStdout>,
    pub(crate) ready: String,
    /// What it logs, at every level unless it was told otherwise; nothing where nobody can read it.
    pub(crate) log: Option<Log>,
}

impl Process {
    pub(crate) fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::wait(command(arguments, environment))
    }

    pub(crate) fn wait(mut command: Command) -> Self {
        let log = Some(Log::of(&mut command));
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        stdout.read_line(&mut ready).unwrap();
        Self { child, stdout, ready, log }
    }

    fn url(&self) -> &str {
        let url = self.ready.split_once("url=").unwrap().1;
        url.split(' ').next().unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.url().strip_prefix("http://").unwrap().parse().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// The exit code, when there is one.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let is_well = !thread::panicking();
        if is_well && matches!(self.child.try_wait(), Ok(None)) {
            examine_journals(self.url());
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        if is_well {
            self.log.iter().for_each(Log::examine);
        }
    }
}

pub(crate) fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear().envs(environment.iter().copied());
    for (_, value) in environment {
        // A seed among them brings secrets of its own.
        let _ = value.parse::<World>().map(|world| learn(&world));
    }
    command
}

/// Runs a command to its end. What it prints must tell no secret.
pub(crate) fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let output = command(arguments, environment).output().unwrap();
    for bytes in [&output.stdout, &output.stderr] {
        assert_no_secret(&arguments.join(" "), &String::from_utf8_lossy(bytes));
    }
    output
}

pub(crate) fn code_and_stderr(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}
