//! The signals that end the server.

use std::io;
use std::process::exit;
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::sleep;

/// What a shell reports for a program that was ended by SIGINT.
const INTERRUPTED: i32 = 130;

/// What a shell reports for a program that was ended by SIGTERM.
const TERMINATED: i32 = 143;

/// What is reported for a stop that was not orderly, because something did not let go in time.
const STUCK: i32 = 1;

/// Both ways in which a person or a container runtime ends the server.
///
/// Handlers are installed at once, so that a signal is not lost before anybody waits for one, and so that a process with
/// the id 1, for which the kernel ignores signals without a handler, can be stopped at all. They are waited for on a thread
/// of their own, which nothing that the server does can hold up.
#[derive(Debug)]
pub struct Signals {
    runtime: Runtime,
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Installs the handlers. Must be called outside of a runtime, and the result be dropped there.
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

    /// A future that resolves with the first SIGTERM or SIGINT, which asks for an orderly stop.
    ///
    /// A second one comes from someone who does not want to wait: it ends the process at once, with 130 for SIGINT and 143
    /// for SIGTERM. So does, with 1, a stop that is not over after `patience`: something is stuck.
    ///
    /// # Errors
    ///
    /// When the system refuses a thread.
    pub fn obey(self, patience: Duration) -> io::Result<impl Future<Output = ()> + Send> {
        let Self { runtime, mut terminate, mut interrupt } = self;
        let (stop, stopped) = oneshot::channel();
        let watch = async move {
            next(&mut terminate, &mut interrupt).await;
            // A server that has ended by itself has nobody left to be told.
            let _ = stop.send(());
            let code = tokio::select! {
                code = next(&mut terminate, &mut interrupt) => code,
                () = sleep(patience) => STUCK,
            };
            leave(code);
        };
        thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(watch))?;
        Ok(async {
            // The thread says so before it can end.
            let _ = stopped.await;
        })
    }
}

/// Waits for a signal; gives the code of a program that it ended.
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
