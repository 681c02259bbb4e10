//! The control plane over real sockets: namespaces, state, journal, faults, clock, and the server inside a test.

mod isolation;
mod reset;
mod wire;
