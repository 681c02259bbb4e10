//! `codearts-mock quirks`

use std::{
    io::{self, Write},
    process::ExitCode,
};

use codearts_mock::{
    api::{every_combination, ledger, single_deviations},
    config::{QuirkMatrix, QuirkSettings},
};

use super::output::print;

/// Prints the ledger, or flags to paste.
pub(crate) fn quirks(settings: QuirkSettings) -> ExitCode {
    let printed = print(|output| match settings.matrix {
        None => output.write_all(ledger().as_bytes()),
        Some(QuirkMatrix::Single) => write_lines(output, single_deviations()),
        Some(QuirkMatrix::Full) => write_lines(output, every_combination()),
    });
    printed.err().unwrap_or(ExitCode::SUCCESS)
}

fn write_lines(output: &mut dyn Write, lines: impl IntoIterator<Item = String>) -> io::Result<()> {
    lines.into_iter().try_for_each(|line| writeln!(output, "{line}"))
}
