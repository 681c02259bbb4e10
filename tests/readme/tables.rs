//! What the tables of the documents are derived from.

use clap::{Arg, ArgAction};
use codearts_mock::{
    api::{CONTRADICTIONS, ErrorCode, OPERATIONS, QUIRKS, Quirk},
    config,
    http::control_document,
};

/// Every derived table: the name of its markers, and the table.
pub(super) fn tables() -> [(&'static str, String); 7] {
    [
        ("operations", operations()),
        ("errors", errors()),
        ("quirks", quirks()),
        ("contradictions", contradictions()),
        ("settings", settings()),
        ("commands", commands()),
        ("control", control()),
    ]
}

fn operations() -> String {
    let rows = OPERATIONS.iter().map(|operation| {
        let contract = operation.contract;
        let paths: Vec<_> = contract.paths.iter().map(|path| format!("`{} {path}`", contract.method.name())).collect();
        let source = &contract.source;
        let dated = if source.updated.is_empty() { String::new() } else { format!(", {}", source.updated) };
        [format!("`{}`", contract.id), paths.join(", "), format!("{}{dated}", source.provenance.name())]
    });
    table(["operation", "request", "source"], rows)
}

fn errors() -> String {
    let rows = ErrorCode::all().map(|code| {
        let row = code.row();
        let answer = |(status, code): (u16, &str)| format!("{status} `{code}`");
        let observed = if row.observed == row.documented { String::new() } else { answer(row.observed) };
        let situation = sentence(&format!("{:?}", code.situation()));
        [
            row.service.name().to_owned(),
            situation,
            answer(row.documented),
            observed,
            row.message.to_owned(),
            row.provenance.name().to_owned(),
        ]
    });
    table(["by", "situation", "documented", "observed", "message", "source"], rows)
}

fn quirks() -> String {
    let options = |quirk: &Quirk| {
        let option = |value: &str, meaning: &str| {
            let strict = if value == quirk.strict { " (strict)" } else { "" };
            format!("`{value}`{strict}: {meaning}")
        };
        quirk.options.iter().map(|it| option(it.value, it.meaning)).collect::<Vec<_>>().join("<br>")
    };
    let rows = QUIRKS.iter().map(|quirk| {
        let default = quirk.provenance.name().to_owned();
        [format!("`{}`", quirk.name), quirk.question.to_owned(), options(quirk), default]
    });
    table(["quirk", "question", "options", "the default is"], rows)
}

fn contradictions() -> String {
    let rows = CONTRADICTIONS.iter().map(|row| {
        let quirk = row.quirk.map_or_else(String::new, |name| format!("`{name}`"));
        [row.number.to_string(), row.contradiction.to_owned(), row.decision.to_owned(), quirk]
    });
    table(["#", "who disagrees", "what the server does", "quirk"], rows)
}

fn settings() -> String {
    let command = config::command();
    let rows = command.get_arguments().filter(|argument| argument.get_env().is_some()).map(|argument| {
        let flag = format!("`--{}{}`", argument.get_long().unwrap(), value_of(argument));
        let variable = format!("`{}`", argument.get_env().unwrap().to_string_lossy());
        let defaults = argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy()));
        let help = argument.get_help().unwrap().to_string();
        [flag, variable, defaults.collect::<Vec<_>>().join(", "), help]
    });
    table(["flag", "variable", "default", "meaning"], rows)
}

fn commands() -> String {
    let command = config::command();
    let rows = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| [format!("`codearts-mock {}`", command.get_name()), command.get_about().unwrap().to_string()]);
    table(["command", "what it does"], rows)
}

fn control() -> String {
    let document = control_document();
    let calls = document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, call)| {
            [format!("`{} {path}`", method.to_uppercase()), call["summary"].as_str().unwrap().to_owned()]
        })
    });
    table(["call", "what it is for"], calls)
}

/// What stands behind a flag.
fn value_of(argument: &Arg) -> String {
    let is_optional = argument.get_num_args().is_some_and(|range| range.min_values() == 0);
    let takes_a_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let name = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    match name {
        Some(name) if is_optional => format!("[={name}]"),
        Some(name) if takes_a_value => format!(" {name}"),
        _ => String::new(),
    }
}

/// `BuildUnknownJob` as words.
fn sentence(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.push(letter.to_ascii_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let escaped = |cells: [String; N]| cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    let begin = line(head.map(ToOwned::to_owned).to_vec()) + &line(vec!["---".to_owned(); N]);
    rows.fold(begin, |text, cells| text + &line(escaped(cells)))
}
