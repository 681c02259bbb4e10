//! The cores of a run: one for the servers and another for the generator, so that neither steals time from the other; or
//! two for both, where nothing is measured but whether the server stays well.

use anyhow::{Context as _, ensure};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The cores of the servers and those of the generator.
#[derive(Clone, Copy, Debug)]
pub struct Cores {
    server: CpuSet,
    generator: CpuSet,
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
        let (generator, server) = outermost()?;
        Self { server: set(&[server]), generator: set(&[generator]) }.entered()
    }

    /// The first and the last allowed core, both for servers and generator alike: a server has as many workers as a user's
    /// has on two cores.
    ///
    /// # Errors
    ///
    /// When the allowed cores cannot be read.
    pub fn claim_pair() -> anyhow::Result<Self> {
        let (first, last) = outermost()?;
        let both = set(&[first, last]);
        Self { server: both, generator: both }.entered()
    }

    fn entered(self) -> anyhow::Result<Self> {
        pin(self.generator)?;
        Ok(self)
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

/// The first and the last allowed core; they are the same where only one is.
fn outermost() -> anyhow::Result<(usize, usize)> {
    let allowed = sched_getaffinity(None).context("read the allowed cores")?;
    let mut cores = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
    let first = cores.next().context("no core is allowed")?;
    Ok((first, cores.next_back().unwrap_or(first)))
}

fn set(cores: &[usize]) -> CpuSet {
    let mut set = CpuSet::new();
    for core in cores {
        set.set(*core);
    }
    set
}

fn pin(cores: CpuSet) -> anyhow::Result<()> {
    sched_setaffinity(None, &cores).with_context(|| format!("move to {cores:?}"))
}
