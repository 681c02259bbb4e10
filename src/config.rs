//! Everything that can be set: flags, their `CODEARTS_MOCK_*` twins, and which of them wins.

mod environment;
mod inquiry;
mod rank;
mod settings;
mod value;
mod world;

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

pub use environment::{Environment, Notice, of_this_process};
pub use inquiry::{CoverageSettings, QuirkMatrix, QuirkSettings};
#[cfg(feature = "generate")]
pub use inquiry::{GenerateSettings, Generated};
pub use settings::{
    AuthMode, Command, ControlAccess, ControlToken, DocumentFormat, EnvSettings, InlineSeed, LimitSettings,
    ListenSettings, LogFormat, LogSettings, OpenapiSettings, ReadingSettings, SeedSettings, Settings, SignSettings,
    StateSettings,
};
pub use value::{Host, log_filter};
pub use world::{DEFAULT_WORLD, of_text as world_of_text, world};

use settings::CommandLine;

/// What the command line and the environment say together.
#[derive(Debug)]
pub struct Loaded {
    /// What to do, with its settings.
    pub command: Command,
    /// What was set but has no effect, to be logged as soon as there is a log.
    pub notices: Vec<Notice>,
    origins: BTreeMap<String, String>,
}

impl Loaded {
    /// The words for "this setting" in a message about its value: the variable, if the value came from there, else the
    /// flag. `setting` is the name of its field.
    #[must_use]
    pub fn origin<'a>(&'a self, setting: &'a str) -> &'a str {
        self.origins.get(setting).map_or(setting, String::as_str)
    }
}

/// Reads the command line in the light of the environment.
///
/// A flag beats its variable, and a variable beats the default; lists are replaced, never merged.
///
/// # Errors
///
/// A text for the user with its exit code: 0 for `--help` and `--version`, 2 for what cannot be understood.
pub fn load(arguments: impl IntoIterator<Item = OsString>, environment: &Environment) -> Result<Loaded, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let command = environment::detach(CommandLine::command());
    // clap is asked twice. The first time it sees only what was typed, so that `--help` shows the true defaults and a
    // typing error is reported as such. The second time everything of lower rank is handed in as a default value, which
    // is exactly its meaning: it counts only where nothing was typed.
    let typed = command.clone().try_get_matches_from(&arguments)?;
    let (given, mut notices) = environment::read(environment, &environment::variables(&CommandLine::command()));
    let ranked = rank::lower_ranks(&command, &typed, &given, &mut notices)?;
    let matches = ranked.as_defaults(command, &typed).try_get_matches_from(&arguments)?;
    let line = CommandLine::from_arg_matches(&matches)?;
    let command = line.command.unwrap_or_else(|| Command::Serve(Box::new(line.settings)));
    let loaded = Loaded { command, notices, origins: ranked.origins };
    match loaded.command.control_token().map(ControlToken::check) {
        // The value is a secret: it is not told, as that of another setting would be.
        Some(Err(expected)) => {
            let message = format!("invalid value for {}: {expected}\n", loaded.origin("control_token"));
            Err(clap::Error::raw(ErrorKind::InvalidValue, message))
        }
        _ => Ok(loaded),
    }
}

/// The command line as clap knows it, with the variable of each flag: for tables, completions and the manual.
#[must_use]
pub fn command() -> clap::Command {
    CommandLine::command()
}

/// A start-up error about the value of one setting, for what only the caller can check. `origin` is
/// [`Loaded::origin`]; `expected` says what is allowed.
#[must_use]
pub fn invalid(origin: &str, value: &str, expected: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::InvalidValue, format!("invalid value '{value}' for {origin}: {expected}\n"))
}

#[cfg(test)]
mod tests;
