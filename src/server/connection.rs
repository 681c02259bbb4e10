//! One connection: HTTP/1.1 or HTTP/2 with prior knowledge, until it ends or the server stops.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, Version};
use axum::routing::future::RouteFuture;
use hyper::body::{Body as _, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower_service::Service as _;

use crate::http::{self, Malformed};

use super::accept::Limits;
use super::body::TimedBody;
use super::control::{ConnectionControl, InFlight};
use super::hello::TlsNotice;
use super::stream::ControlledStream;
use super::wire;

/// Requests that one HTTP/2 connection may have open at once.
const MAX_STREAMS: u32 = 128;

/// How often an HTTP/2 client is asked whether it is still there, and how long it has to say so.
const HTTP2_PING: Duration = Duration::from_secs(20);

/// Where in its life the server is, as its connections see it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Phase {
    Serving,
    Draining,
    Over,
}

/// What all connections share.
#[derive(Debug)]
pub(super) struct Host {
    router: Router,
    protocol: Builder<TokioExecutor>,
    tls: Arc<TlsNotice>,
    limits: Limits,
}

impl Host {
    pub(super) fn new(router: Router, limits: Limits) -> Self {
        Self { router, protocol: protocol(), tls: Arc::default(), limits }
    }

    /// Serves one connection to its end.
    pub(super) async fn carry(
        self: Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        control: ConnectionControl,
        mut phase: watch::Receiver<Phase>,
    ) {
        // A response leaves in as many segments as hyper writes. With Nagle's algorithm on, the second one would wait for
        // the client's delayed acknowledgement, some 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
        let stream = ControlledStream::new(stream, control.clone(), Arc::clone(&self.tls), self.limits.body_timeout);
        let requests = Requests {
            router: self.router.clone(),
            control,
            body_timeout: self.limits.body_timeout,
            begun: AtomicU32::new(0),
        };
        let mut connection = pin!(self.protocol.serve_connection(TokioIo::new(stream), requests));
        loop {
            tokio::select! {
                biased;
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%peer, error, "the connection broke");
                    }
                    return;
                }
                changed = phase.changed() => match changed.map(|()| *phase.borrow_and_update()) {
                    Ok(Phase::Serving) => {}
                    Ok(Phase::Draining) => connection.as_mut().graceful_shutdown(),
                    Ok(Phase::Over) | Err(_) => return,
                },
            }
        }
    }
}

fn protocol() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // hyper would set a timer for every request; the watch over idle connections needs one for all of them.
    // Answers are short: copied behind their head they leave with one plain write.
    // A client that has closed its sending side may wait for its answer; the stream finds out which one has left.
    builder.http1().header_read_timeout(None).writev(false).half_close(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(HTTP2_PING)
        .keep_alive_timeout(HTTP2_PING);
    builder
}

/// Hands each request of one connection to the router, with what it has to know about the connection.
struct Requests {
    router: Router,
    control: ConnectionControl,
    body_timeout: Duration,
    /// Requests that have come.
    begun: AtomicU32,
}

impl Requests {
    /// What is malformed about the next request.
    fn malformed(&self, request: &Request<Incoming>) -> Option<Malformed> {
        let number = self.begun.fetch_add(1, Relaxed) + 1;
        self.control.malformed(number).or_else(|| wire::malformed(request))
    }

    fn body(&self, body: Incoming, version: Version) -> Body {
        // Most requests have no body, and an empty one costs no allocation.
        if body.is_end_stream() {
            return Body::empty();
        }
        // An HTTP/2 stream ends by itself and leaves its connection open, so only HTTP/1 has to wait before it closes.
        let closes = (version < Version::HTTP_2).then(|| self.control.clone());
        Body::new(TimedBody::new(body, self.body_timeout, closes))
    }
}

impl hyper::service::Service<Request<Incoming>> for Requests {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let version = request.version();
        let in_flight = self.control.begin_request(version >= Version::HTTP_2);
        self.control.allow_interim(version == Version::HTTP_11);
        let malformed = self.malformed(&request);
        let mut request = request.map(|body| self.body(body, version));
        if let Some(malformed) = malformed {
            request.extensions_mut().insert(malformed);
        }
        http::resolve_encoded(&mut request);
        Answering { route: self.router.clone().call(request), in_flight }
    }
}

/// A request on its way to its response.
struct Answering {
    route: RouteFuture<Infallible>,
    in_flight: InFlight,
}

impl Future for Answering {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(Pin::new(&mut self.route).poll(context))?;
        if let Some(ending) = response.extensions().get() {
            self.in_flight.end_connection(*ending);
        }
        Poll::Ready(Ok(response))
    }
}
