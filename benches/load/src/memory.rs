//! Resident memory of a process, and the size of its program without symbols.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

/// Resident memory in KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Now (`VmRSS`).
    pub resident: u64,
    /// At its highest (`VmHWM`).
    pub peak: u64,
}

impl Memory {
    /// Reads `/proc/<process>/status`.
    ///
    /// # Errors
    ///
    /// When the process is gone.
    pub fn of(process: u32) -> anyhow::Result<Self> {
        parse(&fs::read_to_string(format!("/proc/{process}/status"))?)
    }
}

/// KiB as MiB with one digit.
#[must_use]
pub fn mebibytes(kibibytes: u64) -> String {
    format!("{:.1} MiB", as_mebibytes(kibibytes))
}

/// KiB as a number of MiB.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "no process has 2^52 KiB")]
pub fn as_mebibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / 1024.0
}

/// Bytes of `program` after `strip`, or as it is where `strip` is missing.
///
/// # Errors
///
/// When the program cannot be read.
pub fn stripped_size(program: &Path) -> anyhow::Result<u64> {
    let copy = std::env::temp_dir().join(format!("load-{}.stripped", std::process::id()));
    let stripped = Command::new("strip").arg("-o").arg(&copy).arg(program).status();
    let size = if stripped.is_ok_and(|status| status.success()) { fs::metadata(&copy) } else { fs::metadata(program) };
    // A copy that was never made needs no removal.
    let _ = fs::remove_file(&copy);
    Ok(size.with_context(|| format!("size of {}", program.display()))?.len())
}

fn parse(status: &str) -> anyhow::Result<Memory> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
        let number = line.trim().trim_end_matches(" kB");
        number.parse::<u64>().with_context(|| format!("{name} is {number}"))
    };
    Ok(Memory { resident: field("VmRSS:")?, peak: field("VmHWM:")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_figures_are_read_from_a_status_page() {
        let status = "Name:\tserver\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t2\n";

        let memory = parse(status).expect("both lines are there");

        assert_eq!(memory, Memory { resident: 1024, peak: 2048 });
    }
}
