//! The control plane over real sockets: namespaces, state, journal, faults, clock, and the server inside a test.

mod faults;
mod isolation;
mod journal;
mod oneshot;
mod reset;
mod verify;
mod wire;
