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
use tokio::time::sleep;

use crate::http::{Lifecycle, Limits};

use super::connection::Host;
use super::crowd::Standing;
use super::table::Table;

/// How long the loop pauses when the system has no file descriptor or memory for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How a stop ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Drained {
    /// Connections that were still busy when the drain time was over, and were cut off.
    pub cut: usize,
}

/// Serves `router` on every listener until `stop` resolves, then lets the requests in flight finish.
///
/// `lifecycle` is set to leaving at once, and to draining before the listeners close, `shutdown_delay` later. Dropping
/// the returned future ends every connection at once.
///
/// # Errors
///
/// When a listener cannot be handed to the runtime, or the system gives no random bytes.
pub async fn serve(
    listeners: Vec<net::TcpListener>,
    router: Router,
    limits: Limits,
    lifecycle: Lifecycle,
    stop: impl Future<Output = ()>,
) -> io::Result<Drained> {
    let mut door = Door {
        listeners: Listeners::adopt(listeners)?,
        host: Arc::new(Host::new(router, limits.body_timeout)),
        table: Table::new(limits.max_connections as usize, limits.header_timeout).map_err(io::Error::other)?,
        visitor: None,
    };

    door.open_until(stop).await;
    lifecycle.begin_leaving();
    if !limits.shutdown_delay.is_zero() {
        door.open_until(sleep(limits.shutdown_delay)).await;
    }
    lifecycle.begin_draining();
    let Door { listeners, table, .. } = door;
    drop(listeners);
    Ok(Drained { cut: table.drain(limits.drain_timeout).await })
}

/// Accepts connections on all listeners.
struct Door {
    listeners: Listeners,
    host: Arc<Host>,
    table: Table,
    /// A client that has no place yet.
    visitor: Option<(TcpStream, SocketAddr)>,
}

impl Door {
    /// Accepts connections until `stop` resolves.
    async fn open_until(&mut self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let crowd = self.table.crowd();
        let mut is_crowded = self.visitor.is_some();
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = self.table.beat() => {}
                accepted = self.listeners.accept(), if self.visitor.is_none() => match accepted {
                    Ok(visitor) => self.visitor = Some(visitor),
                    Err(error) => self.no_connection(&error).await,
                },
                () = crowd.changed(is_crowded) => {}
            }
            is_crowded = self.admit();
        }
    }

    /// Gives the visitor a place, and the requests in the reserve. Returns whether anyone waits for one.
    fn admit(&mut self) -> bool {
        if self.visitor.is_some()
            && let Some(standing) = self.table.find_place()
            && let Some((stream, peer)) = self.visitor.take()
        {
            self.begin(stream, peer, standing);
        }
        self.table.settle(self.visitor.is_some())
    }

    /// Starts to serve a connection.
    fn begin(&mut self, stream: TcpStream, peer: SocketAddr, standing: Standing) {
        let (control, open) = self.table.enter(standing);
        let connection = Arc::clone(&self.host).carry(stream, peer, control.clone());
        let task = tokio::spawn(async move {
            connection.await;
            drop(open);
        });
        self.table.add(control, task.abort_handle());
    }

    /// Makes the next attempt to accept a connection more likely to succeed.
    async fn no_connection(&mut self, error: &io::Error) {
        if concerns_one_connection(error) {
            tracing::debug!(%error, "a client left before it was accepted");
            return;
        }
        // The system's limit counts like that of the settings: the connection that has been idle longest makes room.
        let makes_room = self.table.dismiss_idle();
        tracing::warn!(%error, makes_room, "cannot accept connections, trying again");
        sleep(ACCEPT_PAUSE).await;
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset
    )
}

/// All listeners behind one `accept`, which returns the first connection of any of them.
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
                    // Polls the other listeners first next time: a busy IPv4 listener must not starve the IPv6 one.
                    self.next = index + 1;
                    return Poll::Ready(accepted);
                }
            }
            Poll::Pending
        })
        .await
    }
}
