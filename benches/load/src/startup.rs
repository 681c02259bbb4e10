//! Cold start to the first 200, resident memory when idle, and size of the program.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::affinity::Cores;
use crate::connection::Connection;
use crate::measure::median;
use crate::memory::{Memory, as_mebibytes, stripped_size};
use crate::process::{spawn, stop};
use crate::variant::Variant;
use crate::workload::{Target, Workload};

/// A server that has not answered by then has failed.
const FIRST_ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What a fresh process costs.
#[derive(Clone, Debug)]
pub struct Startup {
    /// Name of its row.
    pub name: String,
    /// Milliseconds to the first 200, median.
    pub milliseconds: f64,
    /// MiB resident after the first answer, median.
    pub idle_mebibytes: f64,
    /// Size of the stripped program in millions of bytes.
    pub megabytes: f64,
}

/// Starts each of `variants` `times` times in turn, after one start each to fill the page cache.
///
/// # Errors
///
/// When a server does not start, or its first answer is not 200.
#[expect(clippy::cast_precision_loss, reason = "the size of a program")]
pub fn measure(cores: Cores, variants: &[&Variant], times: usize) -> anyhow::Result<Vec<Startup>> {
    let mut seen: Vec<(Vec<f64>, Vec<f64>)> = vec![Default::default(); variants.len()];
    let mut ports = (20_000..32_000).filter(|port| is_free(*port));
    for round in 0..=times {
        for (variant, (starts, memories)) in variants.iter().zip(&mut seen) {
            let port = ports.next().context("no free port left")?;
            let (elapsed, memory) = start_once(cores, variant, port).with_context(|| variant.name.clone())?;
            if round > 0 {
                starts.push(elapsed.as_secs_f64() * 1000.0);
                memories.push(as_mebibytes(memory.resident));
            }
        }
    }
    let summary = |(variant, (starts, memories)): (&&Variant, &(Vec<f64>, Vec<f64>))| {
        Ok(Startup {
            name: variant.name.clone(),
            milliseconds: median(starts),
            idle_mebibytes: median(memories),
            megabytes: stripped_size(&variant.program)? as f64 / 1e6,
        })
    };
    variants.iter().zip(&seen).map(summary).collect()
}

/// The port is given, not asked of the server, so that the clock does not depend on its ready line. Ports below 32768
/// are never a client's own: trying to connect to a free one of those could connect a socket to itself.
fn start_once(cores: Cores, variant: &Variant, port: u16) -> anyhow::Result<(Duration, Memory)> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let requests = Workload::MatrixGet.requests(&Target::page(), &address.to_string());
    let started = Instant::now();
    let mut child = spawn(cores, variant, port, Stdio::null(), Stdio::null())?;
    let answered = first_answer(address, &requests[0], started);
    let memory = Memory::of(child.id());
    stop(&mut child);
    Ok((answered?, memory?))
}

fn first_answer(address: SocketAddr, request: &[u8], started: Instant) -> anyhow::Result<Duration> {
    loop {
        if let Ok(mut connection) = Connection::open(address) {
            connection.expect_success(request)?;
            return Ok(started.elapsed());
        }
        if started.elapsed() > FIRST_ANSWER_WITHIN {
            bail!("nobody listened on {address} within {} s", FIRST_ANSWER_WITHIN.as_secs());
        }
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}
