//! Signatures of real clients, of published vectors, and of clients that get it wrong.

mod authorization;
mod captures;
mod explanations;
mod independent;
mod mutations;
mod request;
mod variants;
mod vectors;
