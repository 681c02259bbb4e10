//! Carries HTTP between sockets and the router, from the first connection to the last.

mod accept;
mod answering;
mod bind;
mod body;
mod connection;
mod control;
#[cfg(feature = "cli")]
pub mod coverage;
mod crowd;
mod departure;
mod framing;
#[cfg(feature = "cli")]
pub mod get;
mod guard;
#[cfg(feature = "cli")]
pub mod healthcheck;
mod hello;
#[cfg(feature = "cli")]
pub mod log;
#[cfg(feature = "cli")]
pub mod ready;
#[cfg(feature = "cli")]
pub mod runtime;
#[cfg(feature = "cli")]
pub mod signal;
mod stream;
mod table;
mod unread;
mod wire;

pub use accept::{Drained, serve};
pub use bind::{BindError, Host, PORT, bind};
