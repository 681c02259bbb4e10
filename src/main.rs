//! The command line: parse, build, serve, exit code.

mod command;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    sync::{Arc, atomic::AtomicU64},
    time::Instant,
};

use codearts_mock::{
    api::Quirks,
    auth::Mode,
    config::{self, AuthMode, Command, Host, ListenSettings, Loaded, LogFormat, Notice, ReadingSettings, Settings},
    coverage::Coverage,
    http::{self, App, ControlSettings, Lifecycle},
    journal::Capacity,
    memory::Memory,
    namespace::{Beginning, Namespaces},
    server::{self, Address, Limits, healthcheck, log, ready, runtime, signal::Signals},
    store::{Secret, World},
};
use tokio::sync::Notify;

/// What a shell reports for a program that was interrupted.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let loaded = match config::load(std::env::args_os(), &config::of_this_process()) {
        Ok(loaded) => loaded,
        Err(error) => return refuse(&error),
    };
    match &loaded.command {
        Command::Healthcheck(listen) => match healthcheck::probe(&addresses(listen), listen.port) {
            Ok(()) => ExitCode::SUCCESS,
            Err(reason) => fail(&reason),
        },
        Command::Env(settings) => print(command::env(settings)),
        Command::Coverage(settings) => command::coverage(settings),
        Command::Quirks(settings) => command::quirks(*settings),
        Command::Sign(settings) => print(command::sign(settings)),
        Command::Openapi(settings) => match quirks(&settings.reading, &loaded) {
            Ok(quirks) => print(command::openapi(settings, quirks)),
            Err(error) => refuse(&error),
        },
        Command::Serve(settings) => match app(settings, &loaded) {
            Ok(app) => serve(settings, &loaded.notices, app).unwrap_or_else(|error| fail(&error.to_string())),
            Err(error) => refuse(&error),
        },
    }
}

/// What the requests work with, by the settings.
fn app(settings: &Settings, loaded: &Loaded) -> Result<App, clap::Error> {
    let quirks = quirks(&settings.reading, loaded)?;
    let world = config::world(&settings.seed).map_err(|why| {
        let setting = if settings.seed.seed.is_empty() { "seed_json" } else { "seed" };
        clap::Error::raw(clap::error::ErrorKind::ValueValidation, format!("{}: {why}\n", loaded.origin(setting)))
    })?;
    Ok(App {
        auth: match settings.auth {
            AuthMode::Off => Mode::Off,
            AuthMode::Presence => Mode::Presence,
            AuthMode::Verify => Mode::Verify,
        },
        namespaces: Namespaces::new(
            beginning(settings, world),
            settings.state.max_namespaces,
            settings.state.namespace_idle,
        ),
        control: ControlSettings {
            token: settings.state.control_token.as_ref().map(|token| Secret::from(token.as_str())),
            hosts: settings.state.control_hosts.clone(),
        },
        explain_signatures: settings.explain_signatures,
        quirks,
        validate_responses: settings.validate_responses,
        contract_violations: AtomicU64::new(0),
        max_body_bytes: settings.limits.max_body_bytes,
        most_rows: settings.limits.max_rows_per_request,
        coverage: Coverage::default(),
        recorded: Notify::new(),
        lifecycle: Lifecycle::default(),
        started: Instant::now(),
    })
}

/// The options in force, by the settings.
fn quirks(reading: &ReadingSettings, loaded: &Loaded) -> Result<Quirks, clap::Error> {
    let mut quirks = if reading.strict { Quirks::strict() } else { Quirks::default() };
    for choice in &reading.quirks {
        quirks.set(choice).map_err(|why| config::invalid(loaded.origin("quirks"), choice, &why.to_string()))?;
    }
    Ok(quirks)
}

/// What every namespace starts with, by the settings.
fn beginning(settings: &Settings, world: World) -> Beginning {
    let state = &settings.state;
    Beginning {
        clock: state.clock,
        id_seed: state.id_seed,
        journal: Capacity { entries: state.journal_entries, bytes: state.journal_bytes },
        rate: state.rate_limit,
        memory: Memory::new(settings.limits.max_memory_bytes),
        ..Beginning::new(Arc::new(world))
    }
}

/// Prints what a command has to say.
fn print(text: Result<String, String>) -> ExitCode {
    match text {
        Ok(text) => {
            // A closed standard output is a reader who has read enough.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(reason) => {
            let _ = writeln!(io::stderr(), "error: {reason}");
            ExitCode::from(2)
        }
    }
}

fn serve(settings: &Settings, notices: &[Notice], app: App) -> Result<ExitCode, Box<dyn Error>> {
    log::start(log_format(settings.log.log_format), config::log_filter(&settings.log.log_level)?)?;
    for notice in notices {
        match notice {
            Notice::ServiceLinks(_) => tracing::info!("{notice}"),
            Notice::UnknownVariable { .. } | Notice::NotForUs { .. } => tracing::warn!("{notice}"),
        }
    }
    let app = Arc::new(app);
    let router = http::router(&app);
    let runtime = runtime::build()?;
    let code = runtime.block_on(async {
        let signals = Signals::install()?;
        let listeners = server::bind(&addresses(&settings.listen), settings.listen.port)?;
        // A closed standard output is a reader who does not care, not a reason to stop.
        let _ = ready::announce(&mut io::stdout(), &listeners, env!("CARGO_PKG_VERSION"));
        let (stop, abandon) = signals.split();
        tokio::spawn(http::tidy(Arc::clone(&app)));
        // Spawned, so that the accept loop runs on a worker, next to the connections that it starts.
        let serving = tokio::spawn(server::serve(listeners, router, limits(settings), app.lifecycle.clone(), stop));
        tokio::select! {
            drained = serving => {
                let drained = drained??;
                tracing::info!(cut = drained.cut, "stopped");
                Ok::<_, Box<dyn Error>>(ExitCode::SUCCESS)
            }
            () = abandon => Ok(ExitCode::from(INTERRUPTED)),
        }
    });
    // What still runs was given its time, or was refused it.
    runtime.shutdown_background();
    code
}

fn addresses(listen: &ListenSettings) -> Vec<Address> {
    let of_host = |host: &Host| match host {
        Host::Localhost => Address::LOCALHOST.to_vec(),
        Host::Address(ip) => vec![Address::required(*ip)],
    };
    listen.hosts.iter().flat_map(of_host).collect()
}

fn limits(settings: &Settings) -> Limits {
    Limits {
        max_connections: settings.limits.max_connections,
        header_timeout: settings.limits.header_timeout,
        body_timeout: settings.limits.body_timeout,
        drain_timeout: settings.limits.drain_timeout,
    }
}

fn log_format(format: LogFormat) -> log::Format {
    match format {
        LogFormat::Auto => log::Format::suited_to_stderr(),
        LogFormat::Text => log::Format::Text,
        LogFormat::Json => log::Format::Json,
    }
}

fn refuse(error: &clap::Error) -> ExitCode {
    // There is nobody left to tell that the message could not be printed.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn fail(reason: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {reason}");
    ExitCode::FAILURE
}
