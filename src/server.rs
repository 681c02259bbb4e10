//! Carries HTTP between sockets and the router, from the first connection to the last.

mod accept;
mod bind;
mod body;
mod connection;
mod control;
pub mod coverage;
pub mod get;
pub mod healthcheck;
mod idle;
pub mod log;
pub mod ready;
pub mod runtime;
pub mod signal;
mod stream;

pub use accept::{Drained, Limits, serve};
pub use bind::{Address, BindError, bind};
