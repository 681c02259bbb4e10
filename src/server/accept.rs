//! The accept loop: takes connections while there is room, and ends them in good order.

use std::future::poll_fn;
use std::io;
use std::net::{self, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

use crate::http::Lifecycle;

use super::connection::{Host, Phase};
use super::idle::Watch;

/// How long the loop rests when the system has no file descriptor or memory for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What a client may take of the server before it is cut off.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Connections served at once; the next one waits in the kernel's backlog. At least 1.
    pub max_connections: u32,
    /// Time for the head of a request to arrive, and for which a connection may be idle between two of them.
    pub header_timeout: Duration,
    /// Time for the whole body of a request to arrive.
    pub body_timeout: Duration,
    /// Time that requests in flight get to finish when the server stops.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    /// The limits of a server that nobody has set any for.
    fn default() -> Self {
        Self {
            max_connections: 1000,
            header_timeout: Duration::from_mins(1),
            body_timeout: Duration::from_secs(30),
            drain_timeout: Duration::from_secs(5),
        }
    }
}

/// How a stop ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Drained {
    /// Connections that were still busy when the time to drain was over, and were cut.
    pub cut: usize,
}

/// Serves `router` on every listener until `stop` resolves, then lets the requests in flight finish.
///
/// `lifecycle` is set to draining before the listeners close. Dropping the returned future ends every connection at once.
///
/// # Errors
///
/// When a listener cannot be handed to the runtime.
pub async fn serve(
    listeners: Vec<net::TcpListener>,
    router: Router,
    limits: Limits,
    lifecycle: Lifecycle,
    stop: impl Future<Output = ()>,
) -> io::Result<Drained> {
    let mut listeners = Listeners::adopt(listeners)?;
    let room = Arc::new(Semaphore::new(limits.max_connections as usize));
    let (phase, watched) = watch::channel(Phase::Serving);
    let host = Arc::new(Host::new(router, limits));

    let mut idle = Watch::new(limits.header_timeout);
    let mut stop = pin!(stop);
    loop {
        let (permit, stream, peer) = tokio::select! {
            biased;
            () = &mut stop => break,
            () = idle.beat() => continue,
            accepted = accept(&mut listeners, &room) => accepted,
        };
        let control = idle.control();
        let connection = Arc::clone(&host).carry(stream, peer, control.clone(), watched.clone());
        let task = tokio::spawn(async move {
            connection.await;
            drop(permit);
        });
        idle.add(control, task.abort_handle());
    }

    lifecycle.begin_draining();
    drop(listeners);
    Ok(drain(&phase, &room, limits).await)
}

/// Waits for every connection to give its permit back, and cuts those that take too long.
async fn drain(phase: &watch::Sender<Phase>, room: &Semaphore, limits: Limits) -> Drained {
    phase.send_replace(Phase::Draining);
    let everyone = room.acquire_many(limits.max_connections);
    let cut = match timeout(limits.drain_timeout, everyone).await {
        Ok(_) => 0,
        Err(_) => limits.max_connections as usize - room.available_permits(),
    };
    phase.send_replace(Phase::Over);
    Drained { cut }
}

/// The next connection, taken only when there is room for it. Retries until there is one.
async fn accept(listeners: &mut Listeners, room: &Arc<Semaphore>) -> (OwnedSemaphorePermit, TcpStream, SocketAddr) {
    let permit = Arc::clone(room).acquire_owned().await.expect("the semaphore is never closed");
    loop {
        match listeners.accept().await {
            Ok((stream, peer)) => return (permit, stream, peer),
            Err(error) if concerns_one_connection(&error) => {
                tracing::debug!(%error, "a client left before it was accepted");
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept connections, trying again");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset
    )
}

/// All listeners behind one `accept`, so that one permit waits for whichever of them is asked first.
struct Listeners {
    listeners: Vec<TcpListener>,
    next: usize,
}

impl Listeners {
    fn adopt(listeners: Vec<net::TcpListener>) -> io::Result<Self> {
        let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<io::Result<_>>()?;
        Ok(Self { listeners, next: 0 })
    }

    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        poll_fn(|context| {
            for turn in 0..self.listeners.len() {
                let index = (self.next + turn) % self.listeners.len();
                if let Poll::Ready(accepted) = self.listeners[index].poll_accept(context) {
                    // The others come first the next time: a busy IPv4 listener must not starve the IPv6 one.
                    self.next = index + 1;
                    return Poll::Ready(accepted);
                }
            }
            Poll::Pending
        })
        .await
    }
}
