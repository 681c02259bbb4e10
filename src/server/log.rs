//! The log: on standard error, as text for a person or as JSON lines for a machine.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// The shape of a log line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// For a person.
    Text,
    /// One JSON object a line.
    Json,
}

impl Format {
    /// Text when a person is looking, JSON otherwise.
    #[must_use]
    pub fn suited_to_stderr() -> Self {
        if io::stderr().is_terminal() { Self::Text } else { Self::Json }
    }
}

/// Sends the events that `filter` lets through to standard error.
///
/// # Errors
///
/// When the process has a log already.
pub fn start(format: Format, filter: Targets) -> Result<(), TryInitError> {
    // A line that cannot be written is lost. By default its loss would be reported with `eprintln!`, and that panics when
    // the reader of standard error has gone away.
    let lines = layer().with_writer(io::stderr).log_internal_errors(false);
    // Colours are for terminals. There, the library itself honours NO_COLOR.
    let lines = if io::stderr().is_terminal() { lines } else { lines.with_ansi(false) };
    match format {
        Format::Text => registry().with(filter).with(lines).try_init(),
        Format::Json => registry().with(filter).with(lines.json().flatten_event(true)).try_init(),
    }
}
