//! What large calls of the control plane and many waiters cost those who have nothing to do with them. Prints figures, no verdict.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use clap::Args;

use crate::affinity::Cores;
use crate::histogram::Histogram;
use crate::memory::mebibytes;
use crate::process::Server;
use crate::reply::Reply;
use crate::request::Request;
use crate::seed::{self, Scratch};
use crate::table::Table;
use crate::variant::{DEFAULT_SERVER, Variant};
use crate::wire::{Fault, Wire};
use crate::workload::{PAGE_JOBS, Target, matrix_get, role_put};

/// What can be set.
#[derive(Args, Debug)]
#[group(id = "large-options")]
pub struct Options {
    /// The server under test.
    #[arg(long, default_value = DEFAULT_SERVER)]
    server: PathBuf,
}

/// Jobs of the large state: twenty megabytes as it is shown, eight in the seed.
const JOBS: usize = 9000;

/// The namespace with the large calls, or with the waiters.
const BUSY: &str = "busy";

/// How often each large call is made.
const CALLS: usize = 3;

/// The journal that the waiters look at.
const ENTRIES: usize = 1000;
const ENTRY_BYTES: usize = 16_000;

/// Numbers of waiters.
const WAITERS: [usize; 3] = [0, 3, 200];

/// A figure is made from so many requests, or from those of [`FIGURE_WITHIN`].
const REQUESTS: u64 = 200;
const FIGURE_WITHIN: Duration = Duration::from_secs(20);

/// How long a waiter waits; it is given up when the figure is made.
const WAIT_MILLISECONDS: u64 = 60_000;

/// A call that has not ended by then has failed.
const CALL_WITHIN: Duration = Duration::from_mins(2);

/// Prints both tables.
///
/// # Errors
///
/// When the server fails, or refuses what is asked of it.
pub fn run(options: &Options) -> anyhow::Result<bool> {
    let cores = Cores::claim_pair()?;
    let plain = Variant::plain("codearts-mock", &options.server);
    println!("{}", large_calls(cores, &plain)?.render());
    println!("{}", waiters(cores, &plain)?.render());
    Ok(true)
}

/// How soon health and another namespace answer while each of the large calls runs.
fn large_calls(cores: Cores, plain: &Variant) -> anyhow::Result<Table> {
    let scratch = Scratch::new()?;
    let path = scratch.seed(JOBS)?;
    let state = std::fs::read_to_string(&path)?;
    let variant = plain.with_seed(&path).with_arguments("large", &["--max-body-bytes", "67108864"]);
    let server = Server::start(cores, &variant)?;
    let host = server.address.to_string();
    let target = seed::target(JOBS, 1000);
    for job in &target.jobs {
        succeed(&server, &role_put(job, true).with_token().header("X-Mock-Namespace", BUSY).bytes(&host))?;
    }
    eprintln!("a seed of {}, {} jobs changed", mebibytes(state.len() as u64 / 1024), target.jobs.len());
    let head = [
        "while this runs",
        "bytes",
        "s each",
        "health p50 ms",
        "p99 ms",
        "max ms",
        "others p50 ms",
        "p99 ms",
        "max ms",
    ];
    let mut table = Table::new(&head);
    let other = matrix_get(&target, &target.jobs[0]).with_token().header("X-Mock-Namespace", "other").bytes(&host);
    let busy = |request: Request| request.header("X-Mock-Namespace", BUSY).bytes(&host);
    let empty = |method, path: &str| busy(Request::write(method, path, String::new()));
    let calls = [
        ("nothing", Request::get("/healthz", "").bytes(&host)),
        ("GET /_mock/state/diff", busy(Request::get("/_mock/state/diff", ""))),
        ("GET /_mock/state", busy(Request::get("/_mock/state", ""))),
        ("PUT /_mock/snapshots", empty("PUT", "/_mock/snapshots/one")),
        ("POST /_mock/snapshots restore", empty("POST", "/_mock/snapshots/one/restore")),
        ("POST /_mock/seed", busy(Request::write("POST", "/_mock/seed", state))),
    ];
    for (name, call) in calls {
        eprintln!("{name}");
        table.row(beside(&server, name, &call, &other)?);
    }
    Ok(table)
}

/// One row: `call` a few times on a thread of its own, health and `other` meanwhile.
#[expect(clippy::cast_precision_loss, reason = "a few calls")]
fn beside(server: &Server, name: &str, call: &[u8], other: &[u8]) -> anyhow::Result<Vec<String>> {
    let health = Request::get("/healthz", "").bytes(&server.address.to_string());
    let ended = AtomicBool::new(false);
    let [mut healths, mut others] = [Histogram::default(), Histogram::default()];
    let (time, bytes) = thread::scope(|scope| {
        let calling = scope.spawn(|| {
            let began = Instant::now();
            let calls = (0..CALLS).map(|_| succeed(server, call));
            let bytes = calls.collect::<anyhow::Result<Vec<Reply>>>().map(|replies| replies[0].body.len());
            let time = began.elapsed().as_secs_f64() / CALLS as f64;
            ended.store(true, Ordering::Relaxed);
            (time, bytes)
        });
        while !ended.load(Ordering::Relaxed) || healths.count() < REQUESTS {
            healths.record(timed(server, &health)?);
            others.record(timed(server, other)?);
            thread::sleep(Duration::from_millis(1));
        }
        calling.join().map_err(|_panic| anyhow!("{name} has panicked"))
    })?;
    let figures = [&healths, &others].map(figures).concat();
    let beginning = [name.to_owned(), bytes.with_context(|| name.to_owned())?.to_string(), format!("{time:.2}")];
    Ok(beginning.into_iter().chain(figures).collect())
}

/// How soon a read is answered while others wait for an entry of the journal that never comes.
fn waiters(cores: Cores, plain: &Variant) -> anyhow::Result<Table> {
    let arguments = ["--journal-entries", "1000", "--journal-bytes", "67108864"];
    let server = Server::start(cores, &plain.with_arguments("waiters", &arguments))?;
    let host = server.address.to_string();
    let write = role_put(PAGE_JOBS[0], true).padded(ENTRY_BYTES).with_token().header("X-Mock-Namespace", BUSY);
    for _ in 0..ENTRIES {
        succeed(&server, &write.bytes(&host))?;
    }
    let page = Target::page();
    let read =
        |namespace| matrix_get(&page, &page.jobs[0]).with_token().header("X-Mock-Namespace", namespace).bytes(&host);
    let mut table = Table::new(&["waiters", "read in", "reads", "p50 ms", "p99 ms", "max ms", "x none"]);
    let mut none = [f64::NAN; 2];
    for waiters in WAITERS {
        let waiting = (0..waiters).map(|_| wait(&server, &host)).collect::<anyhow::Result<Vec<Wire>>>()?;
        for (place, namespace) in [BUSY, "other"].into_iter().enumerate() {
            let request = read(namespace);
            let mut seen = Histogram::default();
            let began = Instant::now();
            while seen.count() < REQUESTS && began.elapsed() < FIGURE_WITHIN {
                seen.record(timed(&server, &request)?);
            }
            eprintln!("{waiters} waiters, {namespace}: {} reads", seen.count());
            let median = seen.quantile_microseconds(0.5);
            if waiters == 0 {
                none[place] = median;
            }
            let beginning = [waiters.to_string(), namespace.to_owned(), seen.count().to_string()];
            let ratio = format!("{:.2}", median / none[place]);
            table.row(beginning.into_iter().chain(figures(&seen)).chain([ratio]));
        }
        drop(waiting);
    }
    Ok(table)
}

/// A connection on which the server waits for something that never comes.
fn wait(server: &Server, host: &str) -> anyhow::Result<Wire> {
    let body = format!(r#"{{"match":{{"body":{{"job_id":"none"}}}},"timeout_ms":{WAIT_MILLISECONDS}}}"#);
    let request = Request::write("POST", "/_mock/verify", body).header("X-Mock-Namespace", BUSY).bytes(host);
    let mut wire = Wire::open(server.address, CALL_WITHIN).map_err(failed)?;
    wire.send(&request).map_err(failed)?;
    Ok(wire)
}

fn succeed(server: &Server, request: &[u8]) -> anyhow::Result<Reply> {
    let reply = Wire::open(server.address, CALL_WITHIN).and_then(|mut wire| wire.exchange(request)).map_err(failed)?;
    ensure!(reply.status == 200, "status {}, not 200: {}", reply.status, String::from_utf8_lossy(&reply.body));
    Ok(reply)
}

fn timed(server: &Server, request: &[u8]) -> anyhow::Result<Duration> {
    let began = Instant::now();
    succeed(server, request)?;
    Ok(began.elapsed())
}

fn failed(fault: Fault) -> anyhow::Error {
    match fault {
        Fault::Cut => anyhow!("the server closed the connection"),
        Fault::Late => anyhow!("no answer within {} s", CALL_WITHIN.as_secs()),
    }
}

/// Median, p99 and longest in milliseconds.
fn figures(seen: &Histogram) -> [String; 3] {
    let [p50, p99] = [0.5, 0.99].map(|quantile| seen.quantile_microseconds(quantile) / 1000.0);
    [p50, p99, seen.longest().as_secs_f64() * 1000.0].map(|time| format!("{time:.2}"))
}
