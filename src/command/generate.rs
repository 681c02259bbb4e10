//! `codearts-mock generate`

use std::{error::Error, fs, path::Path};

use clap_complete::{Generator, Shell};
use clap_mangen::Man;
use codearts_mock::config::{self, GenerateSettings, Generated};

/// A file for whoever installs the program.
struct File {
    name: String,
    text: String,
}

/// The text of what was asked for; or, with a directory to write it to, the paths of the files, one a line.
///
/// # Errors
/// A file cannot be written.
pub(crate) fn generate(settings: &GenerateSettings) -> Result<String, Box<dyn Error>> {
    let files = match settings.what {
        Generated::Man => manual(),
        Generated::CompleteBash => vec![completions(Shell::Bash)],
        Generated::CompleteZsh => vec![completions(Shell::Zsh)],
        Generated::CompleteFish => vec![completions(Shell::Fish)],
        Generated::CompletePowershell => vec![completions(Shell::PowerShell)],
    };
    match &settings.out {
        Some(directory) => Ok(write(directory, &files)?),
        None => Ok(files.into_iter().map(|file| file.text).collect()),
    }
}

fn write(directory: &Path, files: &[File]) -> Result<String, String> {
    let refusal = |path: &Path, why| format!("--out {}: cannot write {}: {why}", directory.display(), path.display());
    fs::create_dir_all(directory).map_err(|why| refusal(directory, why))?;
    let mut written = String::new();
    for file in files {
        let path = directory.join(&file.name);
        fs::write(&path, &file.text).map_err(|why| refusal(&path, why))?;
        written.push_str(&format!("{}\n", path.display()));
    }
    Ok(written)
}

/// The page of the program, then that of each command that `--help` shows.
fn manual() -> Vec<File> {
    let mut command = config::command().disable_help_subcommand(true);
    // Only a built command has its display names, which are the names of the pages.
    command.build();
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set());
    std::iter::once(&command).chain(commands).map(page).collect()
}

fn page(command: &clap::Command) -> File {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    // With its whole name, so that the synopsis is what a user types.
    let page = Man::new(command.clone().name(&name));
    let mut text = Vec::new();
    page.render(&mut text).expect("a vector takes every write");
    File { name: format!("{name}.1"), text: utf8(text) }
}

fn completions(shell: Shell) -> File {
    let command = config::command();
    let name = command.get_name().to_owned();
    // clap_complete would offer hidden commands as well.
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set());
    let mut shown = clap::Command::new(name.clone())
        .version(command.get_version().map_or_else(String::new, ToOwned::to_owned))
        .args(command.get_arguments())
        .subcommands(commands);
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut shown, &name, &mut text);
    File { name: shell.file_name(&name), text: utf8(text) }
}

fn utf8(text: Vec<u8>) -> String {
    String::from_utf8(text).expect("clap's texts are strings")
}
