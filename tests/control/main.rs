//! The control plane over real sockets: namespaces, state, journal, faults, clock, and the server inside a test.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod clock;
mod docs;
mod embedded;
mod examples;
mod explained;
mod faults;
mod guard;
mod identified;
mod isolation;
mod journal;
mod large;
#[path = "../shared/log.rs"]
mod log;
mod memory;
mod namespaces;
mod oneshot;
mod printed;
mod redaction;
mod repro;
mod reset;
mod rows;
#[path = "../shared/secrets.rs"]
mod secrets;
mod server;
mod state;
mod steps;
#[path = "../shared/told.rs"]
mod told;
mod verify;
#[path = "../shared/watched.rs"]
mod watched;
mod wire;
