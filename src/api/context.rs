//! What a handler works with: the store, who asks, the time, and a place for remarks.

mod look_up;
mod membership;
mod missing;
mod remark;
mod room;

pub(super) use missing::missing;

use std::{cell::Cell, ops::Deref};

use crate::{
    contract::{Contract, Problem},
    domain::{Caller, IdSource},
    store::{Changes, Stamp, Store},
};

use super::{
    Service,
    quirk::{QuirkId, QuirkSet, Quirks},
};

/// One call's view of the world; `S` borrows the store, to read or to write.
#[derive(Debug)]
pub struct Context<'a, S> {
    /// What is remembered.
    pub store: S,
    /// Who asks.
    pub caller: &'a Caller,
    /// The options in force.
    pub quirks: Quirks,
    /// The time, and the request's id.
    pub stamp: Stamp,
    /// The operation that was called.
    pub contract: &'static Contract,
    /// The service that was called.
    pub service: Service,
    /// Where new ids and tokens come from.
    pub ids: &'a IdSource,
    /// What every token that is issued begins with.
    pub token_prefix: &'a str,
    /// The most ids, and the most rows, that one request may name.
    pub most_rows: usize,
    /// The host that the client called, to be named in links.
    pub host: &'a str,
    /// What is suspicious about a request that is granted all the same.
    pub problems: Vec<Problem>,
    /// What was changed.
    pub changes: Changes,
    /// The quirks that the answer depends on.
    pub depends_on: Cell<QuirkSet>,
}

/// The view of a handler that reads.
pub type Reading<'a> = Context<'a, &'a Store>;

/// The view of a handler that writes.
pub type Writing<'a> = Context<'a, &'a mut Store>;

/// Of so many problems of one kind is told; the rest is more of the same.
const MOST_PROBLEMS: usize = 32;

impl<S: Deref<Target = Store>> Context<'_, S> {
    /// A token without the name of the namespace before it.
    #[must_use]
    pub fn own_token<'t>(&self, token: &'t str) -> &'t str {
        token.strip_prefix(self.token_prefix).unwrap_or(token)
    }

    /// Notes that the answer depends on a quirk.
    pub fn note_quirk(&self, quirk: QuirkId) {
        self.depends_on.set(self.depends_on.get().with(quirk));
    }
}
