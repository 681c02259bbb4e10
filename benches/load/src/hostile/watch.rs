//! What an uninvolved client sees meanwhile: how soon the server answers, and how much memory it takes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::ground::Ground;
use crate::histogram::Histogram;
use crate::memory::{Memory, mebibytes};
use crate::process::Server;
use crate::request::Request;
use crate::table::Table;

/// So many rows the table has; two of them are the first fifth.
pub const ROWS: u32 = 10;

/// The rows that memory may grow in.
const FIRST_FIFTH: usize = 2;

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// At every look of this number others are asked too, at each of the rest health alone.
const OTHERS_EVERY: u64 = 5;

/// After how long there will be no answer.
const NO_ANSWER: Duration = Duration::from_secs(5);

/// Namespaces that nobody attacks.
const OTHERS: [&str; 2] = ["bystander_0", "bystander_1"];

/// What was seen in a tenth of the time.
#[derive(Clone, Debug, Default)]
struct Row {
    health: Histogram,
    others: Histogram,
    /// Answers of the health check or of others that were not 200, or did not come.
    failed: [u64; 2],
    /// The most resident memory, in KiB.
    resident: u64,
    /// Everything that was attempted until its end.
    attacks: u64,
    open_files: usize,
    /// What the server says about its bytes.
    bytes: Option<String>,
}

/// What was seen in all.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    rows: Vec<Row>,
    /// Resident memory at the end and at its highest.
    pub memory: Option<Memory>,
}

impl Watch {
    /// Looks at `server` from now for as long as `time`, or until it has ended.
    #[must_use]
    pub fn keep(server: &Server, ground: &Ground, time: Duration, attacks: &AtomicU64) -> Self {
        let began = Instant::now();
        let mut watch = Self::default();
        let mut look = 0;
        for row in 1..=ROWS {
            // The looks at a server that has stalled may have taken the time of the rows that are left.
            if began.elapsed() >= time {
                break;
            }
            let mut seen = Row::default();
            let end = began + time * row / ROWS;
            // Once at least: one look may have taken the time of this row.
            while seen.health.count() == 0 || Instant::now() < end {
                seen.look(ground, look);
                look += 1;
                let Ok(memory) = server.memory() else { return Self { memory: None, ..watch } };
                seen.resident = seen.resident.max(memory.resident);
                watch.memory = Some(memory);
                thread::sleep(PAUSE);
            }
            seen.attacks = attacks.load(Ordering::Relaxed);
            // Nought says that the process has ended, which the next look finds out.
            seen.open_files = server.open_files().unwrap_or(0);
            seen.bytes = bytes_by_kind(ground);
            eprintln!("{row}/{ROWS}: {} attacks, RSS {}", seen.attacks, mebibytes(seen.resident));
            watch.rows.push(seen);
        }
        watch
    }

    /// The longest time in which health was told, in milliseconds; an answer that did not come counts as [`NO_ANSWER`].
    #[must_use]
    pub fn longest_health(&self) -> f64 {
        let longest = self.rows.iter().map(|row| row.health.longest()).max();
        longest.map_or(f64::NAN, milliseconds)
    }

    /// Requests of the health check and of others that were not answered with 200.
    #[must_use]
    pub fn failed(&self) -> [u64; 2] {
        let sum = |place: usize| self.rows.iter().map(|row| row.failed[place]).sum();
        [sum(0), sum(1)]
    }

    /// The most memory after the first fifth as a multiple of the most in it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no process has 2^52 KiB")]
    pub fn growth(&self) -> f64 {
        let most = |rows: &[Row]| rows.iter().map(|row| row.resident).max().unwrap_or(0) as f64;
        match self.rows.split_at_checked(FIRST_FIFTH) {
            Some((first, rest)) if !rest.is_empty() => most(rest) / most(first),
            _ => f64::NAN,
        }
    }

    /// One row for each tenth.
    #[must_use]
    pub fn table(&self) -> Table {
        let head =
            ["tenth", "bytes by kind", "attacks", "RSS", "files", "health p99 ms", "max ms", "others p99 ms", "max ms"];
        let mut table = Table::new(&head);
        for (index, row) in self.rows.iter().enumerate() {
            let times = [&row.health, &row.others].map(|seen| {
                let p99 = seen.quantile_microseconds(0.99) / 1000.0;
                [p99, milliseconds(seen.longest())].map(|time| format!("{time:.1}"))
            });
            let bytes = row.bytes.clone().unwrap_or_else(|| "not told".to_owned());
            let figures = [row.attacks.to_string(), mebibytes(row.resident), row.open_files.to_string()];
            table.row([(index + 1).to_string(), bytes].into_iter().chain(figures).chain(times.concat()));
        }
        table
    }
}

impl Row {
    fn look(&mut self, ground: &Ground, look: u64) {
        let health = Request::get("/healthz", "").bytes(&ground.host);
        let (latency, is_well) = ask(ground, &health);
        self.health.record(latency);
        self.failed[0] += u64::from(!is_well);
        if look.is_multiple_of(OTHERS_EVERY) {
            let turn = usize::from(look.is_multiple_of(2 * OTHERS_EVERY));
            let (latency, is_well) = ask(ground, &ground.read(OTHERS[turn]).bytes(&ground.host));
            self.others.record(latency);
            self.failed[1] += u64::from(!is_well);
        }
    }
}

/// Sends a request over a new connection; answers the time until the answer, and whether that was 200.
fn ask(ground: &Ground, request: &[u8]) -> (Duration, bool) {
    let began = Instant::now();
    let reply = ground.connect(NO_ANSWER).and_then(|mut wire| wire.exchange(request));
    match reply {
        Ok(reply) => (began.elapsed(), reply.status == 200),
        // A refused connection comes soon, and is no quick answer.
        Err(_) => (NO_ANSWER, false),
    }
}

/// What `/_mock/health` says about memory: each of its members that is an object of numbers.
fn bytes_by_kind(ground: &Ground) -> Option<String> {
    let request = Request::get("/_mock/health", "").bytes(&ground.host);
    let reply = ground.connect(NO_ANSWER).ok()?.exchange(&request).ok()?;
    kinds(&serde_json::from_slice(&reply.body).ok()?)
}

fn kinds(health: &Value) -> Option<String> {
    let objects = health.as_object()?.values().filter_map(Value::as_object);
    let numbers = objects.flatten().filter_map(|(kind, bytes)| Some((kind, bytes.as_u64()?)));
    let texts: Vec<String> = numbers.map(|(kind, bytes)| format!("{kind} {bytes}")).collect();
    if texts.is_empty() { None } else { Some(texts.join(", ")) }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(resident: [u64; 5]) -> Watch {
        let row = |resident| Row { resident, ..Row::default() };
        Watch { rows: resident.map(row).into(), memory: None }
    }

    #[test]
    fn growth_is_what_came_after_the_first_fifth() {
        assert!((watch([100, 200, 150, 220, 100]).growth() - 1.1).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_known_of_the_growth_of_a_server_that_ended_soon() {
        assert!(Watch::default().growth().is_nan());
    }

    #[test]
    fn the_bytes_by_kind_are_told_where_there_are_any() {
        let told = serde_json::json!({"status": "healthy", "memory": {"journals": 7, "snapshots": 0}});
        let untold = serde_json::json!({"status": "healthy", "uptime_ms": 1});

        assert_eq!(kinds(&told).as_deref(), Some("journals 7, snapshots 0"));
        assert_eq!(kinds(&untold), None);
    }
}
