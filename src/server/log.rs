//! The log on standard error: text for a person or JSON lines for a machine, written by a separate thread.

mod filter;
mod json;
mod queue;
mod text;

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, IsTerminal};
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::http::EXCHANGES;

pub use filter::Filter;

use queue::Queue;

/// The most bytes of lines that wait for a reader of standard error; about 1,500 refusals.
const MOST_WAITING: usize = 1024 * 1024;

/// How long the exit waits for a reader of the remaining lines. A reader that is reading needs less.
const MOMENT: Duration = Duration::from_millis(500);

/// The shape of a log line.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// Text on a terminal, JSON otherwise.
    Auto,
    /// For a person.
    Text,
    /// One JSON object a line.
    Json,
}

impl Format {
    /// Whether lines are for a person to read.
    fn is_text(self) -> bool {
        match self {
            Self::Auto => io::stderr().is_terminal(),
            Self::Text => true,
            Self::Json => false,
        }
    }
}

/// The log of this process. Dropping it writes the lines that still wait, if anyone reads them.
#[derive(Debug)]
pub struct Log(Arc<Queue>);

impl Log {
    /// Waits briefly until every line is written. Returns whether that worked: if not, a direct write to standard error
    /// would block for ever.
    #[must_use]
    pub fn flush(&self) -> bool {
        self.0.flush(MOMENT)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = self.flush();
    }
}

/// Sends the events that `filter` accepts, and panics, to standard error.
///
/// By default the panicking thread writes its own message, and would block on a reader that stopped.
///
/// # Errors
///
/// When the process has a log already, or the system refuses a thread.
pub fn start(format: Format, filter: Filter) -> Result<Log, Box<dyn std::error::Error>> {
    let is_text = format.is_text();
    let of_loss = if is_text { text::of_loss } else { json::of_loss };
    let queue = Queue::start(io::stderr(), MOST_WAITING, of_loss)?;
    install(is_text, filter.targets, &queue)?;
    panic::set_hook(Box::new(log_panic));
    Ok(Log(queue))
}

fn install(is_text: bool, filter: Targets, queue: &Arc<Queue>) -> Result<(), TryInitError> {
    let queue = Arc::clone(queue);
    // A line that cannot be written is lost. By default `eprintln!` would report that, and it panics when the reader of
    // standard error is gone.
    let lines = layer().with_writer(move || queue::Lines::of(&queue)).log_internal_errors(false);
    // Colours are for terminals. There, the library honours NO_COLOR itself.
    let lines = if io::stderr().is_terminal() { lines } else { lines.with_ansi(false) };
    if is_text {
        registry().with(for_a_person(filter)).with(lines.event_format(text::Text::default())).try_init()
    } else {
        registry().with(filter).with(lines.fmt_fields(JsonFields::new()).event_format(json::Json)).try_init()
    }
}

/// A person at level info also sees successes, one line each; a machine does not need them.
fn for_a_person(filter: Targets) -> Targets {
    if filter.would_enable(EXCHANGES, &Level::INFO) { filter.with_target(EXCHANGES, Level::DEBUG) } else { filter }
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let backtrace = Backtrace::capture();
    tracing::error!(
        place = panic.location().map(tracing::field::display),
        thread = std::thread::current().name(),
        backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| tracing::field::display(&backtrace)),
        "panicked: {}",
        panic.payload_as_str().unwrap_or("no text")
    );
}
