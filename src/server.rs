//! Carries HTTP between sockets and the router, from the first connection to the last.

mod accept;
mod bind;
mod body;
mod connection;
mod control;
pub mod coverage;
mod departure;
mod framing;
pub mod get;
pub mod healthcheck;
mod hello;
mod idle;
pub mod log;
pub mod ready;
pub mod runtime;
pub mod signal;
mod stream;
mod wire;

pub use accept::{Drained, Limits, serve};
pub use bind::{Address, BindError, bind};
