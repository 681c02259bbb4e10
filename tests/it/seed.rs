//! Seeds: what a broken one is told, and what the built-in one holds.

mod broken;
mod default;
