//! Which value of a setting wins: typed after the command's name, typed before it, from the environment, the default.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::environment::{self, Given, Notice};

/// The command that runs when none is named.
const DEFAULT_COMMAND: &str = "serve";

/// What holds where nothing was typed in its place, and where the value of each setting is from.
#[derive(Debug, Default)]
pub(super) struct Ranked {
    pub(super) origins: BTreeMap<String, String>,
    defaults: BTreeMap<String, Vec<OsString>>,
}

impl Ranked {
    /// Makes the values of lower rank the defaults of the command that will run.
    pub(super) fn as_defaults(&self, command: Command, typed: &ArgMatches) -> Command {
        let apply = |argument: Arg| match self.defaults.get(argument.get_id().as_str()) {
            Some(values) => argument.default_values(values.clone()),
            None => argument,
        };
        match typed.subcommand_name() {
            Some(word) => command.mut_subcommand(word, |chosen| chosen.mut_args(apply)),
            None => command.mut_args(apply),
        }
    }
}

/// Finds the value of each setting of the command that will run, except what was typed in its place.
pub(super) fn lower_ranks(
    command: &Command,
    typed: &ArgMatches,
    given: &BTreeMap<String, Given>,
    notices: &mut Vec<Notice>,
) -> Result<Ranked, clap::Error> {
    let (word, inner) = typed.subcommand().unwrap_or((DEFAULT_COMMAND, typed));
    let chosen = command.find_subcommand(word).unwrap_or(command);
    refuse_strangers(command, chosen, typed)?;
    let mut ranked = Ranked::default();
    for argument in chosen.get_arguments() {
        let id = argument.get_id().as_str();
        let Some(flag) = environment::flag_of(argument) else { continue };
        let (origin, values) = if is_typed(inner, id) {
            (flag, None)
        } else if is_known(command, id) && is_typed(typed, id) {
            // Typed before the command's name: `codearts-mock --port 0 serve`.
            (flag, Some(typed.get_raw(id).into_iter().flatten().map(ToOwned::to_owned).collect()))
        } else if let Some(given) = given.get(id)
            && environment::accepts(argument, given, notices)?
        {
            (given.variable.clone(), Some(given.values.iter().map(OsString::from).collect()))
        } else {
            (flag, None)
        };
        ranked.origins.insert(id.to_owned(), origin);
        ranked.defaults.extend(values.map(|values| (id.to_owned(), values)));
    }
    Ok(ranked)
}

/// Refuses a flag before the command's name that the command does not have.
fn refuse_strangers(command: &Command, chosen: &Command, typed: &ArgMatches) -> Result<(), clap::Error> {
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        let Some(flag) = environment::flag_of(argument) else { continue };
        if !is_known(chosen, id) && is_typed(typed, id) {
            let message = format!("{flag} has no meaning for the command '{}'\n", chosen.get_name());
            return Err(clap::Error::raw(ErrorKind::ArgumentConflict, message));
        }
    }
    Ok(())
}

/// `ArgMatches` panics when it is asked for an argument that its command does not have.
fn is_known(command: &Command, id: &str) -> bool {
    command.get_arguments().any(|argument| argument.get_id() == id)
}

fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}
