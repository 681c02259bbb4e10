//! `codearts-mock serve`

use std::{error::Error, process::ExitCode, sync::Arc, time::Duration};

use codearts_mock::{
    config::{Loaded, Notice, Settings},
    domain::Entropy,
    http::{self, App},
    memory::Memory,
    namespace::{Beginning, Namespaces},
    server::{self, log, ready, runtime, signal::Signals},
};

/// What an orderly stop may take longer than its parts; after that something is stuck.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What the requests work with, by the settings.
///
/// # Errors
/// A quirk or a seed is not as it should be; the text is for the user.
pub(crate) fn app(settings: &Settings, loaded: &Loaded, entropy: Entropy) -> Result<App, clap::Error> {
    let quirks = loaded.quirks(&settings.reading)?;
    let world = Arc::new(loaded.world(&settings.seeds)?);
    let beginning = Beginning {
        options: settings.options.clone(),
        memory: Memory::new(settings.limits.max_memory_bytes),
        ..Beginning::made_of(world, entropy)
    };
    Ok(App {
        auth: settings.auth,
        control: settings.control.clone(),
        explain_signatures: settings.explain_signatures,
        quirks,
        validate_responses: settings.validate_responses,
        allowed_origins: settings.allowed_origins.clone(),
        limits: settings.limits,
        ..App::with(Namespaces::new(beginning, settings.bounds))
    })
}

/// Serves until a signal says to stop.
///
/// # Errors
/// The system refuses what a server needs, such as the port.
pub(crate) fn serve(settings: &Settings, notices: &[Notice], app: App) -> Result<ExitCode, Box<dyn Error>> {
    let log = log::start(settings.log.format, settings.log.level.clone())?;
    for notice in notices {
        match notice {
            Notice::ServiceLinks(_) => tracing::info!("{notice}"),
            Notice::UnknownVariable { .. } | Notice::NotForUs { .. } => tracing::warn!("{notice}"),
        }
    }
    let app = Arc::new(app);
    let router = http::router(&app);
    let signals = Signals::install()?;
    let listeners = server::bind(&settings.listen.hosts, settings.listen.port)?;
    let limits = app.limits;
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
