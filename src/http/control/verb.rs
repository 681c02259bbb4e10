//! A call of the control plane: its description, and what runs.

use std::pin::Pin;

use axum::{body::Body, http::Response};
use schemars::JsonSchema;

use crate::{
    namespace::Name,
    openapi::{ControlVerb, shape},
};

use super::{refusal::Refusal, request::Control};

/// One call of the control plane.
#[derive(Clone, Copy)]
pub(in crate::http) struct Verb {
    /// What it takes and gives.
    pub(in crate::http) form: ControlVerb,
    /// What runs.
    pub(super) run: Run,
}

/// What a verb does: at once; on a thread that answers nobody else; or after waiting for something.
#[derive(Clone, Copy)]
pub(super) enum Run {
    Now(fn(&Control) -> Outcome),
    Apart(fn(&Control) -> Outcome),
    Later(fn(Control) -> Waiting),
}

/// A response, or why there is none.
pub(in crate::http) type Outcome = Result<Response<Body>, Refusal>;

/// An outcome that is waited for.
pub(in crate::http) type Waiting = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Writes the beginning of a row for each method.
macro_rules! methods {
    ($($name:ident $method:literal)+) => {
        $(pub(super) const fn $name(path: &'static str, summary: &'static str, run: fn(&Control) -> Outcome) -> Verb {
            Verb { form: ControlVerb { method: $method, path, summary, ..ControlVerb::BASE }, run: Run::Now(run) }
        })+
    };
}

methods! { get "GET" put "PUT" post "POST" delete "DELETE" }

/// A row of a call that waits for something.
pub(super) const fn later(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    run: fn(Control) -> Waiting,
) -> Verb {
    Verb { form: ControlVerb { method, path, summary, ..ControlVerb::BASE }, run: Run::Later(run) }
}

impl Verb {
    /// The call can take long, because it goes through a whole state: it keeps no thread from answering others.
    pub(super) const fn apart(self) -> Self {
        let run = match self.run {
            Run::Now(run) => Run::Apart(run),
            other => other,
        };
        Self { run, ..self }
    }

    /// The call is about the namespace that the query or a header names.
    pub(super) const fn of_namespace(self) -> Self {
        Self { form: ControlVerb { namespace: Some(shape::<Name>), ..self.form }, ..self }
    }

    /// The call is about something whose name stands in the path: what, and an example.
    pub(super) const fn named(self, meaning: &'static str, example: &'static str) -> Self {
        Self { form: ControlVerb { name: (meaning, example), ..self.form }, ..self }
    }

    /// The query has the members of this type.
    pub(super) const fn asks<T: JsonSchema>(self) -> Self {
        Self { form: ControlVerb { query: Some(shape::<T>), ..self.form }, ..self }
    }

    /// The body is this type, such as the example.
    pub(super) const fn takes<T: JsonSchema>(self, example: &'static str) -> Self {
        Self { form: ControlVerb { body: Some((shape::<T>, example)), ..self.form }, ..self }
    }

    /// A success is this type in JSON.
    pub(super) const fn gives<T: JsonSchema>(self) -> Self {
        Self { form: ControlVerb { answer: Some(shape::<T>), ..self.form }, ..self }
    }

    /// A success comes in one of these media types.
    pub(super) const fn in_types(self, media_types: &'static [&'static str]) -> Self {
        Self { form: ControlVerb { media_types, ..self.form }, ..self }
    }

    /// A success has one of these statuses.
    pub(super) const fn with(self, statuses: &'static [(u16, &'static str)]) -> Self {
        Self { form: ControlVerb { statuses, ..self.form }, ..self }
    }

    /// The call can be refused with these statuses too.
    pub(super) const fn refuses(self, refusals: &'static [(u16, &'static str)]) -> Self {
        Self { form: ControlVerb { refusals, ..self.form }, ..self }
    }
}
