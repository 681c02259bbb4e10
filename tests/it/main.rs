//! Behaviour through HTTP, without a socket: one module per operation, and what holds for all of them.

mod auth;
mod build;
mod contract;
mod errors;
mod mock;
mod pipeline;
mod quirks;
mod seed;
mod signature;
#[path = "../shared/told.rs"]
mod told;
