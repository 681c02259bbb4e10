//! A server without a socket: all that it answers, logs and remembers is searched for what it must not tell.

use std::{sync::Arc, thread};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderValue, Request, Response, header},
};
use codearts_mock::{http::App, namespace::Namespace};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::{log, secrets, told::Told};

/// A server that belongs to a test. What it remembers is searched when the test lets go of it.
pub(crate) struct Watched(pub(crate) Arc<App>);

impl Watched {
    pub(crate) fn new(app: App) -> Self {
        log::listen();
        let watched = Self(Arc::new(app));
        watched.learn();
        watched
    }

    /// Asks one of the server's routers, and examines the answer.
    pub(crate) async fn ask(&self, router: &Router, mut request: Request<Body>) -> Response<Bytes> {
        // The control plane wants to know how it is called, as every client says it.
        if request.uri().path().contains("/_mock") && !request.headers().contains_key(header::HOST) {
            request.headers_mut().insert(header::HOST, HeaderValue::from_static("127.0.0.1:2633"));
        }
        let line = format!("{} {}", request.method(), request.uri());
        for (name, value) in request.headers() {
            secrets::learn_header(name.as_str(), value.to_str().unwrap_or_default());
        }
        // What a call of the control plane makes the server forget is searched before.
        if line.contains("/_mock/") && !line.starts_with("GET ") {
            self.examine_journals();
        }
        let (head, body) = router.clone().oneshot(request).await.expect("a router is infallible").into_parts();
        let body = body.collect().await.expect("the answer's body is in memory").to_bytes();
        // A call of the control plane can bring another world.
        if line.contains("/_mock/") {
            self.learn();
        }
        let headers = head.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().expect("ASCII")));
        let text = String::from_utf8_lossy(&body);
        Told { line: &line, status: head.status.as_u16(), headers: headers.collect(), body: &text }.examine();
        log::assert_silent();
        Response::from_parts(head, body)
    }

    fn namespaces(&self) -> impl Iterator<Item = Arc<Namespace>> {
        let all = &self.0.namespaces;
        all.summaries().into_iter().filter_map(|summary| all.known(&summary.name))
    }

    fn examine_journals(&self) {
        for namespace in self.namespaces() {
            for entry in namespace.session().journal.lock().entries() {
                let text = serde_json::to_string(&entry).expect("an entry is JSON");
                secrets::assert_no_secret(&format!("the journal of {}", namespace.name()), &text);
            }
        }
    }

    /// Learns the secrets of the worlds that there are by now.
    fn learn(&self) {
        if let Some(token) = &self.0.control.access.token {
            secrets::learn_secret(token.reveal(), "token of the control plane");
        }
        for namespace in self.namespaces() {
            secrets::learn(namespace.seed_store().base());
            namespace.session().look(|store| secrets::learn(store.base()));
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        self.learn();
        self.examine_journals();
        log::assert_silent();
    }
}
