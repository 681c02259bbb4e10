//! The table: every workload at every number of connections, start, memory and size, and the budgets.

use std::path::PathBuf;

use clap::Args;

use crate::affinity::Cores;
use crate::budget::{self, Budget};
use crate::measure::{Measurement, interleave};
use crate::memory::{as_mebibytes, mebibytes};
use crate::process::Server;
use crate::seed::{self, Scratch};
use crate::signature::Credential;
use crate::startup::{self, Startup};
use crate::table::Table;
use crate::variant::{DEFAULT_SERVER, Variant};
use crate::workload::{Target, Workload};

/// Name of the row that has the budgets.
const UNDER_TEST: &str = "codearts-mock";
const BASELINE: &str = "bare-axum";

/// What can be set.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The server under test.
    #[arg(long, default_value = DEFAULT_SERVER)]
    server: PathBuf,
    /// A subset that takes less than a minute: 16 connections, fewer rounds and starts.
    #[arg(long)]
    short: bool,
    /// Sign with this pair of the default world instead of the pair of a seed of our own.
    #[arg(long, value_name = "AK:SK")]
    verify_credentials: Option<String>,
    /// Arguments that turn off what can be turned off, for the row `off`.
    #[arg(long, value_name = "FLAGS", default_value = "--auth off --journal-entries 0", allow_hyphen_values = true)]
    off_flags: String,
}

/// A row of the plan: what is sent, and what it may cost at most as a multiple of the baseline.
struct Cell {
    what: &'static str,
    workload: Workload,
    limit: f64,
}

/// How much is measured.
struct Extent {
    connections: &'static [usize],
    rounds: usize,
    starts: usize,
}

const SHORT: Extent = Extent { connections: &[16], rounds: 60, starts: 10 };
const FULL: Extent = Extent { connections: &[1, 16, 64], rounds: 150, starts: 20 };

const DEFAULT_WORLD: [Cell; 4] = [
    Cell { what: "matrix GET", workload: Workload::MatrixGet, limit: 1.25 },
    Cell { what: "pipeline batch, 20 roles", workload: Workload::PipelineBatch, limit: 2.2 },
    Cell { what: "job batch x 1, 7 roles", workload: Workload::JobBatch, limit: 1.6 },
    Cell { what: "mix 80 GET / 20 PUT", workload: Workload::Mix, limit: 1.4 },
];
const HUNDRED_JOBS: Cell = Cell { what: "job batch x 100, 7 roles", workload: Workload::JobBatch, limit: 3.2 };
const SIGNED: Cell = Cell { what: "signed GET, --auth verify", workload: Workload::MatrixGet, limit: 1.6 };

/// Measures everything and prints it; answers whether every budget is kept and every answer was 200.
///
/// # Errors
///
/// When a server does not start.
pub fn run(options: &Options) -> anyhow::Result<bool> {
    let cores = Cores::claim()?;
    let scratch = Scratch::new()?;
    let extent = if options.short { SHORT } else { FULL };
    let mut report = Report::new(cores, extent);
    let bare = Variant::reference(BASELINE)?;
    let mock = Variant::plain(UNDER_TEST, &options.server);
    let seed = scratch.seed(100)?;

    let fresh = startup::measure(cores, &[&bare, &mock], report.extent.starts)?;
    let rows = rows(options, &mock)?;
    report.default_world(&rows)?;

    let seeded: Vec<Variant> = rows.iter().map(|row| row.with_seed(&seed)).collect();
    report.cells(&start_all(cores, &seeded)?, &[HUNDRED_JOBS], &seed::target(100, 100));

    let (verifying, target) = verification(options, &mock.with_seed(&seed), &mock)?;
    report.cells(&start_all(cores, &[bare, verifying])?, &[SIGNED], &target);

    report.startup(&fresh);
    Ok(report.print())
}

/// The rows of each workload: reference servers first, the baseline the very first.
fn rows(options: &Options, mock: &Variant) -> anyhow::Result<Vec<Variant>> {
    let mut rows = vec![Variant::reference(BASELINE)?];
    if !options.short {
        // The same program twice: how far its ratio is from 1 is what the machine adds to every other ratio.
        let control = Variant { name: "bare-axum again".to_owned(), ..rows[0].clone() };
        rows.extend([control, Variant::reference("bare-axum-serde")?]);
    }
    rows.push(mock.clone());
    rows.push(mock.with_arguments("at debug", &["--log-level", "debug"]));
    if !options.short {
        rows.push(mock.with_arguments("without auth", &["--auth", "off"]));
        rows.push(mock.with_arguments("off", &options.off_flags.split_whitespace().collect::<Vec<_>>()));
    }
    Ok(rows)
}

/// The verifying server and who signs: by default the user of our own seed, whose secret we know.
fn verification(options: &Options, seeded: &Variant, plain: &Variant) -> anyhow::Result<(Variant, Target)> {
    let (variant, mut target, credential) = match &options.verify_credentials {
        Some(pair) => (plain, Target::page(), Credential::parse(pair)?),
        None => (seeded, seed::target(100, 1), seed::credential()),
    };
    target.credential = Some(credential);
    let mut verifying = variant.with_arguments("verifying", &["--auth", "verify"]);
    UNDER_TEST.clone_into(&mut verifying.name);
    Ok((verifying, target))
}

fn start_all(cores: Cores, variants: &[Variant]) -> anyhow::Result<Vec<Server>> {
    variants.iter().map(|variant| Server::start(cores, variant)).collect()
}

/// What was seen so far.
struct Report {
    cores: Cores,
    extent: Extent,
    load: Table,
    processes: Table,
    budgets: Vec<Budget>,
    invalid: Vec<String>,
    loaded: Vec<(String, u64)>,
}

impl Report {
    fn new(cores: Cores, extent: Extent) -> Self {
        Self {
            cores,
            extent,
            load: Table::new(&["workload", "server", "conns", "req/s", "p50 us", "p99 us", "CPU us/req", "x bare"]),
            processes: Table::new(&["process", "server", "cold start ms", "idle RSS", "loaded RSS", "stripped MB"]),
            budgets: Vec::new(),
            invalid: Vec::new(),
            loaded: Vec::new(),
        }
    }

    /// The workloads that need no seed, and the memory of their servers afterwards.
    fn default_world(&mut self, rows: &[Variant]) -> anyhow::Result<()> {
        let servers = start_all(self.cores, rows)?;
        self.cells(&servers, &DEFAULT_WORLD, &Target::page());
        for server in &servers {
            self.loaded.push((server.name.clone(), server.memory()?.resident));
        }
        Ok(())
    }

    /// Every cell at every number of connections; the worst of these is held against the budget.
    fn cells(&mut self, servers: &[Server], cells: &[Cell], target: &Target) {
        let contestants: Vec<(&Server, &Target)> = servers.iter().map(|server| (server, target)).collect();
        for cell in cells {
            let mut worst = 0.0_f64;
            for connections in self.extent.connections {
                eprintln!("{}, {connections} connections", cell.what);
                match interleave(&contestants, cell.workload, *connections, self.extent.rounds) {
                    Ok(seen) => worst = worst.max(self.rows(cell.what, *connections, &seen)),
                    Err(error) => {
                        self.invalid.push(format!("{}, {connections} connections: {error:#}", cell.what));
                        worst = f64::INFINITY;
                    }
                }
            }
            self.budgets.push(Budget::at_most(cell.what, cell.limit, worst, "x bare CPU/request"));
        }
    }

    /// Adds one row per server, and answers the ratio of the server under test.
    fn rows(&mut self, what: &str, connections: usize, seen: &[Measurement]) -> f64 {
        let mut under_test = f64::INFINITY;
        for measurement in seen {
            let ratio = measurement.cpu_ratio(&seen[0]);
            if measurement.name == UNDER_TEST {
                under_test = ratio;
            }
            self.load.row([
                what.to_owned(),
                measurement.name.clone(),
                connections.to_string(),
                format!("{:.0}", measurement.rate()),
                format!("{:.1}", measurement.latencies.quantile_microseconds(0.5)),
                format!("{:.1}", measurement.latencies.quantile_microseconds(0.99)),
                format!("{:.2}", measurement.cpu_microseconds()),
                format!("{ratio:.3}"),
            ]);
            if let Some(refusal) = &measurement.first_refusal {
                let (name, refused) = (&measurement.name, measurement.refused);
                self.invalid.push(format!("{what}, {name}: {refused} answers were not 200, the first:\n{refusal}"));
            }
        }
        under_test
    }

    fn startup(&mut self, fresh: &[Startup]) {
        for (process, row) in fresh.iter().zip(["baseline", "under test"]) {
            let loaded = self.loaded.iter().find(|(name, _)| *name == process.name);
            self.processes.row([
                row.to_owned(),
                process.name.clone(),
                format!("{:.2}", process.milliseconds),
                format!("{:.2} MiB", process.idle_mebibytes),
                loaded.map_or_else(String::new, |(_, resident)| mebibytes(*resident)),
                format!("{:.2}", process.megabytes),
            ]);
        }
        let [bare, mock] = fresh else { return };
        let start = mock.milliseconds / bare.milliseconds;
        let idle = mock.idle_mebibytes / bare.idle_mebibytes;
        self.budgets.extend([
            Budget::at_most("cold start to first 200", 1.5, start, "x bare"),
            Budget::at_most("idle resident memory", 2.0, idle, "x bare"),
            Budget::at_most("idle resident memory", 8.0, mock.idle_mebibytes, "MiB"),
            Budget::at_most("stripped program", 8.0, mock.megabytes, "MB"),
        ]);
    }

    fn print(&self) -> bool {
        println!("{}", self.load.render());
        println!("{}", self.processes.render());
        for (name, resident) in &self.loaded {
            println!("loaded RSS of {name}: {:.1} MiB", as_mebibytes(*resident));
        }
        println!();
        let kept = budget::print(&self.budgets);
        for reason in &self.invalid {
            println!("INVALID: {reason}");
        }
        kept && self.invalid.is_empty()
    }
}
