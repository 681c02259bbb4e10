//! A server in this process, asked without a socket.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request},
};
use codearts_mock::{
    World,
    http::{App, router},
    namespace::{Beginning, Options},
};
use serde_json::Value;

use crate::watched::Watched;

/// A fresh server with the default world.
pub(crate) struct Server {
    watched: Watched,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Server {
    /// A fresh server with other settings.
    pub(crate) fn with(change: impl FnOnce(&mut App)) -> Self {
        let world = World::built_in();
        let clock = Some("2026-01-01T00:00:00.000+00:00".parse().expect("a time"));
        let options = Options { clock, id_seed: Some(1), ..Options::default() };
        let mut app = App::new(Beginning { options, ..Beginning::new(Arc::new(world)) });
        change(&mut app);
        let watched = Watched::new(app);
        let router = router(&watched.0);
        Self { watched, router }
    }

    /// Sends a request line with headers and a body; an empty body is none.
    pub(crate) async fn send(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let (method, target) = line.split_once(' ').expect("a request line has a method and a target");
        let mut request = Request::builder().method(method).uri(target).header("host", "127.0.0.1:2633");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("the test's request is valid");
        let (head, body) = self.watched.ask(&self.router, request).await.into_parts();
        let text = String::from_utf8(body.to_vec()).expect("the answer is UTF-8");
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text))
    }

    /// A header's text; empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header is ASCII"))
    }
}
