//! A request until it is answered, and the answer until it is sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::body::Body;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Request, Response, Version};
use axum::routing::future::RouteFuture;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tower_service::Service as _;

use crate::http::{self, Crowded};

use super::control::ConnectionControl;
use super::crowd::Standing;
use super::guard::{InFlight, Unsent};
use super::unread::Unread;

/// A request that is being answered.
pub(super) struct Answering {
    step: Step,
    in_flight: InFlight,
}

#[expect(
    clippy::large_enum_variant,
    reason = "nearly every request is of the large one, which is not to be put on the heap"
)]
enum Step {
    /// The usual case.
    Routed(RouteFuture<Infallible>),
    /// The request waits for a place among the connections.
    Placing(Pin<Box<dyn Future<Output = Response<Body>> + Send>>),
    /// The request is answered, but its body is not read yet.
    Clearing(Pin<Box<dyn Future<Output = Response<Body>> + Send>>),
}

impl Answering {
    /// Passes a request to the router; on a connection beyond the limit perhaps later, or not at all.
    pub(super) fn new(router: &Router, request: Request<Body>, in_flight: InFlight) -> Self {
        let control = in_flight.control();
        let step = if control.standing() == Standing::Ordinary {
            Step::Routed(router.clone().call(request))
        } else {
            Step::Placing(Box::pin(in_reserve(router.clone(), request, control.clone())))
        };
        Self { step, in_flight }
    }

    /// The answer as it is sent.
    fn answer(&self, response: Response<Body>) -> Response<Answer> {
        let control = self.in_flight.control();
        response.map(|body| Answer { body, _unsent: Unsent::new(control.clone()) })
    }
}

impl Future for Answering {
    type Output = Result<Response<Answer>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = match &mut self.step {
            Step::Routed(route) => ready!(Pin::new(route).poll(context))?,
            Step::Placing(placing) => ready!(placing.as_mut().poll(context)),
            Step::Clearing(clearing) => {
                let response = ready!(clearing.as_mut().poll(context));
                return Poll::Ready(Ok(self.answer(response)));
            }
        };
        let control = self.in_flight.control();
        let ending = response.extensions().get().copied();
        if let Some(ending) = ending {
            control.end(ending);
        }
        match self.in_flight.take_unread() {
            Some(unread) if ending.is_none() => {
                self.step = Step::Clearing(Box::pin(clear(unread, response, control.clone())));
                self.poll(context)
            }
            _ => Poll::Ready(Ok(self.answer(response))),
        }
    }
}

/// Makes the connection ready for its next request, or announces that it will close. Otherwise a client would send its
/// next request into a connection that closes.
async fn clear(unread: Unread, mut response: Response<Body>, control: ConnectionControl) -> Response<Body> {
    let is_last = response.headers().get(CONNECTION).is_some_and(|value| value == "close");
    // Does not wait for the body where health needs the connection.
    let is_last = is_last || control.standing() != Standing::Ordinary;
    if is_last || !unread.discard().await {
        control.linger();
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Answers on a connection beyond the limit: health and the control plane at once, everything else when there is a
/// place.
async fn in_reserve(mut router: Router, mut request: Request<Body>, control: ConnectionControl) -> Response<Body> {
    if http::is_always_served(request.uri().path()) {
        request.extensions_mut().insert(Crowded);
    } else if control.placed().await == Standing::Refused {
        let mut refusal = http::no_place(control.request_id());
        // HTTP/2 does not have this header; it announces the end in a frame.
        if request.version() < Version::HTTP_2 {
            refusal.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        return refusal;
    }
    match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// The body of an answer; the connection counts it until it has been handed over.
pub(super) struct Answer {
    body: Body,
    _unsent: Unsent,
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
