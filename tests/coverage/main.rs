//! What clients have exercised, on which ambiguities it depends, and how each contradiction was settled.

mod command;
mod contradictions;
mod counts;
mod formats;
mod header;
mod server;
