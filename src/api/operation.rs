//! A row of the table, and a call of it: what it is made with, what it comes to, and how it gets to the store.

use schemars::Schema;

use crate::{
    contract::{Contract, Parts, Problem, Unparsable},
    domain::{Caller, IdSource},
    store::{Changes, Stamp, Store},
};

use super::{
    ApiError, Service,
    quirk::{QuirkSet, Quirks},
};

/// A row of the table: an endpoint whose types are erased.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// What the documentation says.
    pub contract: &'static Contract,
    /// The service that it belongs to.
    pub service: Service,
    /// Whether it changes the store.
    pub writes: bool,
    pub(super) run: fn(&Call<'_>, &dyn Access) -> Result<Answer, Failure>,
    pub(super) parses: fn(&Call<'_>) -> Result<(), Unparsable>,
    pub(super) request: fn() -> Schema,
    pub(super) response: fn() -> Schema,
}

impl Operation {
    /// The operation's id.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.contract.id
    }

    /// Whether the request can be read into its type; nothing is done with it.
    ///
    /// # Errors
    /// It cannot; says why.
    pub fn parses(&self, call: &Call<'_>) -> Result<(), Unparsable> {
        (self.parses)(call)
    }
}

/// A request that has found its operation.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The request.
    pub parts: Parts<'a>,
    /// The host that the client called.
    pub host: &'a str,
    /// Who asks.
    pub caller: &'a Caller,
    /// The options in force.
    pub quirks: Quirks,
    /// The time, and the request's id.
    pub stamp: Stamp,
    /// Where new ids and tokens come from.
    pub ids: &'a IdSource,
    /// What every token that is issued begins with.
    pub token_prefix: &'a str,
    /// The most ids, and the most rows, that one request may name.
    pub most_rows: usize,
}

/// What a call that was not refused comes to.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers that the operation adds.
    pub headers: Vec<(&'static str, String)>,
    /// The body, JSON.
    pub body: Vec<u8>,
    /// What is suspicious about the request all the same.
    pub problems: Vec<Problem>,
    /// What was changed.
    pub changes: Changes,
    /// The quirks that the answer depended on.
    pub quirks: QuirkSet,
}

/// Why a call came to nothing, before it is explained.
#[derive(Debug)]
pub(super) enum Failure {
    /// The request could not be read.
    Unparsable(Unparsable),
    /// It has fields that nobody reads, and that is not accepted.
    UnknownFields,
    /// The handler refused, or the response could not be written.
    Refused(ApiError),
}

/// The way to the store, whoever keeps it and whatever guards it. Each method visits exactly once.
pub trait Access {
    /// Lends the store to be read.
    fn read(&self, visit: &mut dyn FnMut(&Store));
    /// Lends the store to be changed.
    fn write(&self, visit: &mut dyn FnMut(&mut Store));
}
