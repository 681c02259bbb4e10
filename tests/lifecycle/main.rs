//! The server on real sockets, and the program as a real process.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod browser;
mod client;
mod conformance;
mod crowd;
mod drain;
mod early;
mod ending;
mod http;
mod idle;
mod limit;
mod lines;
mod memory;
mod printing;
mod process;
mod program;
#[path = "../shared/secrets.rs"]
mod secrets;
mod settings;
mod shapes;
mod signing;
mod silence;
mod soak;
mod stop;
#[path = "../shared/watched_process.rs"]
mod watched_process;
