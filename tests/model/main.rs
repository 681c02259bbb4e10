//! The permission model: what is written is read back, and an independent model of the documents agrees.

mod definitions;
mod effects;
mod explain;
mod mock;
mod neighbours;
mod regressions;
mod sequences;
#[path = "../shared/told.rs"]
mod told;
