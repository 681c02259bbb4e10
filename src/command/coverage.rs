//! `codearts-mock coverage`

use std::process::ExitCode;

use codearts_mock::{config::CoverageSettings, http::ControlToken, server::coverage::fetch};

use super::output::{complain, print};

/// The exit code of a coverage that is too low.
const BELOW_THRESHOLD: u8 = 3;

/// Prints the coverage of a running server; fails if it is too low, or cannot be had.
pub(crate) fn coverage(settings: &CoverageSettings) -> ExitCode {
    let token = settings.control.token.as_ref().map(ControlToken::reveal);
    let fetched = match fetch(&settings.url, token, settings.format, settings.namespace.as_deref()) {
        Ok(fetched) => fetched,
        Err(reason) => {
            complain(&reason);
            return ExitCode::FAILURE;
        }
    };
    if let Err(code) = print(|output| output.write_all(fetched.text.as_bytes())) {
        return code;
    }
    if fetched.percent >= f64::from(settings.min) {
        return ExitCode::SUCCESS;
    }
    complain(&format_args!("the coverage is {} %, below --min {}", fetched.percent, settings.min));
    ExitCode::from(BELOW_THRESHOLD)
}
