//! A server process: started on its core, asked for its CPU time, stopped when dropped.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use rustix::process::{Pid, Signal, kill_process};

use crate::affinity::Cores;
use crate::memory::Memory;
use crate::variant::Variant;

/// How long a server may take from its start to its ready line; a seed of a million jobs is more than a gigabyte.
const READY_WITHIN: Duration = Duration::from_mins(5);

/// How long a server may take to stop before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(30);

/// What becomes of a server's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// It goes to `/dev/null`.
    Discarded,
    /// A pipe from which 4 KiB are read twice a second.
    Slow,
    /// A pipe from which nobody reads.
    Unread,
}

/// How much of a slow log is read at a time, and how long the reader then rests.
const SLOW_LOG: (usize, Duration) = (4096, Duration::from_millis(500));

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Name of its row.
    pub name: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// Time from start to ready line.
    pub ready_after: Duration,
    child: Child,
    /// The end of a log that nobody reads: closing it would tell the server.
    _unread: Option<ChildStderr>,
}

impl Server {
    /// Starts `variant` on the server core and waits for its ready line.
    ///
    /// # Errors
    ///
    /// When it cannot be started, ends, or stays silent.
    pub fn start(cores: Cores, variant: &Variant) -> anyhow::Result<Self> {
        Self::start_logging(cores, variant, Log::Discarded)
    }

    /// As [`Self::start`], with a log that goes elsewhere.
    ///
    /// # Errors
    ///
    /// As [`Self::start`].
    pub fn start_logging(cores: Cores, variant: &Variant, log: Log) -> anyhow::Result<Self> {
        let started = Instant::now();
        let stderr = if log == Log::Discarded { Stdio::null() } else { Stdio::piped() };
        let mut child = spawn(cores, variant, 0, Stdio::piped(), stderr)?;
        let stdout = child.stdout.take().context("stdout was asked for")?;
        let mut unread = child.stderr.take();
        if log == Log::Slow
            && let Some(stderr) = unread.take()
        {
            read_slowly(stderr);
        }
        match ready_address(stdout).with_context(|| format!("{} did not become ready", variant.name)) {
            Ok(address) => {
                let (name, ready_after) = (variant.name.clone(), started.elapsed());
                Ok(Self { name, address, ready_after, child, _unread: unread })
            }
            Err(error) => {
                stop(&mut child);
                Err(error)
            }
        }
    }

    /// CPU time of all threads so far, in nanoseconds.
    ///
    /// `schedstat` counts nanoseconds where `stat` counts ticks of 10 ms. A thread that ended takes its share along,
    /// so this suits servers with a fixed set of threads.
    ///
    /// # Errors
    ///
    /// When the process is gone.
    pub fn cpu_nanoseconds(&self) -> anyhow::Result<u64> {
        let tasks = format!("/proc/{}/task", self.child.id());
        let mut total = 0;
        for task in fs::read_dir(&tasks).with_context(|| format!("{} has ended", self.name))? {
            // A thread may end between the listing and the reading.
            let Ok(line) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
            let running = line.split(' ').next().unwrap_or_default();
            total += running.parse::<u64>().with_context(|| format!("unexpected schedstat {line:?}"))?;
        }
        Ok(total)
    }

    /// Resident memory now and at its peak.
    ///
    /// # Errors
    ///
    /// When the process is gone.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        Memory::of(self.child.id()).with_context(|| format!("memory of {}", self.name))
    }

    /// Files and sockets that the process has open.
    ///
    /// # Errors
    ///
    /// When the process is gone.
    pub fn open_files(&self) -> anyhow::Result<usize> {
        let open = format!("/proc/{}/fd", self.child.id());
        Ok(fs::read_dir(open).with_context(|| format!("{} has ended", self.name))?.count())
    }

    /// Stops the server and answers how long that took. One that does not listen to SIGTERM is killed after half a minute.
    #[must_use]
    pub fn stop(mut self) -> Duration {
        let asked = Instant::now();
        stop(&mut self.child);
        asked.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// Starts `variant` on the server core, with none of the caller's own settings in its environment.
///
/// # Errors
///
/// When the program cannot be started.
pub fn spawn(cores: Cores, variant: &Variant, port: u16, stdout: Stdio, stderr: Stdio) -> anyhow::Result<Child> {
    let mut command = Command::new(&variant.program);
    for (name, _) in std::env::vars_os() {
        if name == "RUST_LOG" || name.to_string_lossy().starts_with("CODEARTS_MOCK_") {
            command.env_remove(name);
        }
    }
    command
        .envs(variant.environment.iter().map(|(name, value)| (name, value)))
        .args(&variant.arguments)
        .args(["--port", &port.to_string(), "--host", "127.0.0.1"])
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(stderr);
    cores.on_server_core(|| command.spawn().with_context(|| format!("start {}", variant.program.display())))
}

/// Reads a log as a reader does that cannot keep up, until the server ends.
fn read_slowly(mut log: ChildStderr) {
    thread::spawn(move || {
        let (bytes, rest) = SLOW_LOG;
        let mut buffer = vec![0; bytes];
        while log.read(&mut buffer).is_ok_and(|read| read > 0) {
            thread::sleep(rest);
        }
    });
}

/// Asks with SIGTERM, waits, and kills a process that does not listen.
pub fn stop(child: &mut Child) {
    // A failed signal means that the process has ended, which the wait below finds out.
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
    let deadline = Instant::now() + STOP_WITHIN;
    while matches!(child.try_wait(), Ok(None)) {
        if Instant::now() > deadline {
            eprintln!("process {} ignored SIGTERM and was killed", child.id());
            let _ = child.kill();
            let _ = child.wait();
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Reads stdout on a thread of its own, which also keeps the pipe empty for as long as the server lives.
fn ready_address(stdout: ChildStdout) -> anyhow::Result<SocketAddr> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // The receiver is gone once the first line was taken.
            let _ = sender.send(line);
        }
    });
    let line = receiver.recv_timeout(READY_WITHIN).context("no ready line on stdout")?;
    let Some((_, rest)) = line.split_once(" ready url=http://") else {
        bail!("unexpected first line on stdout: {line}");
    };
    let address = rest.split(' ').next().unwrap_or_default();
    address.parse().with_context(|| format!("unexpected address in: {line}"))
}
