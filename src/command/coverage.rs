//! `codearts-mock coverage`

use std::{
    io::{self, Write},
    process::ExitCode,
};

use codearts_mock::{config::CoverageSettings, server::coverage::fetch};

/// The exit code of a coverage that is too low.
const BELOW_THRESHOLD: u8 = 3;

/// Prints the coverage of a running server; fails if it is too low, or cannot be had.
pub(crate) fn coverage(settings: &CoverageSettings) -> ExitCode {
    let fetched = match fetch(&settings.url, &settings.format, settings.namespace.as_deref()) {
        Ok(fetched) => fetched,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "error: {reason}");
            return ExitCode::FAILURE;
        }
    };
    // A closed standard output is a reader who has read enough.
    let _ = io::stdout().write_all(fetched.text.as_bytes());
    if fetched.percent >= f64::from(settings.min) {
        return ExitCode::SUCCESS;
    }
    let _ = writeln!(io::stderr(), "error: the coverage is {} %, below --min {}", fetched.percent, settings.min);
    ExitCode::from(BELOW_THRESHOLD)
}
