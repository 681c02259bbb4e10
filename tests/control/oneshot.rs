//! The router without a socket, for settings that the server inside a test does not have.

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use codearts_mock::http::{App, router};
use tokio::runtime::Runtime;

use crate::{watched::Watched, wire::Answer};

/// An app that is asked in the test's own thread.
pub(crate) struct Oneshot {
    runtime: Runtime,
    watched: Watched,
    router: Router,
}

impl Oneshot {
    pub(crate) fn new(app: App) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let watched = Watched::new(app);
        Self { runtime, router: router(&watched.0), watched }
    }

    /// Sends a request whose line is method and target.
    pub(crate) fn ask(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.runtime.block_on(self.asked(line, headers, body))
    }

    /// Asks a question that waits, and others once it does; answers the first one.
    pub(crate) fn ask_meanwhile(&self, question: (&str, &str), others: &[(&str, &[(&str, &str)])]) -> Answer {
        let meanwhile = async {
            for (line, headers) in others {
                self.asked(line, headers, "").await;
            }
        };
        // The first future runs until it waits before the second one begins.
        self.runtime.block_on(async { tokio::join!(self.asked(question.0, &[], question.1), meanwhile).0 })
    }

    /// Runs what asks in an order of its own, in this thread alone.
    pub(crate) fn wait_for<R>(&self, future: impl Future<Output = R>) -> R {
        self.runtime.block_on(future)
    }

    pub(crate) async fn asked(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let (method, target) = line.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(target);
        request = request.header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let (head, body) = self.watched.ask(&self.router, request).await.into_parts();
        let headers = head.headers.iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        Answer { status: head.status.as_u16(), headers, body: body.to_vec() }
    }
}
