//! The command line: its commands, and what each of those beside `serve` is told.

#[cfg(feature = "generate")]
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    coverage, environment,
    http::{ControlAccess, ControlToken},
    server::PORT,
    store::Seeds,
};

use super::settings::{ListenSettings, ReadingSettings, Settings};

/// Mock server for the Huawei Cloud CodeArts permission APIs
#[derive(Clone, Debug, Parser)]
#[command(name = "codearts-mock", version, max_term_width = 120)]
pub(super) struct CommandLine {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) settings: Settings,
}

/// What the program can be told to do.
#[derive(Clone, Debug, Eq, PartialEq, Subcommand)]
pub enum Command {
    /// Serve the APIs; this is what happens when no command is named
    // Boxed because it is many times as large as the other commands.
    Serve(Box<Settings>),
    /// Print the variables that point official clients at the server
    // Boxed because it is many times as large as the other commands.
    Env(Box<EnvSettings>),
    /// Print a curl command whose signature verifies
    Sign(SignSettings),
    /// Ask the server on the same host and port whether it is well: exit 0 if so, 1 otherwise
    Healthcheck(ListenSettings),
    /// Print the OpenAPI document, as the server shows it at /_mock/openapi.json
    Openapi(OpenapiSettings),
    /// Show what clients have exercised of the contract: exit 3 below the threshold, 1 if there is no server
    Coverage(CoverageSettings),
    /// Show where the documentation disagrees with itself, and which readings can be chosen
    Quirks(QuirkSettings),
    /// Make the manual pages, or the completions for a shell
    // Hidden because it is for packagers and for the set-up of a shell, not for work with the server.
    #[cfg(feature = "generate")]
    #[command(hide = true)]
    Generate(GenerateSettings),
}

impl Command {
    /// The token of the control plane, of a command that demands or shows one.
    pub(super) fn control_token(&self) -> Option<&ControlToken> {
        match self {
            Self::Serve(settings) => settings.control.access.token.as_ref(),
            Self::Coverage(settings) => settings.control.token.as_ref(),
            Self::Env(_) | Self::Sign(_) | Self::Healthcheck(_) | Self::Openapi(_) | Self::Quirks(_) => None,
            #[cfg(feature = "generate")]
            Self::Generate(_) => None,
        }
    }
}

/// What the variables for clients are to say.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct EnvSettings {
    /// The form of the variables
    #[arg(long, value_enum, default_value_t = environment::Format::default())]
    pub format: environment::Format,

    /// The server's URL; by default that of the host and the port
    #[arg(long)]
    pub url: Option<String>,

    /// The region whose endpoints are redirected
    #[arg(long, default_value = environment::Target::REGION)]
    pub region: String,

    /// The namespace, which the access key will carry
    #[arg(long)]
    pub namespace: Option<String>,

    /// Where the server listens.
    #[command(flatten)]
    pub listen: ListenSettings,

    /// The world whose first user's credentials are printed.
    #[command(flatten)]
    pub seeds: Seeds,
}

/// What to sign.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct SignSettings {
    /// The access key
    #[arg(long)]
    pub ak: String,

    /// The secret key
    #[arg(long)]
    pub sk: String,

    /// The method
    pub method: String,

    /// The URL
    #[arg(value_name = "URL")]
    pub target: String,

    /// The body
    #[arg(long)]
    pub body: Option<String>,
}

/// Which document to print.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct OpenapiSettings {
    /// The format of the document
    #[arg(long, value_enum, default_value_t = DocumentFormat::Json)]
    pub format: DocumentFormat,

    /// Describe the control plane, /_mock, instead of the emulated API
    #[arg(long)]
    pub control: bool,

    /// How to read the documentation.
    #[command(flatten)]
    pub reading: ReadingSettings,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum DocumentFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// What `coverage` asks, and of whom.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct CoverageSettings {
    /// Where the server is
    #[arg(long, value_name = "URL", default_value_t = format!("http://localhost:{PORT}"))]
    pub url: String,

    /// The percentage below which the exit code is 3
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min: u8,

    /// The form of the report
    #[arg(long, value_enum, default_value_t = coverage::Format::Markdown)]
    pub format: coverage::Format,

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
