//! A hundred thousand jobs, and a thousand namespaces: what size costs.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use crate::affinity::Cores;
use crate::budget::{self, Budget};
use crate::connection::Connection;
use crate::measure::interleave;
use crate::memory::{Memory, as_mebibytes, mebibytes};
use crate::process::Server;
use crate::seed::{self, Scratch};
use crate::table::Table;
use crate::variant::{DEFAULT_SERVER, Variant};
use crate::workload::{PAGE_JOBS, Target, Workload, ten_writes};

/// What can be set.
#[derive(Args, Debug)]
pub struct Options {
    /// The server under test.
    #[arg(long, default_value = DEFAULT_SERVER)]
    server: PathBuf,
    /// Also report a million jobs (a seed file of 1.3 GB in the temporary directory).
    #[arg(long)]
    million: bool,
}

const SMALL: usize = 100;
const LARGE: usize = 100_000;
const MILLION: usize = 1_000_000;
const NAMESPACES: usize = 1000;

/// How many different jobs a large seed is asked for: enough that no cache holds them all warm by accident.
const ASKED_JOBS: usize = 1000;
const CONNECTIONS: usize = 16;
const ROUNDS: usize = 150;

/// Prints the figures of each size and of the namespaces; answers whether every budget is kept.
///
/// # Errors
///
/// When a server fails, refuses a seed or answers anything but 200.
pub fn run(options: &Options) -> anyhow::Result<bool> {
    let cores = Cores::claim()?;
    let variant = Variant::plain("codearts-mock", &options.server);
    let mut report = Report::new();
    report.size(cores, &variant, LARGE)?;
    if options.million {
        report.size(cores, &variant, MILLION)?;
    }
    println!("{}", report.table.render());
    report.namespaces(cores, &variant)?;
    Ok(budget::print(&report.budgets))
}

struct Report {
    table: Table,
    budgets: Vec<Budget>,
}

impl Report {
    fn new() -> Self {
        let head = ["jobs", "seed", "load s", "RSS", "peak RSS", "bytes/job", "GET us", "PUT us", "GET x", "PUT x"];
        Self { table: Table::new(&head), budgets: Vec::new() }
    }

    /// Compares a seed of `jobs` jobs with one of a hundred; only [`LARGE`] has budgets, the rest is reported.
    fn size(&mut self, cores: Cores, variant: &Variant, jobs: usize) -> anyhow::Result<()> {
        let seen = Size::measure(cores, variant, jobs)?;
        self.table.row(seen.row());
        if jobs == LARGE {
            self.budgets.extend(seen.budgets());
        }
        Ok(())
    }

    /// Writes ten times into each of a thousand namespaces of the default world.
    #[expect(clippy::cast_precision_loss, reason = "a number of namespaces")]
    fn namespaces(&mut self, cores: Cores, variant: &Variant) -> anyhow::Result<()> {
        let server = Server::start(cores, variant)?;
        first_answer(&server, &Target::page())?;
        let before = server.memory()?;
        let host = server.address.to_string();
        let mut connection = Connection::open(server.address)?;
        for index in 0..NAMESPACES {
            let name = format!("ns{index:04}");
            for write in ten_writes() {
                let request = write.with_token().header("X-Mock-Namespace", &name).bytes(&host);
                connection.expect_success(&request).with_context(|| format!("namespace {name}"))?;
            }
        }
        let after = server.memory()?;
        let each = after.resident.saturating_sub(before.resident) as f64 / NAMESPACES as f64;
        println!(
            "{NAMESPACES} namespaces with ten writes each on {} jobs: RSS {} -> {}, {each:.1} KiB each\n",
            PAGE_JOBS.len(),
            mebibytes(before.resident),
            mebibytes(after.resident),
        );
        self.budgets.push(Budget::at_most(
            "1,000 namespaces, ten writes each",
            64.0,
            as_mebibytes(after.resident),
            "MiB",
        ));
        Ok(())
    }
}

/// What a large seed costs.
struct Size {
    jobs: usize,
    seed_bytes: u64,
    load_seconds: f64,
    memory: Memory,
    /// Resident memory of the same server with a hundred jobs.
    least: Memory,
    /// CPU microseconds, and their ratio to a hundred jobs.
    get: (f64, f64),
    put: (f64, f64),
}

impl Size {
    fn measure(cores: Cores, variant: &Variant, jobs: usize) -> anyhow::Result<Self> {
        let scratch = Scratch::new()?;
        eprintln!("writing a seed of {jobs} jobs");
        let (small_seed, large_seed) = (scratch.seed(SMALL)?, scratch.seed(jobs)?);
        let small = Server::start(cores, &variant.with_seed(&small_seed))?;
        let large = Server::start(cores, &variant.with_seed(&large_seed))?;
        let targets = (seed::target(SMALL, SMALL), seed::target(jobs, ASKED_JOBS));
        first_answer(&small, &targets.0)?;
        first_answer(&large, &targets.1)?;
        let (least, memory) = (small.memory()?, large.memory()?);
        let contestants = [(&small, &targets.0), (&large, &targets.1)];
        Ok(Self {
            jobs,
            seed_bytes: std::fs::metadata(&large_seed)?.len(),
            load_seconds: large.ready_after.as_secs_f64(),
            memory,
            least,
            get: compare(&contestants, Workload::SpreadGet)?,
            put: compare(&contestants, Workload::SpreadPut)?,
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes of processes")]
    fn row(&self) -> [String; 10] {
        let grown = self.memory.resident.saturating_sub(self.least.resident) * 1024;
        [
            self.jobs.to_string(),
            mebibytes(self.seed_bytes / 1024),
            format!("{:.2}", self.load_seconds),
            mebibytes(self.memory.resident),
            mebibytes(self.memory.peak),
            format!("{:.0}", grown as f64 / self.jobs as f64),
            format!("{:.2}", self.get.0),
            format!("{:.2}", self.put.0),
            format!("{:.3}", self.get.1),
            format!("{:.3}", self.put.1),
        ]
    }

    fn budgets(&self) -> [Budget; 4] {
        let resident = as_mebibytes(self.memory.resident);
        [
            Budget::at_most("100,000 jobs: start to ready", 5.0, self.load_seconds, "s"),
            Budget::at_most("100,000 jobs: resident when loaded", 48.0, resident, "MiB"),
            Budget::at_most("100,000 jobs: GET against 100 jobs", 1.2, self.get.1, "x"),
            Budget::at_most("100,000 jobs: PUT against 100 jobs", 1.2, self.put.1, "x"),
        ]
    }
}

fn first_answer(server: &Server, target: &Target) -> anyhow::Result<()> {
    let requests = Workload::MatrixGet.requests(target, &server.address.to_string());
    Connection::open(server.address)?.expect_success(&requests[0])
}

/// CPU microseconds per request of the second contestant, and their ratio to the first.
fn compare(contestants: &[(&Server, &Target)], workload: Workload) -> anyhow::Result<(f64, f64)> {
    let seen = interleave(contestants, workload, CONNECTIONS, ROUNDS)?;
    for measurement in &seen {
        if let Some(refusal) = &measurement.first_refusal {
            anyhow::bail!("{} answers were not 200, the first:\n{refusal}", measurement.refused);
        }
    }
    Ok((seen[1].cpu_microseconds(), seen[1].cpu_ratio(&seen[0])))
}
