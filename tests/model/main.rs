//! The permission model: what is written is read back, and an independent model of the documents agrees.

mod effects;
mod mock;
