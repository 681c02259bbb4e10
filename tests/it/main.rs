//! Behaviour through HTTP, without a socket: one module per operation, and what holds for all of them.

mod auth;
mod build;
mod contract;
mod errors;
#[path = "../shared/log.rs"]
mod log;
mod mock;
mod pipeline;
mod quirks;
#[path = "../shared/secrets.rs"]
mod secrets;
mod seed;
mod signature;
#[path = "../shared/told.rs"]
mod told;
#[path = "../shared/watched.rs"]
mod watched;
