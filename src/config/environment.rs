//! The environment as a source of settings: which variables are ours, which only look like it, and what they say.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt;

use clap::builder::{OsStr, Resettable};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command};

use crate::contract::nearest;

use super::invalid::invalid;

/// What every variable of ours begins with.
const PREFIX: &str = "CODEARTS_MOCK_";

/// Where a setting may also come from: the setting's id, and the variable that everybody uses for it.
const FALLBACKS: &[(&str, &str)] = &[("log_level", "RUST_LOG")];

/// Variables that are not taken for unset where they are empty: a secret that is missing must not open the door.
const NEVER_EMPTY: &[&str] = &["CODEARTS_MOCK_CONTROL_TOKEN"];

/// Variables and their values, handed in so that a test can have its own.
pub type Environment = BTreeMap<String, String>;

/// Something in the environment that has no effect, and whose author should know.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Notice {
    /// Kubernetes describes a service of our name to us. Nobody meant to set anything.
    ServiceLinks(Vec<String>),
    /// A variable with our prefix that is none of ours.
    UnknownVariable {
        /// Its name.
        name: String,
        /// The variable that was probably meant.
        nearest: Option<String>,
    },
    /// A variable that is shared with other programs and says something that is only for them.
    NotForUs {
        /// Its name.
        name: String,
        /// What would have been understood.
        expected: String,
    },
}

/// What a variable says about one setting.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Given {
    pub(super) variable: String,
    pub(super) values: Vec<String>,
}

/// A setting that has a variable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Variable {
    setting: String,
    name: String,
    is_list: bool,
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServiceLinks(names) => {
                write!(formatter, "ignored what Kubernetes says about a service of this name: {}", names.join(", "))
            }
            Self::UnknownVariable { name, nearest: Some(nearest) } => {
                write!(formatter, "{name} is not a setting and has no effect; did you mean {nearest}?")
            }
            Self::UnknownVariable { name, nearest: None } => {
                write!(formatter, "{name} is not a setting and has no effect; see --help for those that are")
            }
            Self::NotForUs { name, expected } => write!(formatter, "{name} is ignored: {expected}"),
        }
    }
}

/// The environment of this process. Bytes that are not UTF-8 are replaced: no setting can hold them.
#[must_use]
pub fn of_this_process() -> Environment {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .collect()
}

/// Every setting of every command that has a variable.
pub(super) fn variables(command: &Command) -> Vec<Variable> {
    let mut variables: Vec<Variable> = command
        .get_arguments()
        .filter_map(|argument| {
            Some(Variable {
                setting: argument.get_id().to_string(),
                name: argument.get_env()?.to_string_lossy().into_owned(),
                is_list: matches!(argument.get_action(), ArgAction::Append),
            })
        })
        .chain(command.get_subcommands().flat_map(variables))
        .collect();
    variables.sort_by(|left, right| left.name.cmp(&right.name));
    variables.dedup();
    variables
}

/// Keeps the names of the variables in the help, and takes from clap the right to read them: it would read the process's
/// environment, take an empty variable for a value, and name the flag where the variable is wrong.
pub(super) fn detach(command: Command) -> Command {
    let command = command.mut_args(|argument| {
        let Some(name) = argument.get_env().map(|name| name.to_string_lossy().into_owned()) else { return argument };
        let help = argument.get_help().expect("every setting has a help").to_string();
        let long_help = argument.get_long_help().map(|text| format!("{text}\n[env: {name}]"));
        let argument = argument.env(Resettable::<OsStr>::Reset).help(format!("{help}\n[env: {name}]"));
        match long_help {
            Some(text) => argument.long_help(text),
            None => argument,
        }
    });
    command.mut_subcommands(detach)
}

/// Reads what the environment says about the settings, by the setting's id, and notes what it says in vain.
pub(super) fn read(environment: &Environment, variables: &[Variable]) -> (BTreeMap<String, Given>, Vec<Notice>) {
    let given = variables
        .iter()
        .filter_map(|variable| {
            let fallback = FALLBACKS.iter().find(|(setting, _)| *setting == variable.setting).map(|(_, name)| *name);
            let given = [Some(variable.name.as_str()), fallback]
                .into_iter()
                .flatten()
                .find_map(|name| given(environment, name, variable.is_list))?;
            Some((variable.setting.clone(), given))
        })
        .collect();
    (given, notices(environment, variables))
}

/// Whether the value of a variable can be a value of its setting.
///
/// Another program's values in a variable we share with it are none of our business; they earn a notice.
pub(super) fn accepts(argument: &Arg, given: &Given, notices: &mut Vec<Notice>) -> Result<bool, clap::Error> {
    let Some(long) = argument.get_long() else { return Ok(false) };
    // clap itself judges the value, as if it had been typed, through a command that has no other argument.
    let judge = Command::new("").no_binary_name(true).arg(argument.clone());
    for value in &given.values {
        let Err(error) = judge.clone().try_get_matches_from([format!("--{long}={value}")]) else { continue };
        let expected = expectation(&error);
        if !given.variable.starts_with(PREFIX) {
            notices.push(Notice::NotForUs { name: given.variable.clone(), expected });
            return Ok(false);
        }
        return Err(invalid(&given.variable, value, &expected));
    }
    Ok(true)
}

/// How a setting is typed, if it has a flag that takes a value.
pub(super) fn flag_of(argument: &Arg) -> Option<String> {
    let long = argument.get_long()?;
    matches!(argument.get_action(), ArgAction::Set | ArgAction::Append).then(|| format!("--{long}"))
}

fn given(environment: &Environment, name: &str, is_list: bool) -> Option<Given> {
    // An empty variable counts as unset: in a compose file, `NAME: ${NAME}` sets it empty where nobody set it.
    let is_given = |text: &&str| !text.is_empty() || NEVER_EMPTY.contains(&name);
    let text = environment.get(name).map(|text| text.trim()).filter(is_given)?;
    if is_service_link(name, text) {
        return None;
    }
    let values: Vec<String> = if is_list {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
    } else {
        vec![text.to_owned()]
    };
    (!values.is_empty()).then(|| Given { variable: name.to_owned(), values })
}

fn notices(environment: &Environment, variables: &[Variable]) -> Vec<Notice> {
    let mut links = Vec::new();
    let mut notices = Vec::new();
    for (name, value) in environment.iter().filter(|(name, _)| name.starts_with(PREFIX)) {
        if is_service_link(name, value) {
            links.push(name.clone());
        } else if variables.iter().all(|variable| variable.name != *name) {
            notices.push(Notice::UnknownVariable { name: name.clone(), nearest: meant(name, variables) });
        }
    }
    if !links.is_empty() {
        notices.insert(0, Notice::ServiceLinks(links));
    }
    notices
}

/// Whether Kubernetes set this variable, because a service in the namespace has our name or one that begins with it.
fn is_service_link(name: &str, value: &str) -> bool {
    let Some(rest) = name.strip_prefix(PREFIX) else { return false };
    let is_address = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    (is_address && rest.ends_with("PORT"))
        || rest.starts_with("SERVICE_")
        || rest.starts_with("PORT_")
        || rest.contains("_SERVICE_HOST")
        || rest.contains("_SERVICE_PORT")
        || rest.contains("_PORT_")
}

/// The variable that was probably meant. Only what differs is compared: with their prefix, all would be alike.
fn meant(name: &str, variables: &[Variable]) -> Option<String> {
    fn rest(name: &str) -> &str {
        name.strip_prefix(PREFIX).unwrap_or(name)
    }
    nearest(rest(name), variables.iter().map(|variable| rest(&variable.name))).map(|near| format!("{PREFIX}{near}"))
}

/// What clap would have accepted: the names of an enumeration, or the words of a value parser of ours.
fn expectation(error: &clap::Error) -> String {
    match (error.get(ContextKind::ValidValue), error.source()) {
        (Some(ContextValue::Strings(names)), _) if !names.is_empty() => format!("expected one of {}", names.join(", ")),
        (_, Some(source)) => source.to_string(),
        _ => "not understood".to_owned(),
    }
}
