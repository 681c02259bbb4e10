//! The control plane over real sockets: namespaces, state, journal, faults, clock, and the server inside a test.

mod faults;
mod isolation;
mod oneshot;
mod reset;
mod wire;
