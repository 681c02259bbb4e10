//! The commands beside `serve`: each prints something and ends.

mod env;
mod openapi;
mod sign;

pub(crate) use env::env;
pub(crate) use openapi::openapi;
pub(crate) use sign::sign;
