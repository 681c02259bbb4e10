//! The completions and the manual are what clap makes of the command line. `UPDATE_FIXTURES=1` writes them.
//!
//! They are files and no command of the program, because whoever installs it copies them once, and the image has no shell.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

use clap_complete::Shell;
use codearts_mock::config;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const NAME: &str = "codearts-mock";
const SHELLS: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell];

#[test]
fn the_completions_are_those_of_the_command_line() {
    let files = SHELLS.map(|shell| {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut config::command(), NAME, &mut text);
        (clap_complete::Generator::file_name(&shell, NAME), tidy(text))
    });

    keep("completions", BTreeMap::from(files));
}

#[test]
fn the_manual_is_that_of_the_command_line() {
    let mut command = config::command();
    command.build();
    let of_command = |command: &clap::Command| {
        let mut text = Vec::new();
        let name = command.get_display_name().unwrap_or(NAME).to_owned();
        clap_mangen::Man::new(command.clone().name(&name)).render(&mut text).unwrap();
        (format!("{name}.1"), tidy(text))
    };

    let pages = command.get_subcommands().filter(|command| command.get_name() != "help").map(of_command);

    keep("man", pages.chain([of_command(&command)]).collect());
}

#[test]
fn bash_completes_a_command_and_a_setting() {
    let completed = |word: &str| {
        // Bash's own record says which function completes.
        let script = format!(
            "source completions/{NAME}.bash; [[ $(complete -p {NAME}) =~ -F\\ ([^ ]+) ]]; \
             COMP_WORDS=({NAME} {word}); COMP_CWORD=1; ${{BASH_REMATCH[1]}} {NAME} {word} {NAME}; \
             echo \"${{COMPREPLY[*]}}\""
        );
        let output = Command::new("bash").args(["-c", &script]).current_dir(ROOT).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };

    assert_eq!(
        ["heal", "--port", "--validate"].map(completed),
        ["healthcheck\n", "--port\n", "--validate-responses\n"]
    );
}

/// No blank ends a line: an editor would take it away.
fn tidy(text: Vec<u8>) -> String {
    let text = String::from_utf8(text).unwrap();
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// The folder has these files, with these texts, and no other.
fn keep(folder: &str, files: BTreeMap<String, String>) {
    let folder = Path::new(ROOT).join(folder);
    if env::var_os("UPDATE_FIXTURES").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &files {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let written: BTreeMap<_, _> = entries
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
        .collect();

    let stale: Vec<_> = files.iter().filter(|(name, text)| written.get(*name) != Some(text)).map(|it| it.0).collect();
    assert!(stale.is_empty(), "write them with UPDATE_FIXTURES=1: {stale:?}");
    assert_eq!(written.keys().collect::<Vec<_>>(), files.keys().collect::<Vec<_>>());
}
