//! The server on real sockets, and the program as a real process.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod client;
mod ending;
mod http;
mod limit;
mod memory;
mod process;
mod program;
mod secrets;
mod settings;
mod soak;
mod stop;
