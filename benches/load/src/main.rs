//! The command line of the load harness.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use codearts_mock_load::{instructions, large, run, scale, soak, train};

/// Measures codearts-mock beside bare axum servers on this machine. Exit code 1 when a budget is not kept.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: run::Options,
}

#[derive(Subcommand)]
enum Command {
    /// Load, start, memory and size against the budgets (the default).
    Run(run::Options),
    /// A hundred thousand jobs and a thousand namespaces.
    Scale(scale::Options),
    /// Millions of requests with the journal on, or hostile clients for minutes, and what memory makes of them.
    Soak(soak::Options),
    /// How soon others are answered beside large calls and many waiters.
    Large(large::Options),
    /// User-space instructions per matrix GET, under valgrind.
    Instructions(instructions::Options),
    /// What a build that counts is asked for its profile.
    Train(train::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let kept = match arguments.command.unwrap_or(Command::Run(arguments.run)) {
        Command::Run(options) => run::run(&options),
        Command::Scale(options) => scale::run(&options),
        Command::Soak(options) => soak::run(&options),
        Command::Large(options) => large::run(&options),
        Command::Instructions(options) => instructions::run(&options),
        Command::Train(options) => train::run(&options),
    };
    match kept {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_two_profiles_of_the_soak_do_not_mix() {
        let [hostile, both, neither] = [
            &["load", "soak", "--hostile", "--minutes", "0.5", "--log", "unread"][..],
            &["load", "soak", "--hostile", "--requests", "5"],
            &["load", "soak", "--minutes", "1"],
        ]
        .map(|words| Arguments::try_parse_from(words).is_ok());

        assert_eq!((hostile, both, neither), (true, false, false));
    }
}
