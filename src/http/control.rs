//! The control plane, `/_mock/...`: it works without a credential and leaves no trace in what it controls.

mod clock;
mod coverage;
mod docs;
mod env;
mod explain;
mod faults;
mod guard;
mod health;
mod namespaces;
mod openapi;
mod operations;
mod quirks;
mod refusal;
mod repro;
mod request;
mod requests;
mod signature;
mod snapshots;
mod state;
mod verify;

pub use guard::ControlSettings;
use refusal::Refusal;

use std::{any::Any, pin::Pin, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, Response, StatusCode, header},
    routing::any,
};
use serde::Serialize;
use serde_json::Value;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{contract::matches, openapi::ControlVerb};

use super::{
    App,
    answer::JSON,
    namespace::{prefixed, split},
};

use request::Control;

/// The version of every document that the control plane shows.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// One call of the control plane.
pub(super) struct Verb {
    /// The method.
    pub(super) method: Method,
    /// The path, with names in braces.
    pub(super) path: &'static str,
    /// What it does.
    pub(super) summary: &'static str,
    /// The parameters of its query: names and meanings.
    pub(super) query: &'static [(&'static str, &'static str)],
    /// What runs.
    pub(super) run: Run,
}

/// What a verb does, at once or after waiting for something.
pub(super) enum Run {
    Now(fn(&Control) -> Outcome),
    Later(fn(Control) -> Waiting),
}

/// A response, or why there is none.
pub(super) type Outcome = Result<Response<Body>, Refusal>;

/// An outcome that is waited for.
pub(super) type Waiting = Pin<Box<dyn Future<Output = Outcome> + Send>>;

const NAMESPACE: (&str, &str) = ("namespace", "the namespace; also the header X-Mock-Namespace");

/// Every call of the control plane.
pub(super) const VERBS: &[Verb] = &[
    get("/_mock/health", "Whether the server is well and takes requests", &[], health::health),
    get("/healthz", "Whether the server runs", &[], health::alive),
    get("/readyz", "Whether the server takes requests", &[], health::health),
    get("/_mock/operations", "The emulated operations", &[], operations::operations),
    get("/_mock/openapi.json", "The emulated API in OpenAPI", &[], openapi::json),
    get("/_mock/openapi.yaml", "The same in YAML", &[], openapi::yaml),
    get("/_mock/openapi/control.json", "The control plane in OpenAPI", &[], openapi::control_json),
    get("/_mock/openapi/control.yaml", "The same in YAML", &[], openapi::control_yaml),
    get("/_mock/docs", "The emulated API for a reader", &[], docs::docs),
    get(
        "/_mock/explain",
        "Whether somebody has a permission, and which row decided it",
        explain::QUERY,
        explain::explain,
    ),
    get("/_mock/namespaces", "The namespaces with what happened in them", &[], namespaces::list),
    verb(Method::DELETE, "/_mock/namespaces/{name}", "Forget a namespace", &[], Run::Now(namespaces::remove)),
    get("/_mock/state", "The state in the format of a seed", state::QUERY, state::show),
    verb(Method::PUT, "/_mock/state", "Make a seed the present state", &[NAMESPACE], Run::Now(state::put)),
    get("/_mock/state/diff", "What differs between two states, as a JSON Patch", state::DIFF_QUERY, state::diff),
    post("/_mock/seed", "Make a seed what a reset returns to", state::SEED_QUERY, state::seed),
    post("/_mock/reset", "Forget all that happened", &[NAMESPACE], state::reset),
    get("/_mock/snapshots", "The names of the snapshots", &[NAMESPACE], snapshots::list),
    get("/_mock/snapshots/{name}", "A snapshot in the format of a seed", state::QUERY, snapshots::show),
    verb(
        Method::PUT,
        "/_mock/snapshots/{name}",
        "Keep the present under a name",
        &[NAMESPACE],
        Run::Now(snapshots::take),
    ),
    verb(Method::DELETE, "/_mock/snapshots/{name}", "Forget a snapshot", &[NAMESPACE], Run::Now(snapshots::forget)),
    post("/_mock/snapshots/{name}/restore", "Make a snapshot the present", &[NAMESPACE], snapshots::restore),
    verb(Method::GET, "/_mock/requests", "The journal", requests::QUERY, Run::Later(requests::list)),
    verb(
        Method::POST,
        "/_mock/verify",
        "Whether what happened is what was expected",
        &[NAMESPACE],
        Run::Later(verify::verify),
    ),
    get("/_mock/repro", "The journal as a script of curl calls", &[NAMESPACE], repro::repro),
    get("/_mock/faults", "The fault rules with how often they interfered", &[NAMESPACE], faults::list),
    verb(Method::PUT, "/_mock/faults", "Replace the fault rules", &[NAMESPACE], Run::Now(faults::replace)),
    verb(Method::DELETE, "/_mock/faults", "Forget the fault rules", &[NAMESPACE], Run::Now(faults::clear)),
    get("/_mock/quirks", "Where the documentation disagrees with itself, and what was chosen", &[], quirks::quirks),
    get("/_mock/coverage", "What clients have exercised of the contract", coverage::QUERY, coverage::show),
    verb(Method::DELETE, "/_mock/coverage", "Forget what clients have exercised", &[], Run::Now(coverage::clear)),
    get("/_mock/clock", "The time", &[NAMESPACE], clock::show),
    verb(Method::PUT, "/_mock/clock", "Stop the clock, or set it running", &[NAMESPACE], Run::Now(clock::set)),
    post("/_mock/clock/advance", "Move the clock", &[NAMESPACE], clock::advance),
    get("/_mock/env", "The variables that point clients here", env::QUERY, env::env),
    post("/_mock/signature/check", "Explain the signature of a request", &[], signature::check),
];

impl Verb {
    /// Whether machines ask for it to see whether the server is there.
    fn is_probe(&self) -> bool {
        self.path == "/_mock/health" || !self.path.starts_with("/_mock/")
    }

    /// Refuses a parameter that nobody reads: passed over, a misspelt namespace would be the default one.
    fn check_query(&self, query: &str) -> Result<(), Refusal> {
        let names = || self.query.iter().map(|(name, _)| *name).chain([NAMESPACE.0]);
        let given = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
        let Some(unknown) = given.into_iter().find(|name| !names().any(|known| known == name)) else { return Ok(()) };
        let near = crate::contract::nearest(&unknown, names());
        let near = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
        let mut all: Vec<_> = names().collect();
        all.sort_unstable();
        all.dedup();
        Err(Refusal::bad(format!("There is no parameter {unknown}.{near} There are: {}.", all.join(", "))))
    }

    /// The call as its document describes it.
    fn described(&'static self) -> ControlVerb<'static> {
        let Self { method, path, summary, query, .. } = self;
        let base = ControlVerb { method: method.as_str(), path, summary, query, ..ControlVerb::BASE };
        match path.rsplit_once('.') {
            Some((_, "yaml")) => ControlVerb { media_types: &["application/yaml"], ..base },
            _ => base,
        }
    }
}

/// The OpenAPI document of the control plane.
#[must_use]
pub fn control_document() -> Value {
    let verbs: Vec<_> = VERBS.iter().map(Verb::described).collect();
    crate::openapi::control_document(&verbs)
}

const fn verb(
    method: Method,
    path: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, &'static str)],
    run: Run,
) -> Verb {
    Verb { method, path, summary, query, run }
}

const fn get(
    path: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, &'static str)],
    run: fn(&Control) -> Outcome,
) -> Verb {
    verb(Method::GET, path, summary, query, Run::Now(run))
}

const fn post(
    path: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, &'static str)],
    run: fn(&Control) -> Outcome,
) -> Verb {
    verb(Method::POST, path, summary, query, Run::Now(run))
}

/// The router of the control plane. It leaves the paths to the table: a route for each would take as long to make as all
/// that the server starts with otherwise.
pub(super) fn router(app: &Arc<App>) -> Router {
    let app = Arc::clone(app);
    let handler = any(move |request: Request| call(app, request));
    let mut router = Router::new();
    for path in ["/healthz", "/readyz", "/_mock", "/_mock/", "/_mock/{*rest}"] {
        router = router.route(&prefixed(path), handler.clone()).route(path, handler.clone());
    }
    router.layer(CatchPanicLayer::custom(panicked))
}

fn panicked(_panic: Box<dyn Any + Send>) -> Response<Body> {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The control plane failed; the log says why.").into_response()
}

/// Runs the verb of the request's path and method, or refuses it. HEAD is GET whose body the server leaves out.
async fn call(app: Arc<App>, request: Request) -> Response<Body> {
    let path = split(request.uri().path()).0;
    let verbs: Vec<&'static Verb> = VERBS.iter().filter(|verb| matches(verb.path, path)).collect();
    if verbs.is_empty() {
        return unknown(path).into_response();
    }
    let is_head = request.method() == Method::HEAD;
    let fits = |verb: &&&Verb| verb.method == request.method() || (is_head && verb.method == Method::GET);
    let Some(verb) = verbs.iter().find(fits) else { return wrong_method(&verbs, path, request.method()) };
    run(app, verb, request).await.unwrap_or_else(Refusal::into_response)
}

async fn run(app: Arc<App>, verb: &Verb, request: Request) -> Outcome {
    // Probes must work whatever is protected, and whatever they add.
    if !verb.is_probe() {
        guard::check(&app.control, &request)?;
        verb.check_query(request.uri().query().unwrap_or_default())?;
    }
    let control = Control::read(app, verb, request).await?;
    match verb.run {
        Run::Now(run) => run(&control),
        Run::Later(run) => run(control).await,
    }
}

fn wrong_method(verbs: &[&Verb], path: &str, method: &Method) -> Response<Body> {
    let mut methods: Vec<_> = verbs.iter().map(|verb| verb.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    let allow = methods.join(", ");
    let detail = format!("{path} takes {allow}, not {method}.");
    let mut response = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, detail).into_response();
    if let Ok(allow) = allow.parse() {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn unknown(path: &str) -> Refusal {
    let paths = || VERBS.iter().map(|verb| verb.path);
    let near = crate::contract::nearest(path, paths());
    let near = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    let mut all: Vec<_> = paths().collect();
    all.dedup();
    let detail = format!("There is no {path}.{near} There are: {}.", all.join(", "));
    Refusal::new(StatusCode::NOT_FOUND, detail)
}

/// A document as a response.
fn json(status: StatusCode, document: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(document).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// A document that says only that something was done.
fn done() -> Outcome {
    Ok(json(StatusCode::OK, &serde_json::json!({ "schema_version": SCHEMA_VERSION, "status": "ok" })))
}

/// A text as a response.
fn text(media_type: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type));
    response
}
