//! What is served when every connection is busy: health and the control plane, and nothing that waits.

use axum::{body::Body, http::Response};

use crate::{
    api::{ApiError, ErrorCode, Particular, Quirks, Situation},
    contract::{Problem, Rule},
    domain::RequestId,
};

use super::{answer::response, namespace::split, reply::Reply};

/// An extension of a request that came on one of the connections that are kept free for health and the control plane:
/// it must not wait for anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Crowded;

/// Whether a path is served however many requests are under way: that of health, or one of the control plane.
#[must_use]
pub fn is_always_served(path: &str) -> bool {
    let path = split(path).0;
    matches!(path, "/healthz" | "/readyz" | "/_mock") || path.starts_with("/_mock/")
}

/// The refusal of a request for which no connection fell idle in time. It stands in no journal: it has reached nobody.
#[must_use]
pub fn no_place(request_id: RequestId) -> Response<Body> {
    let problem = Problem::new("", Rule::Own("connections"))
        .expected("no more requests at once than --max-connections allows")
        .got("one too many")
        .remedy("try again in 1 s, as Retry-After says, or start the server with another --max-connections");
    let refusal = ApiError {
        particular: Particular::Seconds(1),
        ..ApiError::because(ErrorCode::gateway(Situation::ServiceUnavailable), vec![problem])
    };
    response(&Reply::of(Err(refusal), &Quirks::default()), request_id, None)
}
