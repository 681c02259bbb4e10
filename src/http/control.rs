//! The control plane, `/_mock/...`: it works without a credential and leaves no trace in what it controls.

mod answer;
mod clock;
mod coverage;
mod diff;
mod docs;
mod env;
mod explain;
mod faults;
mod guard;
mod health;
mod namespaces;
mod openapi;
mod operations;
mod pieces;
mod quirks;
mod refusal;
mod repro;
mod request;
mod requests;
mod signature;
mod snapshots;
mod state;
mod table;
mod verb;
mod verify;
mod waiting;

pub use guard::{ControlAccess, ControlSettings, ControlToken, HostName, Origin};

use std::{any::Any, future::ready, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, Response, StatusCode, header},
    middleware::map_response,
    routing::any,
};
use serde_json::Value;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    contract::{did_you_mean, matches},
    domain::IdSource,
    fault::LONGEST_WAIT,
    openapi::ControlVerb,
};

use super::{
    App, Malformed,
    answer::{REQUEST_ID, put},
    malformed::announce_end,
    namespace::{prefixed, split},
};

use refusal::Refusal;
use request::Control;
use table::{VERBS, calls};
use verb::{Outcome, Run, Verb};

/// The OpenAPI document of the control plane.
#[must_use]
pub fn control_document() -> Value {
    openapi::document_of(calls, LONGEST_WAIT)
}

/// The router of the control plane. It leaves the paths to the table: a route for each would take as long to make as all
/// that the server starts with otherwise.
pub(super) fn router(app: &Arc<App>, ids: Arc<IdSource>) -> Router {
    let app = Arc::clone(app);
    let handler = any(move |request: Request| call(app, request));
    let mut router = Router::new();
    for path in ["/healthz", "/readyz", "/_mock", "/_mock/", "/_mock/{*rest}"] {
        router = router.route(&prefixed(path), handler.clone()).route(path, handler.clone());
    }
    identified(router, ids)
}

/// Gives every answer an id, that to a panic too.
fn identified(router: Router, ids: Arc<IdSource>) -> Router {
    let identify = map_response(move |mut response: Response<Body>| {
        put(response.headers_mut(), REQUEST_ID, ids.request_id().encode(&mut [0; 32]));
        ready(response)
    });
    router.layer(CatchPanicLayer::custom(panicked)).layer(identify)
}

fn panicked(_panic: Box<dyn Any + Send>) -> Response<Body> {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The control plane failed; the log says why.").into_response()
}

/// Runs the verb of the request's path and method, or refuses it. HEAD is GET whose body the server leaves out.
async fn call(app: Arc<App>, request: Request) -> Response<Body> {
    let version = request.version();
    let malformed = request.extensions().get().map(|malformed: &Malformed| malformed.sentence());
    let outcome = match malformed {
        Some(sentence) => Err(Refusal::about(sentence).ending_connection()),
        None => answer(app, request).await,
    };
    outcome.unwrap_or_else(|refusal| {
        let ends = refusal.ends_connection;
        let mut response = refusal.into_response();
        if ends {
            announce_end(&mut response, version);
        }
        response
    })
}

async fn answer(app: Arc<App>, request: Request) -> Outcome {
    let path = split(request.uri().path()).0;
    let verbs: Vec<&'static Verb> = VERBS.iter().filter(|verb| matches(verb.form.path, path)).collect();
    // Probes must work whatever is protected. Before the method and the path are looked at, so that a stranger is told
    // nothing of either.
    let is_open = verbs.first().is_some_and(|verb| verb.form.is_open());
    if !is_open && let Err(refusal) = guard::check(&app.control, &request) {
        return Err(refusal);
    }
    if verbs.is_empty() {
        return Err(unknown(path));
    }
    let is_head = request.method() == Method::HEAD;
    let fits = |verb: &&&Verb| verb.form.method == request.method() || (is_head && verb.form.method == "GET");
    let Some(verb) = verbs.iter().find(fits) else { return Ok(wrong_method(&verbs, path, request.method())) };
    run(app, verb, request).await
}

async fn run(app: Arc<App>, verb: &'static Verb, request: Request) -> Outcome {
    // Probes may add what they like.
    if !verb.form.is_open() {
        check_query(&verb.form, request.uri().query().unwrap_or(""))?;
    }
    let is_open = verb.form.is_open();
    let control = Control::read(app, (&verb.form, calls), request).await?;
    if !is_open {
        control.check_namespace()?;
    }
    match verb.run {
        Run::Now(run) => run(&control),
        Run::Apart(run) => apart(control, run).await,
        Run::Later(run) => run(control).await,
    }
}

/// Runs a verb on a thread of its own. What is about much waits for its turn; what is about little does not wait for that.
async fn apart(control: Control, run: fn(&Control) -> Outcome) -> Outcome {
    let (apart, is_large) = (control.app.apart.clone(), control.is_large());
    // The body is let go of there, too.
    let run = move || run(&control);
    if is_large { apart.document(run).await } else { apart.at_once(run).await }
}

/// Refuses a parameter that nobody reads: passed over, a misspelt namespace would be the default one. That one may stand
/// in calls of no namespace, too, so that a client can add it to all.
fn check_query(form: &ControlVerb, query: &str) -> Result<(), Refusal> {
    if query.is_empty() {
        return Ok(());
    }
    let mut known = form.query_names();
    known.push("namespace".to_owned());
    known.sort_unstable();
    known.dedup();
    let mut given = form_urlencoded::parse(query.as_bytes());
    let Some((unknown, _)) = given.find(|(name, _)| !known.iter().any(|known| known == name)) else { return Ok(()) };
    let near = did_you_mean(&unknown, known.iter().map(String::as_str));
    Err(Refusal::bad(format!("There is no parameter {unknown}.{near} There are: {}.", known.join(", "))))
}

fn wrong_method(verbs: &[&Verb], path: &str, method: &Method) -> Response<Body> {
    let mut methods: Vec<_> = verbs.iter().map(|verb| verb.form.method).collect();
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
    let paths = || VERBS.iter().map(|verb| verb.form.path);
    let near = did_you_mean(path, paths());
    let mut all: Vec<_> = paths().collect();
    all.dedup();
    let detail = format!("There is no {path}.{near} There are: {}.", all.join(", "));
    Refusal::new(StatusCode::NOT_FOUND, detail)
}

#[cfg(test)]
mod tests {
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn the_answer_to_a_panic_has_an_id() {
        let stumble = any(|| async { panic!("tripped") as () });
        let router = identified(Router::new().route("/", stumble), Arc::new(IdSource::seeded(1)));

        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();

        let expected = IdSource::seeded(1).request_id().to_string();
        assert_eq!((response.status().as_u16(), response.headers()[REQUEST_ID].as_bytes()), (500, expected.as_bytes()));
    }
}
