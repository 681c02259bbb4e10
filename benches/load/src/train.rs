//! Every workload a fixed number of times, measuring nothing: what a build that counts is asked for a profile.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use crate::affinity::Cores;
use crate::connection::Connection;
use crate::process::Server;
use crate::seed::{self, Scratch};
use crate::variant::Variant;
use crate::workload::{Target, Workload};

/// What can be set.
#[derive(Args, Debug)]
pub struct Options {
    /// The server, built with `-C profile-generate`.
    #[arg(long)]
    server: PathBuf,
    /// Requests of each workload: a number and not a time, so that the same sources give nearly the same counts.
    #[arg(long, default_value_t = 3000)]
    requests: usize,
}

/// What is sent to a server with the default world.
const LESSONS: [Workload; 4] = [Workload::MatrixGet, Workload::PipelineBatch, Workload::JobBatch, Workload::Mix];

/// So many jobs has the seed, and so many the batch that is sent to the server with it.
const JOBS: usize = 100;

/// Sends everything; each server writes its counts when it stops.
///
/// # Errors
///
/// When a server fails or refuses a request.
pub fn run(options: &Options) -> anyhow::Result<bool> {
    let cores = Cores::claim_or_share()?;
    let scratch = Scratch::new()?;
    let plain = Variant::plain("codearts-mock", &options.server);
    let seeded = plain.with_seed(&scratch.seed(JOBS)?);
    let verifying = seeded.with_arguments("verifying", &["--auth", "verify"]);
    for workload in LESSONS {
        give(cores, &plain, workload, &Target::page(), options.requests)?;
    }
    give(cores, &seeded, Workload::JobBatch, &seed::target(JOBS, JOBS), options.requests)?;
    let signing = Target { credential: Some(seed::credential()), ..seed::target(JOBS, 1) };
    give(cores, &verifying, Workload::MatrixGet, &signing, options.requests)?;
    Ok(true)
}

fn give(cores: Cores, variant: &Variant, workload: Workload, target: &Target, requests: usize) -> anyhow::Result<()> {
    let server = Server::start(cores, variant)?;
    let turn = workload.requests(target, &server.address.to_string());
    let mut connection = Connection::open(server.address)?;
    for request in turn.iter().cycle().take(requests) {
        connection.expect_success(request).with_context(|| format!("{workload:?} of {}", variant.name))?;
    }
    Ok(())
}
