//! One connection: HTTP/1.1 or HTTP/2 with prior knowledge, until it ends or the server stops.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::EXPECT;
use axum::http::{Request, Response, Version};
use hyper::body::{Body as _, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::interval;

use crate::http::{self, Malformed};

use super::answering::{Answer, Answering};
use super::body::TimedBody;
use super::control::ConnectionControl;
use super::crowd::Standing;
use super::guard::InFlight;
use super::hello::TlsNotice;
use super::stream::ControlledStream;
use super::wire;

/// So long may a body take that comes on a connection which health may need.
const RESERVED_BODY_TIME: Duration = Duration::from_millis(100);

/// Requests that one HTTP/2 connection may have open at once.
const MAX_STREAMS: u32 = 128;

/// How often an HTTP/2 client is pinged, and how long it has to reply.
const HTTP2_PING: Duration = Duration::from_secs(20);

/// How often a connection that is closing checks whether it may close, and how many of these checks it must have been
/// quiet for.
const LOOK: Duration = Duration::from_millis(20);
const QUIET_LOOKS: u32 = 3;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Host {
    router: Router,
    protocol: Builder<TokioExecutor>,
    tls: Arc<TlsNotice>,
    body_timeout: Duration,
}

impl Host {
    pub(super) fn new(router: Router, body_timeout: Duration) -> Self {
        Self { router, protocol: protocol(), tls: Arc::default(), body_timeout }
    }

    /// Serves one connection to its end.
    pub(super) async fn carry(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, control: ConnectionControl) {
        // A response leaves in as many segments as hyper writes. With Nagle's algorithm on, the second one would wait for
        // the client's delayed acknowledgement, some 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
        let body_timeout = self.body_timeout;
        let stream = ControlledStream::new(stream, control.clone(), Arc::clone(&self.tls), body_timeout);
        let requests =
            Requests { router: self.router.clone(), control: control.clone(), body_timeout, begun: AtomicU32::new(0) };
        let mut connection = pin!(self.protocol.serve_connection(TokioIo::new(stream), requests));
        let ended = tokio::select! {
            biased;
            ended = connection.as_mut() => Some(ended),
            () = control.ordered() => None,
        };
        let ended = if let Some(ended) = ended {
            ended
        } else {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                biased;
                ended = connection.as_mut() => ended,
                () = finished(&control) => return,
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, error, "the connection broke");
        }
    }
}

/// Waits until a connection that was told to close has nothing more to do. The protocol alone would also wait for a
/// head that has arrived only in part, and for a client that never closes.
async fn finished(control: &ConnectionControl) {
    let mut looks = interval(LOOK);
    let mut quiet = 0;
    loop {
        looks.tick().await;
        quiet = if control.is_finished() { quiet + 1 } else { 0 };
        if quiet >= QUIET_LOOKS || (quiet > 0 && control.ends_at_once()) {
            return;
        }
    }
}

fn protocol() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // hyper would set a timer for every request; the idle watch needs one for all connections. Answers are short:
    // copied behind their head, they are sent in one plain write. A client that has closed its sending side may still
    // wait for its answer; the stream finds out which one has disconnected.
    builder.http1().header_read_timeout(None).writev(false).half_close(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(HTTP2_PING)
        .keep_alive_timeout(HTTP2_PING);
    builder
}

/// Passes each request of one connection to the router, with what it must know about the connection.
struct Requests {
    router: Router,
    control: ConnectionControl,
    body_timeout: Duration,
    /// Requests that have arrived.
    begun: AtomicU32,
}

impl Requests {
    /// What is malformed about the next request.
    fn malformed(&self, request: &Request<Incoming>) -> Option<Malformed> {
        let number = self.begun.fetch_add(1, Relaxed) + 1;
        self.control.report().of(number).or_else(|| wire::malformed(request))
    }

    /// How long the body of a request may take.
    fn body_time(&self, request: &Request<Incoming>) -> Duration {
        let is_reserved = self.control.standing() != Standing::Ordinary;
        if is_reserved && http::is_always_served(request.uri().path()) { RESERVED_BODY_TIME } else { self.body_timeout }
    }

    fn body(&self, body: Incoming, time: Duration, waits_for_leave: bool, version: Version) -> Body {
        // An HTTP/2 stream ends on its own and leaves its connection open, so only HTTP/1 must discard the rest.
        let left_to = (version < Version::HTTP_2).then(|| self.control.clone());
        Body::new(TimedBody::new(body, time, waits_for_leave, left_to))
    }
}

impl hyper::service::Service<Request<Incoming>> for Requests {
    type Response = Response<Answer>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let version = request.version();
        // Most requests have no body, and an empty one costs no allocation.
        let has_body = !request.body().is_end_stream();
        let in_flight = InFlight::new(self.control.clone(), version >= Version::HTTP_2, has_body);
        self.control.allow_interim(version == Version::HTTP_11);
        let malformed = self.malformed(&request);
        let mut request = if has_body {
            let waits_for_leave = request.headers().contains_key(EXPECT);
            let time = self.body_time(&request);
            request.map(|body| self.body(body, time, waits_for_leave, version))
        } else {
            request.map(|_empty| Body::empty())
        };
        if let Some(malformed) = malformed {
            request.extensions_mut().insert(malformed);
        }
        http::resolve_encoded(&mut request);
        Answering::new(&self.router, request, in_flight)
    }
}
