//! The commands: `serve` runs until it is stopped, the others print something and end.

mod coverage;
mod env;
#[cfg(feature = "generate")]
mod generate;
mod openapi;
mod output;
mod quirks;
mod serve;
mod sign;

pub(crate) use coverage::coverage;
pub(crate) use env::env;
#[cfg(feature = "generate")]
pub(crate) use generate::generate;
pub(crate) use openapi::openapi;
pub(crate) use output::{complain, print, wants_colours};
pub(crate) use quirks::quirks;
pub(crate) use serve::{app, serve};
pub(crate) use sign::sign;
