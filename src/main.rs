//! The command line: parse, build, serve, exit code.

mod command;

use std::{
    error::Error,
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, Instant},
};

use codearts_mock::{
    api::Quirks,
    auth::Mode,
    config::{self, AuthMode, Command, Host, ListenSettings, Loaded, LogFormat, Notice, ReadingSettings, Settings},
    coverage::Coverage,
    domain::Entropy,
    http::{self, Apart, App, ControlSettings, Lifecycle, Recorded},
    journal::Capacity,
    memory::Memory,
    namespace::{Beginning, Namespaces},
    server::{self, Address, Limits, healthcheck, log, ready, runtime, signal::Signals},
    store::{Secret, World},
};

use command::{complain, print};

/// It gives back to the system what is no longer needed, whichever thread freed it, and costs less than that of libc.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What an orderly stop may take longer than its parts; after that something is stuck.
const LAST_WORDS: Duration = Duration::from_secs(1);

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
        Command::Env(settings) => print_text(command::env(settings)),
        Command::Coverage(settings) => command::coverage(settings),
        Command::Quirks(settings) => command::quirks(*settings),
        Command::Sign(settings) => print_text(command::sign(settings)),
        #[cfg(feature = "generate")]
        Command::Generate(settings) => print_text(command::generate(settings)),
        Command::Openapi(settings) => match quirks(&settings.reading, &loaded) {
            Ok(quirks) => print_text(command::openapi(settings, quirks)),
            Err(error) => refuse(&error),
        },
        Command::Serve(settings) => match Entropy::from_system().map(|entropy| app(settings, &loaded, entropy)) {
            Ok(Ok(app)) => serve(settings, &loaded.notices, app).unwrap_or_else(|error| fail(&error.to_string())),
            Ok(Err(error)) => refuse(&error),
            Err(error) => fail(&error.to_string()),
        },
    }
}

/// What the requests work with, by the settings.
fn app(settings: &Settings, loaded: &Loaded, entropy: Entropy) -> Result<App, clap::Error> {
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
            beginning(settings, world, entropy),
            settings.state.max_namespaces,
            settings.state.namespace_idle,
        ),
        control: ControlSettings {
            token: settings.state.control.token.as_ref().map(|token| Secret::from(token.reveal())),
            hosts: settings.state.control_hosts.clone(),
            origins: settings.state.control_origins.clone(),
        },
        explain_signatures: settings.explain_signatures,
        quirks,
        validate_responses: settings.validate_responses,
        contract_violations: AtomicU64::new(0),
        allowed_origins: settings.allowed_origins.clone(),
        max_body_bytes: settings.limits.max_body_bytes,
        max_wait: settings.limits.max_wait,
        most_rows: settings.limits.max_rows_per_request,
        coverage: Coverage::default(),
        recorded: Recorded::default(),
        apart: Apart::default(),
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
fn beginning(settings: &Settings, world: World, entropy: Entropy) -> Beginning {
    let state = &settings.state;
    Beginning {
        clock: state.clock,
        id_seed: state.id_seed,
        journal: Capacity { entries: state.journal_entries, bytes: state.journal_bytes },
        rate: state.rate_limit,
        memory: Memory::new(settings.limits.max_memory_bytes),
        ..Beginning::made_of(Arc::new(world), entropy)
    }
}

/// Prints what a command has to say.
fn print_text(text: Result<String, String>) -> ExitCode {
    match text {
        Ok(text) => print(|output| output.write_all(text.as_bytes())).err().unwrap_or(ExitCode::SUCCESS),
        Err(reason) => {
            complain(&reason);
            ExitCode::from(2)
        }
    }
}

fn serve(settings: &Settings, notices: &[Notice], app: App) -> Result<ExitCode, Box<dyn Error>> {
    let log = log::start(log_format(settings.log.log_format), config::log_filter(&settings.log.log_level)?)?;
    for notice in notices {
        match notice {
            Notice::ServiceLinks(_) => tracing::info!("{notice}"),
            Notice::UnknownVariable { .. } | Notice::NotForUs { .. } => tracing::warn!("{notice}"),
        }
    }
    let app = Arc::new(app);
    let router = http::router(&app);
    let signals = Signals::install()?;
    let listeners = server::bind(&addresses(&settings.listen), settings.listen.port)?;
    let limits = limits(settings);
    let stop = signals.obey(limits.shutdown_delay + limits.drain_timeout + LAST_WORDS)?;
    let runtime = runtime::build()?;
    ready::announce(ready::line(&listeners, env!("CARGO_PKG_VERSION"))?)?;
    let code = runtime.block_on(async {
        tokio::spawn(http::tidy(Arc::clone(&app)));
        // Spawned, so that the accept loop runs on a worker, next to the connections that it starts.
        let drained = tokio::spawn(server::serve(listeners, router, limits, app.lifecycle.clone(), stop)).await??;
        tracing::info!(cut = drained.cut, "stopped");
        Ok::<_, Box<dyn Error>>(ExitCode::SUCCESS)
    });
    // What still runs was given its time, or was refused it.
    runtime.shutdown_background();
    match code {
        // Nobody reads standard error: the message would wait for ever, and the exit with it.
        Err(_) if !log.flush() => Ok(ExitCode::FAILURE),
        code => code,
    }
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
        shutdown_delay: settings.limits.shutdown_delay,
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

fn fail(reason: &str) -> ExitCode {
    complain(reason);
    ExitCode::FAILURE
}
