//! `codearts-mock quirks`

use std::{
    io::{self, Write},
    process::ExitCode,
};

use codearts_mock::{
    api::{every_combination, ledger, single_deviations},
    config::{QuirkMatrix, QuirkSettings},
};

/// Prints the ledger, or flags to paste.
pub(crate) fn quirks(settings: QuirkSettings) -> ExitCode {
    let mut output = io::BufWriter::new(io::stdout().lock());
    let written = match settings.matrix {
        None => output.write_all(ledger().as_bytes()),
        Some(QuirkMatrix::Single) => write_lines(&mut output, single_deviations()),
        Some(QuirkMatrix::Full) => write_lines(&mut output, every_combination()),
    };
    // A closed standard output is a reader who has read enough.
    let _ = written.and_then(|()| output.flush());
    ExitCode::SUCCESS
}

fn write_lines(output: &mut impl Write, lines: impl IntoIterator<Item = String>) -> io::Result<()> {
    lines.into_iter().try_for_each(|line| writeln!(output, "{line}"))
}
