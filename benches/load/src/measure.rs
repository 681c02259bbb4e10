//! Servers side by side: load moves between them in short slices, so that what the machine does meanwhile hits all alike.

use std::time::Duration;

use anyhow::Context as _;

use crate::client::{Client, Slice};
use crate::histogram::Histogram;
use crate::process::Server;
use crate::seed::scramble;
use crate::workload::{Target, Workload};

/// Long enough for hundreds of requests, short enough that neighbours see the same machine. On a busy one the ratio of a
/// server to itself was at worst 1.8 % off in 22 tries of 20 ms slices, 3.5 % of 50 ms slices of the same total.
const SLICE: Duration = Duration::from_millis(20);

/// Rounds that are thrown away first.
const WARM_UP_ROUNDS: usize = 5;

/// What was seen of one server under one load.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// Name of its row.
    pub name: String,
    /// Answered requests.
    pub requests: u64,
    /// Time under load.
    pub elapsed: Duration,
    /// Latencies.
    pub latencies: Histogram,
    /// Server CPU microseconds per request, slice by slice.
    pub cpu: Vec<f64>,
    /// Answers other than 200.
    pub refused: u64,
    /// The first of them.
    pub first_refusal: Option<String>,
}

impl Measurement {
    /// Requests per second of load.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    /// Server CPU microseconds per request: the median slice, which a disturbed slice does not move.
    #[must_use]
    pub fn cpu_microseconds(&self) -> f64 {
        median(&self.cpu)
    }

    /// CPU per request as a multiple of `baseline`: the median over rounds, each compared within itself.
    #[must_use]
    pub fn cpu_ratio(&self, baseline: &Self) -> f64 {
        let ratios: Vec<f64> = self.cpu.iter().zip(&baseline.cpu).map(|(ours, theirs)| ours / theirs).collect();
        median(&ratios)
    }
}

/// Loads `servers`, each with requests for its own target, in turn for `rounds` rounds, and returns one measurement each, in the order given.
///
/// # Errors
///
/// When a server closes a connection, stalls or ends. Answers other than 200 are counted, not errors.
pub fn interleave(
    servers: &[(&Server, &Target)],
    workload: Workload,
    connections: usize,
    rounds: usize,
) -> anyhow::Result<Vec<Measurement>> {
    let mut contestants = Vec::with_capacity(servers.len());
    for (server, target) in servers {
        contestants.push(Contestant::new(server, workload, target, connections)?);
    }
    for round in 0..WARM_UP_ROUNDS + rounds {
        if round == WARM_UP_ROUNDS {
            contestants.iter_mut().for_each(Contestant::forget);
        }
        for index in order(round, contestants.len()) {
            contestants[index].take_turn()?;
        }
    }
    Ok(contestants.into_iter().map(Contestant::finish).collect())
}

/// The order of one round, shuffled alike in every run. A fixed order would give each server a fixed neighbour, and one
/// there and back again two slices in a row to the outer ones, whose caches are then still warm.
fn order(round: usize, servers: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..servers).collect();
    order.sort_by_key(|index| scramble((round * servers + index) as u64));
    order
}

/// The middle value, or 0 of nothing.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        length if length.is_multiple_of(2) => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    }
}

/// One server, its client and what was seen so far.
struct Contestant<'a> {
    server: &'a Server,
    client: Client,
    requests: u64,
    elapsed: Duration,
    cpu: Vec<f64>,
}

impl<'a> Contestant<'a> {
    fn new(server: &'a Server, workload: Workload, target: &Target, connections: usize) -> anyhow::Result<Self> {
        let requests = workload.requests(target, &server.address.to_string());
        let client = Client::connect(server.address, connections, requests)?;
        Ok(Self { server, client, requests: 0, elapsed: Duration::ZERO, cpu: Vec::new() })
    }

    #[expect(clippy::cast_precision_loss, reason = "nanoseconds and requests of one slice")]
    fn take_turn(&mut self) -> anyhow::Result<()> {
        let before = self.server.cpu_nanoseconds()?;
        let slice = self.client.run(SLICE).with_context(|| self.server.name.clone())?;
        let spent = self.server.cpu_nanoseconds()?.saturating_sub(before);
        let Slice { requests, elapsed } = slice;
        self.requests += requests;
        self.elapsed += elapsed;
        self.cpu.push(spent as f64 / 1000.0 / requests as f64);
        Ok(())
    }

    fn forget(&mut self) {
        self.client.forget_latencies();
        self.requests = 0;
        self.elapsed = Duration::ZERO;
        self.cpu.clear();
    }

    fn finish(self) -> Measurement {
        Measurement {
            name: self.server.name.clone(),
            requests: self.requests,
            elapsed: self.elapsed,
            latencies: self.client.latencies,
            cpu: self.cpu,
            refused: self.client.refused,
            first_refusal: self.client.first_refusal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_comes_first_about_as_often() {
        let mut firsts = [0; 3];

        for round in 0..300 {
            firsts[order(round, 3)[0]] += 1;
        }

        assert!(firsts.iter().all(|count| (80..=120).contains(count)), "{firsts:?}");
    }

    #[test]
    fn one_disturbed_round_does_not_move_the_ratio() {
        let seen = |cpu: &[f64]| Measurement {
            name: String::new(),
            requests: 0,
            elapsed: Duration::ZERO,
            latencies: Histogram::default(),
            cpu: cpu.to_vec(),
            refused: 0,
            first_refusal: None,
        };

        let ratio = seen(&[20.0, 90.0, 40.0]).cpu_ratio(&seen(&[10.0, 10.0, 20.0]));

        assert!((ratio - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_middle_two() {
        assert!((median(&[4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < f64::EPSILON);
    }
}
