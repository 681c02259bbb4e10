//! Signatures of real clients, of published vectors, and of clients that get it wrong.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod authorization;
mod captures;
mod explanations;
mod independent;
mod mutations;
mod request;
mod variants;
mod vectors;
