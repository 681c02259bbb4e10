//! Everything that can be set: flags, their `CODEARTS_MOCK_*` twins, and which of them wins.

mod command;
mod environment;
mod invalid;
mod rank;
mod settings;
mod value;

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use crate::{
    api::Quirks,
    http::ControlToken,
    store::{Seeds, World},
};

pub use command::{
    Command, CoverageSettings, DocumentFormat, EnvSettings, OpenapiSettings, QuirkMatrix, QuirkSettings, SignSettings,
};
#[cfg(feature = "generate")]
pub use command::{GenerateSettings, Generated};
pub use environment::{Environment, Notice, of_this_process};
pub use settings::{ListenSettings, LogSettings, ReadingSettings, Settings};

use command::CommandLine;
use invalid::invalid;

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
    fn origin<'a>(&'a self, setting: &'a str) -> &'a str {
        self.origins.get(setting).map_or(setting, String::as_str)
    }

    /// The options in force.
    ///
    /// # Errors
    /// There is no such quirk or option: a start-up error about the setting that names it.
    pub fn quirks(&self, reading: &ReadingSettings) -> Result<Quirks, clap::Error> {
        let mut quirks = if reading.strict { Quirks::strict() } else { Quirks::default() };
        for choice in &reading.quirks {
            quirks.set(choice).map_err(|why| invalid(self.origin("quirks"), choice, &why.to_string()))?;
        }
        Ok(quirks)
    }

    /// The world to start from.
    ///
    /// # Errors
    /// A seed is not as it should be: a start-up error about the setting that names it.
    pub fn world(&self, seeds: &Seeds) -> Result<World, clap::Error> {
        let setting = self.origin(if seeds.paths.is_empty() { "seed_json" } else { "seed" });
        seeds.world().map_err(|why| clap::Error::raw(ErrorKind::ValueValidation, format!("{setting}: {why}\n")))
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
    if loaded.command.control_token().is_none_or(ControlToken::is_carried) {
        return Ok(loaded);
    }
    // The value is a secret: it is not told, as that of another setting would be.
    let (setting, expected) = (loaded.origin("control_token"), ControlToken::EXPECTED);
    Err(clap::Error::raw(ErrorKind::InvalidValue, format!("invalid value for {setting}: {expected}\n")))
}

/// The command line as clap knows it, with the variable of each flag: for tables, completions and the manual.
#[must_use]
pub fn command() -> clap::Command {
    CommandLine::command()
}

#[cfg(test)]
mod tests;
