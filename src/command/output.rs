//! How a command prints: the one place that writes to standard output and tells what could not be written.

use std::{
    env,
    fmt::Display,
    io::{self, BufWriter, Write},
    process::ExitCode,
};

/// Writes to standard output, and checks that all of it is written.
///
/// A text that was cut short by a full disk must not pass for the whole. A pipe that is closed is a reader who has read enough.
///
/// # Errors
/// The exit code, once standard error says why.
pub(crate) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), ExitCode> {
    let mut output = BufWriter::new(io::stdout().lock());
    let written = write(&mut output).and_then(|()| output.flush());
    // What is left of it would be tried once more.
    let _ = output.into_parts();
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format_args!("cannot write to standard output: {error}"));
            Err(ExitCode::FAILURE)
        }
        _ => Ok(()),
    }
}

/// Says on standard error why a command failed.
pub(crate) fn complain(reason: &dyn Display) {
    // There is nobody left to tell that it could not be said.
    let _ = writeln!(io::stderr(), "error: {reason}");
}

/// Whether a text may have colours: on a terminal, unless its user wants none.
pub(crate) fn wants_colours(is_terminal: bool) -> bool {
    is_terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
