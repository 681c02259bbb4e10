//! What clients have exercised, on which ambiguities it depends, and how each contradiction was settled.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod command;
mod contradictions;
mod counts;
mod formats;
mod header;
#[path = "../shared/log.rs"]
mod log;
#[path = "../shared/secrets.rs"]
mod secrets;
mod server;
#[path = "../shared/told.rs"]
mod told;
#[path = "../shared/watched.rs"]
mod watched;
#[path = "../shared/watched_process.rs"]
mod watched_process;

use server::{Answer, Server};

impl Server {
    fn fresh() -> Self {
        Self::with(|_| {})
    }

    /// Sends JSON with a credential that nobody in particular has.
    async fn call(&self, line: &str, body: &str) -> Answer {
        self.send(line, &[("x-auth-token", "anything"), ("content-type", "application/json")], body).await
    }
}
