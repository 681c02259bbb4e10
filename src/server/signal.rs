//! The signals that stop the server.

use std::io;
use std::process::exit;
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::sleep;

/// The exit code that a shell reports for SIGINT.
const INTERRUPTED: i32 = 130;

/// The exit code that a shell reports for SIGTERM.
const TERMINATED: i32 = 143;

/// The exit code of a stop that did not finish in time.
const STUCK: i32 = 1;

/// The two signals with which a person or a container runtime stops the server.
///
/// The handlers are installed at once, so that no early signal is lost, and so that process 1 can be stopped at all:
/// the kernel ignores signals without a handler there. A separate thread waits for them, so nothing in the server can
/// delay it.
#[derive(Debug)]
pub struct Signals {
    runtime: Runtime,
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Installs the handlers. Call it outside of a runtime, and drop the result there.
    ///
    /// # Errors
    ///
    /// When the system refuses a handler.
    pub fn install() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let inside = runtime.enter();
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        drop(inside);
        Ok(Self { runtime, terminate, interrupt })
    }

    /// A future that resolves at the first SIGTERM or SIGINT, which asks for an orderly stop.
    ///
    /// A second signal ends the process at once, with 130 for SIGINT and 143 for SIGTERM: its sender does not want to
    /// wait. A stop that takes longer than `patience` is stuck, and ends the process with 1.
    ///
    /// # Errors
    ///
    /// When the system refuses a thread.
    pub fn obey(self, patience: Duration) -> io::Result<impl Future<Output = ()> + Send> {
        let Self { runtime, mut terminate, mut interrupt } = self;
        let (stop, stopped) = oneshot::channel();
        let watch = async move {
            next(&mut terminate, &mut interrupt).await;
            // The server has already stopped, so nobody receives this.
            let _ = stop.send(());
            let code = tokio::select! {
                code = next(&mut terminate, &mut interrupt) => code,
                () = sleep(patience) => STUCK,
            };
            leave(code);
        };
        thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(watch))?;
        Ok(async {
            // The thread reports this before it can end.
            let _ = stopped.await;
        })
    }
}

/// Waits for a signal; returns the exit code for it.
async fn next(terminate: &mut Signal, interrupt: &mut Signal) -> i32 {
    tokio::select! {
        _ = terminate.recv() => TERMINATED,
        _ = interrupt.recv() => INTERRUPTED,
    }
}

#[expect(clippy::exit, reason = "whoever would otherwise return from main may be what is stuck")]
fn leave(code: i32) {
    exit(code)
}
