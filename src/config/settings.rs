//! What `serve` can be told: field = setting, doc comment = help, `env` = its variable. A setting that limits or describes a
//! type of a lower floor is declared there.

use clap::{ArgAction, Args};

use crate::{
    auth::Mode,
    http::{AllowedOrigin, ControlSettings, Limits},
    namespace::{Bounds, Options},
    server::{
        Host, PORT,
        log::{Filter, Format},
    },
    store::Seeds,
};

use super::value;

/// Everything `serve` can be told.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct Settings {
    /// Where to listen.
    #[command(flatten)]
    pub listen: ListenSettings,

    /// Who may call: `presence` wants an X-Auth-Token or Authorization header with any value, `verify` a right one,
    /// `off` nothing
    #[arg(long, env = "CODEARTS_MOCK_AUTH", value_enum, default_value_t = Mode::default())]
    pub auth: Mode,

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
    #[arg(long = "allow-origin", env = "CODEARTS_MOCK_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub allowed_origins: Vec<AllowedOrigin>,

    /// The world to start from.
    #[command(flatten)]
    pub seeds: Seeds,

    /// How every namespace begins.
    #[command(flatten)]
    pub options: Options,

    /// How many namespaces there may be.
    #[command(flatten)]
    pub bounds: Bounds,

    /// Who may use the control plane.
    #[command(flatten)]
    pub control: ControlSettings,

    /// What to log, and how.
    #[command(flatten)]
    pub log: LogSettings,

    /// What a client may take.
    #[command(flatten)]
    pub limits: Limits,
}

/// Where the server listens, and where the health check looks for it.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct ListenSettings {
    /// Where to listen: `localhost` (both loopbacks) or IP addresses, `::` for all of IPv4 and IPv6; repeatable, or a
    /// comma list
    #[arg(long = "host", env = "CODEARTS_MOCK_HOST", value_name = "ADDRESS", value_delimiter = ',',
        default_values_t = [Host::default()])]
    pub hosts: Vec<Host>,

    /// The port to listen on, the same on every address; 0 for any free one
    #[arg(long, env = "CODEARTS_MOCK_PORT", default_value_t = PORT, value_parser = value::port)]
    pub port: u16,
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

/// How the server logs.
#[derive(Args, Clone, Debug, Eq, PartialEq)]
pub struct LogSettings {
    /// The shape of a log line: `auto` is text on a terminal, JSON otherwise. As text, wherever it goes, a request is one
    /// short line, and one that succeeds is told at `info` already; as JSON it is told at `debug`
    #[arg(long = "log-format", id = "log_format", env = "CODEARTS_MOCK_LOG_FORMAT", value_name = "LOG_FORMAT", value_enum,
        default_value_t = Format::Auto)]
    pub format: Format,

    /// How much to log: off, error, warn, info, debug, trace, or directives such as `info,codearts_mock=debug`; where
    /// this is not set, `RUST_LOG` is asked
    #[arg(long = "log-level", id = "log_level", env = "CODEARTS_MOCK_LOG_LEVEL", value_name = "LEVEL",
        default_value = Filter::DEFAULT)]
    pub level: Filter,
}
