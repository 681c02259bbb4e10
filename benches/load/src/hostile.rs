//! Clients that do what no client should, for a bounded time: nothing hangs, memory stays, and others are served.

mod attack;
mod deeds;
mod ground;
mod tally;
mod waits;
mod watch;

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;

use self::attack::{ATTACKS, Attack, BODY_TIMEOUT, HEADER_TIMEOUT, Pace};
use self::ground::{Ground, JOBS, NAMESPACES, namespace};
use self::tally::Tally;
use self::watch::Watch;
use crate::affinity::Cores;
use crate::budget::{self, Budget};
use crate::connection::Connection;
use crate::memory::as_mebibytes;
use crate::process::{Log, Server};
use crate::random::Random;
use crate::seed::Scratch;
use crate::variant::Variant;

/// What can be set.
#[derive(Args, Debug)]
#[group(id = "hostile-options")]
pub struct Options {
    /// How long the server is attacked.
    #[arg(long, default_value = "10", value_name = "NUMBER", requires = "hostile", value_parser = minutes)]
    minutes: Duration,
    /// What the choices of the clients are made from, to repeat them; by default any.
    #[arg(long, value_name = "NUMBER", requires = "hostile")]
    seed: Option<u64>,
    /// What becomes of the server's log.
    #[arg(long, value_enum, default_value_t = Log::Discarded, requires = "hostile")]
    log: Log,
    /// What the server is told as --max-memory-bytes, if it knows that setting, in MiB.
    #[arg(long, default_value_t = 256, value_name = "MIB", requires = "hostile")]
    max_memory: u64,
    /// The most resident memory: what is counted, what a request takes for a moment, and the program itself, in MiB.
    #[arg(long, default_value_t = 512, value_name = "MIB", requires = "hostile")]
    max_resident: u32,
}

/// Clients that wait most of the time, and clients that are busy.
const CLIENTS: [(Pace, u64); 2] = [(Pace::Slow, 24), (Pace::Fast, 8)];

/// A busy client rests up to this long after an attack.
const REST: Duration = Duration::from_millis(30);

/// No client makes more attacks than this.
const MOST_ATTACKS: u64 = 1_000_000;

/// What a journal keeps; it is full before the first look.
const JOURNAL_ENTRIES: u64 = 20;

/// The longest time in which health is told, in milliseconds.
const HEALTH_WITHIN: f64 = 100.0;

/// What memory may become after the first fifth, as a multiple of the most in it.
const GROWTH: f64 = 1.1;

/// The longest time from SIGTERM to the end, in seconds: five are for requests in flight.
const STOPS_WITHIN: f64 = 10.0;

/// Attacks a server and prints what became of it; answers whether every promise is kept.
///
/// # Errors
///
/// When the server cannot be started, or does not answer before it is attacked.
pub fn run(options: &Options, program: &Path) -> anyhow::Result<bool> {
    let cores = Cores::claim_pair()?;
    let scratch = Scratch::new()?;
    let seed = options.seed.unwrap_or_else(any_seed);
    println!("hostile soak, {:.1} minutes, --seed {seed}\n", options.minutes.as_secs_f64() / 60.0);
    let variant = Variant { arguments: settings(options, program)?, ..Variant::plain("codearts-mock", program) };
    let server = Server::start_logging(cores, &variant.with_seed(&scratch.seed(JOBS)?), options.log)?;
    let ground = Ground::new(server.address);
    fill_journals(&ground)?;
    let (tally, watch) = attack(&server, &ground, options.minutes, seed);
    println!("{}\n{}", tally.table().render(), watch.table().render());
    let stopped = server.stop();
    Ok(budget::print(&budgets(options, &tally, &watch, stopped)))
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests")]
fn budgets(options: &Options, tally: &Tally, watch: &Watch, stopped: Duration) -> Vec<Budget> {
    let peak = watch.memory.map_or(f64::NAN, |memory| as_mebibytes(memory.peak));
    let [health, others] = watch.failed().map(|count| count as f64);
    vec![
        Budget::at_most("attacks without an end", 0.0, tally.hung() as f64, ""),
        Budget::at_most("cut where an answer is due", 0.0, tally.cut_instead_of_answered() as f64, ""),
        Budget::at_most("health not told", 0.0, health, ""),
        Budget::at_most("health, longest", HEALTH_WITHIN, watch.longest_health(), "ms"),
        Budget::at_most("others not answered with 200", 0.0, others, ""),
        Budget::at_most("most resident memory after the first fifth", GROWTH, watch.growth(), "x the most in it"),
        Budget::at_most("peak of resident memory", f64::from(options.max_resident), peak, "MiB"),
        Budget::at_most("SIGTERM to end", STOPS_WITHIN, stopped.as_secs_f64(), "s"),
    ]
}

/// Small limits, so that each of them is met often.
fn settings(options: &Options, program: &Path) -> anyhow::Result<Vec<String>> {
    let mut settings = vec![
        ("--max-connections", 200),
        ("--header-timeout-ms", u64::try_from(HEADER_TIMEOUT.as_millis())?),
        ("--body-timeout-ms", u64::try_from(BODY_TIMEOUT.as_millis())?),
        ("--journal-entries", JOURNAL_ENTRIES),
        ("--journal-bytes", 1 << 20),
    ];
    let help = Command::new(program).arg("--help").output().with_context(|| format!("start {}", program.display()))?;
    if String::from_utf8_lossy(&help.stdout).contains("--max-memory-bytes") {
        settings.push(("--max-memory-bytes", options.max_memory << 20));
    }
    Ok(settings.into_iter().flat_map(|(name, value)| [name.to_owned(), value.to_string()]).collect())
}

/// Sends as many requests to each namespace as its journal holds, so that what is kept is not taken for growth.
fn fill_journals(ground: &Ground) -> anyhow::Result<()> {
    let mut connection = Connection::open(ground.address)?;
    for place in 0..NAMESPACES {
        let request = ground.read(&namespace(place)).bytes(&ground.host);
        for _ in 0..JOURNAL_ENTRIES {
            connection.expect_success(&request)?;
        }
    }
    Ok(())
}

/// Lets every client loose and watches; returns when all of them have ended.
fn attack(server: &Server, ground: &Ground, time: Duration, seed: u64) -> (Tally, Watch) {
    let attacks = AtomicU64::new(0);
    let alone: Vec<Mutex<()>> = ATTACKS.iter().map(|_| Mutex::new(())).collect();
    let end = Instant::now() + time;
    let paces = CLIENTS.iter().flat_map(|(pace, count)| (0..*count).map(|_| *pace));
    thread::scope(|scope| {
        let clients: Vec<_> = (0..)
            .zip(paces)
            .map(|(index, pace)| {
                let client =
                    Client { ground, pace, random: Random::new(seed, index), alone: &alone, attacks: &attacks };
                scope.spawn(move || client.run(end))
            })
            .collect();
        let watch = Watch::keep(server, ground, time, &attacks);
        let tallies = clients.into_iter().map(|client| client.join().expect("no client panics"));
        (tallies.fold(Tally::default(), |sum, tally| sum.and(&tally)), watch)
    })
}

/// One thread that attacks.
struct Client<'a> {
    ground: &'a Ground,
    pace: Pace,
    random: Random,
    /// Held while the attack at the same place is made that is made alone.
    alone: &'a [Mutex<()>],
    /// Attacks of all clients so far.
    attacks: &'a AtomicU64,
}

impl Client<'_> {
    fn run(mut self, end: Instant) -> Tally {
        let mine = |(_, attack): &(usize, &'static Attack)| attack.pace == self.pace;
        let choices: Vec<(usize, &Attack)> = ATTACKS.iter().enumerate().filter(mine).collect();
        let mut tally = Tally::default();
        for _ in 0..MOST_ATTACKS {
            if Instant::now() >= end {
                break;
            }
            let (place, attack) = *self.random.choose(&choices);
            let _alone = match (attack.is_alone, self.alone[place].try_lock()) {
                (true, Err(_taken)) => continue,
                (true, Ok(guard)) => Some(guard),
                (false, _) => None,
            };
            let (ending, took) = attack.make(self.ground, &mut self.random);
            tally.record(place, ending, took);
            self.attacks.fetch_add(1, Ordering::Relaxed);
            if self.pace == Pace::Fast {
                thread::sleep(self.random.pause(REST));
            }
        }
        tally
    }
}

/// Another one each time: the standard library's hashes have random keys.
fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}

/// A number of minutes above 0 and up to a day, with a fraction if wanted.
fn minutes(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_error| format!("expected a number of minutes, got {text}"))?;
    if number > 0.0 && number <= 1440.0 {
        Ok(Duration::from_secs_f64(number * 60.0))
    } else {
        Err(format!("expected more than 0 and at most 1440 minutes, got {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_have_fractions_and_bounds() {
        let [half, none, too_many] = ["0.5", "0", "1441"].map(minutes);

        assert_eq!(half, Ok(Duration::from_secs(30)));
        assert!(none.is_err() && too_many.is_err());
    }

    #[test]
    fn a_server_that_was_not_seen_keeps_no_promise_about_memory() {
        let options =
            Options { minutes: Duration::ZERO, seed: None, log: Log::Discarded, max_memory: 1, max_resident: 1 };

        let kept: Vec<bool> = budgets(&options, &Tally::default(), &Watch::default(), Duration::ZERO)
            .iter()
            .map(Budget::is_kept)
            .collect();

        assert_eq!(kept, [true, true, true, false, true, false, false, true]);
    }
}
