//! The settings of the commands that only ask.

#[cfg(feature = "generate")]
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::settings::ControlAccess;

/// What `coverage` asks, and of whom.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct CoverageSettings {
    /// Where the server is
    #[arg(long, value_name = "URL", default_value = "http://localhost:2633")]
    pub url: String,

    /// The percentage below which the exit code is 3
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min: u8,

    /// The form of the report
    #[arg(long, value_parser = ["markdown", "json", "junit", "html"], default_value = "markdown")]
    pub format: String,

    /// Narrow the report to one namespace
    #[arg(long, value_name = "NAME")]
    pub namespace: Option<String>,

    /// The token of the control plane.
    #[command(flatten)]
    pub control: ControlAccess,
}

/// What `quirks` prints.
#[derive(Args, Clone, Copy, Debug, Eq, PartialEq)]
pub struct QuirkSettings {
    /// Print flags to paste, one line for each run: `single` deviations from the defaults, or the `full` product
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, default_missing_value = "single")]
    pub matrix: Option<QuirkMatrix>,
}

/// Which combinations of quirks to print.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum QuirkMatrix {
    /// The defaults, each single deviation, and the strict options.
    Single,
    /// Every combination of options.
    Full,
}

/// What `generate` makes, and where it goes.
#[cfg(feature = "generate")]
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct GenerateSettings {
    /// The manual pages, or the completions for one shell
    #[arg(value_enum, value_name = "WHAT")]
    pub what: Generated,

    /// The directory to write the files to, made if it does not exist; without it, their text goes to standard output
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// What can be made of the command line.
#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Generated {
    /// A manual page for the program and one for each command.
    Man,
    /// The completions for Bash.
    CompleteBash,
    /// The completions for Zsh.
    CompleteZsh,
    /// The completions for Fish.
    CompleteFish,
    /// The completions for `PowerShell`.
    // One word, because clap would write `power-shell`.
    CompletePowershell,
}
