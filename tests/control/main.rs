//! The control plane over real sockets: namespaces, state, journal, faults, clock, and the server inside a test.

mod clock;
mod embedded;
mod faults;
mod guard;
mod isolation;
mod journal;
mod namespaces;
mod oneshot;
mod repro;
mod reset;
mod state;
mod verify;
mod wire;
