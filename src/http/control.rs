//! The control plane, `/_mock/...`: it works without a credential and leaves no trace in what it controls.

mod explain;
mod health;
mod operations;
mod problem;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, Response, StatusCode, header},
    routing::any,
};
use serde::Serialize;
use tower_http::catch_panic::CatchPanicLayer;

use super::{App, answer::JSON};

/// The version of every document that the control plane shows.
const SCHEMA_VERSION: u32 = 1;

/// One call of the control plane.
struct Verb {
    path: &'static str,
    method: Method,
    run: fn(&App, &Request) -> Response<Body>,
}

/// Every call of the control plane.
const VERBS: &[Verb] = &[
    Verb { path: "/_mock/health", method: Method::GET, run: health::health },
    Verb { path: "/healthz", method: Method::GET, run: health::alive },
    Verb { path: "/readyz", method: Method::GET, run: health::ready },
    Verb { path: "/_mock/operations", method: Method::GET, run: operations::operations },
    Verb { path: "/_mock/explain", method: Method::GET, run: explain::explain },
];

/// The router of the control plane.
pub(super) fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for verb in VERBS {
        let app = Arc::clone(app);
        router = router.route(verb.path, any(move |request: Request| async move { call(&app, verb, &request) }));
    }
    router
        .route("/_mock/{*rest}", any(|request: Request| async move { unknown(&request) }))
        .layer(CatchPanicLayer::new())
}

/// Runs a verb, or refuses the method. HEAD is GET whose body the server leaves out.
fn call(app: &App, verb: &Verb, request: &Request) -> Response<Body> {
    let is_head = request.method() == Method::HEAD && verb.method == Method::GET;
    if request.method() == verb.method || is_head {
        return (verb.run)(app, request);
    }
    let allow = if verb.method == Method::GET { "GET, HEAD" } else { verb.method.as_str() };
    let detail = format!("{} takes {allow}, not {}.", verb.path, request.method());
    let mut response = problem::problem(StatusCode::METHOD_NOT_ALLOWED, &detail);
    if let Ok(allow) = allow.parse() {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn unknown(request: &Request) -> Response<Body> {
    let paths = VERBS.iter().map(|verb| verb.path);
    let near = crate::contract::nearest(request.uri().path(), paths.clone());
    let near = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    let all: Vec<_> = paths.collect();
    let detail = format!("There is no {}.{near} There are: {}.", request.uri().path(), all.join(", "));
    problem::problem(StatusCode::NOT_FOUND, &detail)
}

/// A document as a response.
fn json(status: StatusCode, document: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(document).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}
