//! Millions of requests with the journal on: memory must be at the end what it was when the journal was full. The other
//! profile, of hostile clients, is in `hostile.rs`.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::affinity::Cores;
use crate::budget::{self, Budget};
use crate::client::Client;
use crate::hostile;
use crate::memory::mebibytes;
use crate::process::Server;
use crate::table::Table;
use crate::variant::{DEFAULT_SERVER, Variant};
use crate::workload::{Target, Workload};

/// What can be set.
#[derive(Args, Debug)]
pub struct Options {
    /// The server under test.
    #[arg(long, default_value = DEFAULT_SERVER)]
    server: PathBuf,
    /// So many requests, of which the first hundredth is the warm-up.
    #[arg(long, default_value_t = 10_000_000)]
    requests: u64,
    /// Attack the server for a time instead: nothing may hang, memory stays, health is told within 100 ms.
    #[arg(long, conflicts_with = "requests")]
    hostile: bool,
    /// How it is attacked.
    #[command(flatten)]
    attack: hostile::Options,
}

const CONNECTIONS: usize = 16;

/// The load is looked at after each of these, and goes on at once.
const SLICE: Duration = Duration::from_millis(200);

/// So many rows the table has beside the one after the warm-up.
const ROWS: u64 = 10;

/// What memory may have become by the end, as a multiple of what it was after the warm-up.
const LIMIT: f64 = 1.05;

/// Prints memory as the requests pass; answers whether it stayed and every answer was 200.
///
/// # Errors
///
/// When the server fails, or its journal has not seen every request.
#[expect(clippy::cast_precision_loss, reason = "no process has 2^52 KiB")]
pub fn run(options: &Options) -> anyhow::Result<bool> {
    if options.hostile {
        return hostile::run(&options.attack, &options.server);
    }
    let cores = Cores::claim()?;
    let server = Server::start(cores, &Variant::plain("codearts-mock", &options.server))?;
    let mut client = Client::connect(server.address, CONNECTIONS, requests(&server.address.to_string()))?;
    let mut table = Table::new(&["requests", "RSS", "peak RSS", "req/s"]);
    let (mut answered, mut early, began) = (0, None, Instant::now());
    for goal in goals(options.requests) {
        while answered < goal {
            answered += client.run(SLICE)?.requests;
        }
        let memory = server.memory()?;
        let rate = answered as f64 / began.elapsed().as_secs_f64();
        let [resident, peak] = [memory.resident, memory.peak].map(mebibytes);
        eprintln!("{answered} requests, RSS {resident}");
        table.row([answered.to_string(), resident, peak, format!("{rate:.0}")]);
        early.get_or_insert(memory.resident);
    }
    println!("{}", table.render());
    let written = journalled(server.address)?;
    ensure!(written == answered, "the journal has counted {written} of {answered} requests");
    if let Some(refusal) = &client.first_refusal {
        println!("INVALID: {} answers were not 200, the first:\n{refusal}", client.refused);
    }
    let growth = server.memory()?.resident as f64 / early.unwrap_or_default() as f64;
    Ok(budget::print(&[Budget::at_most("resident memory", LIMIT, growth, "x after warm-up")]) && client.refused == 0)
}

/// Reads, writes of one flag and batches, all against the default world.
fn requests(host: &str) -> Vec<Vec<u8>> {
    let of = |workload: Workload| workload.requests(&Target::page(), host);
    [Workload::Mix, Workload::PipelineBatch, Workload::JobBatch].map(of).concat()
}

/// After how many requests memory is looked at: the warm-up, then tenths of the whole.
fn goals(requests: u64) -> Vec<u64> {
    let tenths = (1..=ROWS).map(|tenth| requests * tenth / ROWS);
    [requests / 100].into_iter().chain(tenths).collect()
}

/// How many requests the journal has counted.
fn journalled(address: SocketAddr) -> anyhow::Result<u64> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET /_mock/requests?after={} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n", u64::MAX)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").context("an answer without a body")?;
    let document: serde_json::Value = serde_json::from_str(body).context("the journal")?;
    document["written"].as_u64().with_context(|| format!("no count in {body}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_looked_at_after_a_hundredth_and_each_tenth() {
        assert_eq!(goals(1000), [10, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    }
}
