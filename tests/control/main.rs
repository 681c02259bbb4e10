//! The control plane over real sockets: namespaces, state, journal, faults, clock, and the server inside a test.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod clock;
mod docs;
mod embedded;
mod examples;
mod faults;
mod guard;
mod isolation;
mod journal;
#[path = "../shared/log.rs"]
mod log;
mod memory;
mod namespaces;
mod oneshot;
mod repro;
mod reset;
mod rows;
#[path = "../shared/secrets.rs"]
mod secrets;
mod server;
mod state;
#[path = "../shared/told.rs"]
mod told;
mod verify;
#[path = "../shared/watched.rs"]
mod watched;
mod wire;
