//! The words in which an operation of a JSON API is described.

mod document;
mod encoding;
mod explain;
mod inline;
mod invalid;
mod kind;
mod layout;
mod near;
mod operation;
mod pattern;
mod pointer;
mod problem;
mod refine;
mod repeated;
mod request;
mod schema;
mod text;
mod watched;
mod words;

pub use document::{document, document_problems, query};
pub use encoding::{is_utf16, without_mark};
pub use explain::Explainer;
pub(crate) use inline::inline_schema;
pub use invalid::Invalid;
pub use layout::Layout;
pub use near::{did_you_mean, is_one_slip_from, likeness, nearest};
pub use operation::{Contract, Location, Method, Provenance, Source, matches};
pub use pattern::{Difference, Pattern, Subject};
pub use pointer::place;
pub use problem::{Expected, Got, Problem, Remedy, Rule, beginning, header_value, told};
pub use refine::{refine, take_null_in};
pub use repeated::repeated;
pub use request::{Parts, Unparsable, parse};
pub use schema::{Schema, Violation};
