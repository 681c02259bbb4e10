//! The commands beside `serve`: each prints something and ends.

mod env;
mod sign;

pub(crate) use env::env;
pub(crate) use sign::sign;
