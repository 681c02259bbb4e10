//! The commands beside `serve`: each prints something and ends.

mod env;
mod openapi;
mod sign;

pub use env::env;
pub use openapi::openapi;
pub use sign::sign;
