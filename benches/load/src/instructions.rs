//! Counts user-space instructions per request under callgrind: a figure that repeats, so that a build can be refused by it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::affinity::Cores;
use crate::connection::Connection;
use crate::process::Server;
use crate::seed::Scratch;
use crate::table::Table;
use crate::variant::{DEFAULT_SERVER, Variant};
use crate::workload::{Target, Workload};

/// What can be set.
#[derive(Args, Debug)]
pub struct Options {
    /// The server to count.
    #[arg(long, default_value = DEFAULT_SERVER)]
    server: PathBuf,
    /// Fail above this many instructions per matrix GET.
    #[arg(long)]
    max: Option<f64>,
    /// Requests between the two counts.
    #[arg(long, default_value_t = 4000)]
    requests: usize,
}

/// Requests before the first count: caches and lazily made tables are filled by then.
const WARM_UP: usize = 500;

/// Prints instructions per request of bare axum and the server; answers whether the budget is kept.
///
/// # Errors
///
/// When valgrind is missing or a server fails under it.
pub fn run(options: &Options) -> anyhow::Result<bool> {
    let cores = Cores::claim()?;
    let scratch = Scratch::new()?;
    let bare = Variant::reference("bare-axum")?;
    let server = Variant::plain("codearts-mock", &options.server);
    let baseline = per_request(cores, &scratch, &bare, options.requests)?;
    let seen = per_request(cores, &scratch, &server, options.requests)?;
    let mut table = Table::new(&["matrix GET", "program", "instructions/request", "x bare"]);
    for (variant, count) in [(&bare, baseline), (&server, seen)] {
        let program = variant.program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        table.row([variant.name.clone(), program, format!("{count:.0}"), format!("{:.3}", count / baseline)]);
    }
    println!("{}", table.render());
    let Some(max) = options.max else { return Ok(true) };
    let kept = seen <= max;
    println!("{}: {seen:.0} instructions per request, at most {max:.0}", if kept { "pass" } else { "FAIL" });
    Ok(kept)
}

/// The difference of two runs divided by their difference in requests: start and end of the process cancel.
#[expect(clippy::cast_precision_loss, reason = "far below 2^52 instructions")]
fn per_request(cores: Cores, scratch: &Scratch, variant: &Variant, requests: usize) -> anyhow::Result<f64> {
    ensure!(requests > 0, "--requests must be at least 1");
    let few = total(cores, scratch, variant, WARM_UP)?;
    let many = total(cores, scratch, variant, WARM_UP + requests)?;
    Ok((many as f64 - few as f64) / requests as f64)
}

/// Instructions of a whole run that answers `requests` requests on one connection.
fn total(cores: Cores, scratch: &Scratch, variant: &Variant, requests: usize) -> anyhow::Result<u64> {
    let output = scratch.file("callgrind.out");
    let server = Server::start(cores, &under_callgrind(variant, &output))?;
    let request = &Workload::MatrixGet.requests(&Target::page(), &server.address.to_string())[0];
    let mut connection = Connection::open(server.address)?;
    for _ in 0..requests {
        connection.expect_success(request).with_context(|| variant.name.clone())?;
    }
    // Both are closed before the file is read: callgrind writes it when the process ends.
    drop(connection);
    drop(server);
    let text = fs::read_to_string(&output).context("callgrind wrote no counts: did the server stop on SIGTERM?")?;
    fs::remove_file(&output)?;
    totals(&text).context("no totals in callgrind's output")
}

fn under_callgrind(variant: &Variant, output: &Path) -> Variant {
    let mut wrapped = variant.clone();
    let program = variant.program.display().to_string();
    wrapped.program = PathBuf::from("valgrind");
    wrapped.arguments = vec!["--tool=callgrind".to_owned(), format!("--callgrind-out-file={}", output.display())];
    wrapped.arguments.push(program);
    wrapped.arguments.extend(variant.arguments.iter().cloned());
    wrapped
}

fn totals(output: &str) -> Option<u64> {
    let figures = output.lines().find_map(|line| line.strip_prefix("totals: "))?;
    figures.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_the_first_figure_of_its_line() {
        assert_eq!(totals("events: Ir\nfn=(1)\ntotals: 12345\n"), Some(12345));
    }
}
