//! One core for the servers and another for the generator, so that neither steals time from the other.

use anyhow::{Context as _, ensure};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The two cores of a measurement.
#[derive(Clone, Copy, Debug)]
pub struct Cores {
    server: usize,
    generator: usize,
}

impl Cores {
    /// Takes the last allowed core for servers and the first for the generator, and moves this thread to the latter.
    ///
    /// # Errors
    ///
    /// When fewer than two cores are allowed.
    pub fn claim() -> anyhow::Result<Self> {
        let cores = Self::claim_or_share()?;
        ensure!(cores.server != cores.generator, "two cores are needed: one for the server, one for the generator");
        Ok(cores)
    }

    /// The same where nothing is measured: if only one core is allowed, both share it.
    ///
    /// # Errors
    ///
    /// When the allowed cores cannot be read.
    pub fn claim_or_share() -> anyhow::Result<Self> {
        let allowed = sched_getaffinity(None).context("read the allowed cores")?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
        let generator = cores.next().context("no core is allowed")?;
        let cores = Self { server: cores.next_back().unwrap_or(generator), generator };
        pin(cores.generator)?;
        Ok(cores)
    }

    /// Runs `start` on the server core: a process started there inherits it, with no wrapper to slow its start.
    ///
    /// # Errors
    ///
    /// When a core cannot be changed to, or `start` fails.
    pub fn on_server_core<T>(self, start: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        pin(self.server)?;
        let started = start();
        pin(self.generator)?;
        started
    }
}

fn pin(core: usize) -> anyhow::Result<()> {
    let mut only = CpuSet::new();
    only.set(core);
    sched_setaffinity(None, &only).with_context(|| format!("move to core {core}"))
}
