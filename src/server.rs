//! Carries HTTP between sockets and the router, from the first connection to the last.

mod accept;
mod answering;
mod bind;
mod body;
mod connection;
mod control;
pub mod coverage;
mod crowd;
mod departure;
mod framing;
pub mod get;
mod guard;
pub mod healthcheck;
mod hello;
pub mod log;
pub mod ready;
pub mod runtime;
pub mod signal;
mod stream;
mod table;
mod unread;
mod wire;

pub use accept::{Drained, Limits, serve};
pub use bind::{Address, BindError, bind};
