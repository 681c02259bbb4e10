//! The server inside a Rust test: on a thread and a port of its own, gone when it is dropped.

mod builder;
mod running;
mod scope;

pub use builder::Builder;
pub use running::MockServer;
pub use scope::Scope;
