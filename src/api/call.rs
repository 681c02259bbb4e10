//! A call of an operation: what it is made with, what it comes to, and how it gets to the store.

use crate::{
    contract::{Parts, Problem},
    domain::{Caller, IdSource},
    store::{Changes, Stamp, Store},
};

use super::{
    Operation,
    quirk::{QuirkSet, Quirks},
};

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

/// The way to the store, whoever keeps it and whatever guards it. Each method visits exactly once.
pub trait Access {
    /// Lends the store to be read.
    fn read(&self, visit: &mut dyn FnMut(&Store));
    /// Lends the store to be changed.
    fn write(&self, visit: &mut dyn FnMut(&mut Store));
}
