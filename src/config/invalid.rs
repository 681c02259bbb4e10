//! What is said at the start of a value that a setting cannot have.

use clap::error::ErrorKind;

/// A start-up error about the value of one setting. `origin` says which, in words; `expected` says what is allowed.
pub(super) fn invalid(origin: &str, value: &str, expected: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::InvalidValue, format!("invalid value '{value}' for {origin}: {expected}\n"))
}
