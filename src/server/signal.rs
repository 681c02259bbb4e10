//! The signals that end the server.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Both ways in which a person or a container runtime ends the server.
///
/// Handlers are installed at once, so that a signal is not lost before the futures are first polled, and so that a
/// process with the id 1, for which the kernel ignores signals without a handler, can be stopped at all.
#[derive(Debug)]
pub struct Signals {
    first: Pair,
    second: Pair,
}

#[derive(Debug)]
struct Pair {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Installs the handlers. Must be called inside a runtime.
    ///
    /// # Errors
    ///
    /// When the system refuses a handler.
    pub fn install() -> io::Result<Self> {
        Ok(Self { first: Pair::install()?, second: Pair::install()? })
    }

    /// Two futures: the first SIGTERM or SIGINT, which asks for an orderly stop, and the SIGINT after it, which comes
    /// from someone who does not want to wait.
    pub fn split(self) -> (impl Future<Output = ()> + Send, impl Future<Output = ()> + Send) {
        let Self { mut first, mut second } = self;
        let stop = async move { first.any().await };
        let abandon = async move {
            second.any().await;
            second.interrupt.recv().await;
        };
        (stop, abandon)
    }
}

impl Pair {
    fn install() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
