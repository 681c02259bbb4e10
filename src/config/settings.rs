//! The settings themselves: field = setting, doc comment = help, `env` = its variable.

mod command;
mod control;
mod limits;
mod state;

pub use command::{EnvSettings, SignSettings};
pub use control::{ControlAccess, ControlToken};
pub use limits::LimitSettings;
pub use state::StateSettings;

use std::fmt;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

#[cfg(feature = "generate")]
use super::inquiry::GenerateSettings;
use super::{
    inquiry::{CoverageSettings, QuirkSettings},
    value::{self, Host},
};

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
            Self::Serve(settings) => settings.state.control.token.as_ref(),
            Self::Coverage(settings) => settings.control.token.as_ref(),
            Self::Env(_) | Self::Sign(_) | Self::Healthcheck(_) | Self::Openapi(_) | Self::Quirks(_) => None,
            #[cfg(feature = "generate")]
            Self::Generate(_) => None,
        }
    }
}

/// Everything `serve` can be told.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct Settings {
    /// Where to listen.
    #[command(flatten)]
    pub listen: ListenSettings,

    /// Who may call: `presence` wants an X-Auth-Token or Authorization header with any value, `verify` a right one,
    /// `off` nothing
    #[arg(long, env = "CODEARTS_MOCK_AUTH", value_enum, default_value_t = AuthMode::Presence)]
    pub auth: AuthMode,

    /// Answer a wrong signature with the request as the server would have signed it
    #[arg(long, env = "CODEARTS_MOCK_EXPLAIN_SIGNATURES", value_name = "BOOLEAN", action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, default_value = "false", default_missing_value = "true", value_parser = value::switch)]
    pub explain_signatures: bool,

    /// How to read the documentation.
    #[command(flatten)]
    pub reading: ReadingSettings,

    /// Check every answer against the OpenAPI document that is served; a violation is a log line, the header
    /// X-Mock-Contract-Violation and a number in /_mock/health
    #[arg(long, env = "CODEARTS_MOCK_VALIDATE_RESPONSES", value_name = "BOOLEAN", action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, default_value = "false", default_missing_value = "true", value_parser = value::switch)]
    pub validate_responses: bool,

    /// An origin (scheme, host and port) whose pages may call the emulated API from a browser, or * for all; repeatable,
    /// or a comma list
    #[arg(long = "allow-origin", env = "CODEARTS_MOCK_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',',
        value_parser = value::origin)]
    pub allowed_origins: Vec<String>,

    /// The world to start from.
    #[command(flatten)]
    pub seed: SeedSettings,

    /// The state of tests.
    #[command(flatten)]
    pub state: StateSettings,

    /// What to log, and how.
    #[command(flatten)]
    pub log: LogSettings,

    /// What a client may take.
    #[command(flatten)]
    pub limits: LimitSettings,
}

/// The world to start from.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct SeedSettings {
    /// A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a
    /// comma list
    // No delimiter on the command line, where a comma may be part of a path.
    #[arg(long, env = "CODEARTS_MOCK_SEED", value_name = "PATH")]
    pub seed: Vec<PathBuf>,

    /// The world to start from, as JSON
    #[arg(long, env = "CODEARTS_MOCK_SEED_JSON", value_name = "JSON")]
    pub seed_json: Option<InlineSeed>,
}

/// How to read the documentation where it is ambiguous.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct ReadingSettings {
    /// How to read a place where the documentation is ambiguous; repeatable, or a comma list
    #[arg(long = "quirk", env = "CODEARTS_MOCK_QUIRKS", value_name = "NAME=VALUE", value_delimiter = ',',
        value_parser = value::assignment)]
    pub quirks: Vec<String>,

    /// Set every quirk to its strictest value
    #[arg(long, env = "CODEARTS_MOCK_STRICT", value_name = "BOOLEAN", action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        default_value = "false", default_missing_value = "true", value_parser = value::switch)]
    pub strict: bool,
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

/// Where the server listens, and where the health check looks for it.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct ListenSettings {
    /// Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a
    /// comma list
    #[arg(long = "host", env = "CODEARTS_MOCK_HOST", value_name = "ADDRESS", value_delimiter = ',',
        default_value = "localhost", value_parser = value::host)]
    pub hosts: Vec<Host>,

    /// The port to listen on, the same on every address; 0 for any free one
    #[arg(long, env = "CODEARTS_MOCK_PORT", default_value = "2633", value_parser = value::port)]
    pub port: u16,
}

/// How the server logs.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct LogSettings {
    /// The shape of a log line: `auto` is text on a terminal, JSON otherwise. As text, wherever it goes, a request is one
    /// short line, and one that succeeds is told at `info` already; as JSON it is told at `debug`
    #[arg(long = "log-format", env = "CODEARTS_MOCK_LOG_FORMAT", value_enum, default_value_t = LogFormat::Auto)]
    pub log_format: LogFormat,

    /// How much to log: off, error, warn, info, debug, trace, or directives such as `info,codearts_mock=debug`; where
    /// this is not set, `RUST_LOG` is asked
    #[arg(long = "log-level", env = "CODEARTS_MOCK_LOG_LEVEL", value_name = "LEVEL", default_value = "info",
        value_parser = value::log_level)]
    pub log_level: String,
}

/// Who may call.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum AuthMode {
    /// Anybody.
    Off,
    /// Whoever shows a credential, whatever it says.
    Presence,
    /// Whoever shows a token or a signature that is right.
    Verify,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum DocumentFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// The shape of a log line.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    Auto,
    /// For a person.
    Text,
    /// One JSON object a line.
    Json,
}

/// A world in JSON. It holds tokens and keys, so it is never shown.
#[derive(Clone, Eq, PartialEq)]
pub struct InlineSeed(String);

impl InlineSeed {
    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for InlineSeed {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for InlineSeed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "InlineSeed({} bytes)", self.0.len())
    }
}
