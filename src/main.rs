//! The command line: parse, run, exit code.

mod command;

use std::{
    error::Error,
    fmt::Display,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use codearts_mock::{
    config::{self, Command, Loaded, Settings},
    domain::Entropy,
    server::healthcheck,
};

use command::{complain, print};

/// It gives back to the system what is no longer needed, whichever thread freed it, and costs less than that of libc.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let loaded = match config::load(std::env::args_os(), &config::of_this_process()) {
        Ok(loaded) => loaded,
        Err(error) => return refuse(&error),
    };
    match &loaded.command {
        Command::Serve(settings) => serve(settings, &loaded),
        Command::Healthcheck(listen) => match healthcheck::probe(&listen.hosts, listen.port) {
            Ok(()) => ExitCode::SUCCESS,
            Err(reason) => fail(&reason),
        },
        Command::Env(settings) => print_text(command::env(settings)),
        Command::Coverage(settings) => command::coverage(settings),
        Command::Quirks(settings) => command::quirks(*settings),
        Command::Sign(settings) => print_text(command::sign(settings)),
        #[cfg(feature = "generate")]
        Command::Generate(settings) => print_text(command::generate(settings)),
        Command::Openapi(settings) => match loaded.quirks(&settings.reading) {
            Ok(quirks) => print_text(command::openapi(settings, quirks)),
            Err(error) => refuse(&error),
        },
    }
}

fn serve(settings: &Settings, loaded: &Loaded) -> ExitCode {
    let entropy = match Entropy::from_system() {
        Ok(entropy) => entropy,
        Err(error) => return fail(&error),
    };
    match command::app(settings, loaded, entropy) {
        Ok(app) => command::serve(settings, &loaded.notices, app).unwrap_or_else(|error| fail(&error)),
        Err(error) => refuse(&error),
    }
}

/// Prints what a command has to say.
fn print_text(text: Result<String, Box<dyn Error>>) -> ExitCode {
    match text {
        Ok(text) => print(|output| output.write_all(text.as_bytes())).err().unwrap_or(ExitCode::SUCCESS),
        Err(reason) => {
            complain(&reason);
            ExitCode::from(2)
        }
    }
}

/// Prints what clap has to say: a refusal on standard error, help or the version on standard output.
fn refuse(error: &clap::Error) -> ExitCode {
    let is_terminal = if error.use_stderr() { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
    let text = if command::wants_colours(is_terminal) {
        error.render().ansi().to_string()
    } else {
        error.render().to_string()
    };
    if !error.use_stderr() {
        return print_text(Ok(text));
    }
    // There is nobody left to tell that the message could not be printed.
    let _ = io::stderr().write_all(text.as_bytes());
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn fail(reason: &dyn Display) -> ExitCode {
    complain(reason);
    ExitCode::FAILURE
}
