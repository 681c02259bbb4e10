//! The commands beside `serve`: each prints something and ends.

mod env;
mod sign;

pub use env::env;
pub use sign::sign;
