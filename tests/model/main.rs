//! The permission model: what is written is read back, and an independent model of the documents agrees.

mod definitions;
mod effects;
mod explain;
#[path = "../shared/log.rs"]
mod log;
mod mock;
mod neighbours;
mod regressions;
#[path = "../shared/secrets.rs"]
mod secrets;
mod sequences;
#[path = "../shared/told.rs"]
mod told;
#[path = "../shared/watched.rs"]
mod watched;
