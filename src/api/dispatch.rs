//! The way of a call through an operation: parse, handle, serialize; and on the way back, explain what was wrong.

mod created;
mod explained;

use std::cell::Cell;

use crate::{
    contract::{Parts, Problem, Unparsable, parse},
    domain::{Caller, IdSource},
    store::{Changes, Stamp, Store},
};

use super::{
    ApiError, Context, Endpoint, Handle, Operation, Reading, Situation, Writing,
    quirk::{QuirkId, QuirkSet, Quirks, UnknownFields, UnknownIds},
};

use created::handle_created;
use explained::{explained, unknown_fields};

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

/// Why a call came to nothing, before it is explained.
#[derive(Debug)]
pub(super) enum Failure {
    /// The request could not be read.
    Unparsable(Unparsable),
    /// It has fields that nobody reads, and that is not accepted.
    UnknownFields,
    /// The handler refused.
    Refused(ApiError),
}

/// An answer is rarely longer, in bytes.
const USUAL_ANSWER: usize = 512;

impl Operation {
    /// Answers a call.
    ///
    /// # Errors
    /// The call is refused; the error tells every problem of the request.
    pub fn answer(&self, call: &Call<'_>, access: &dyn Access) -> Result<Answer, ApiError> {
        (self.run)(call, access).map_err(|failure| explained(call, access, failure))
    }
}

/// The whole way of a call, with the types of one endpoint.
pub(super) fn run<E: Endpoint>(call: &Call<'_>, access: &dyn Access) -> Result<Answer, Failure> {
    let (request, has_unread) =
        parse::<E::Request>(call.operation.contract, call.parts).map_err(Failure::Unparsable)?;
    let mut problems = Vec::new();
    let mut quirks = QuirkSet::NONE;
    if has_unread {
        quirks = quirks.with(QuirkId::UnknownFields);
        if call.quirks.unknown_fields == UnknownFields::Reject {
            return Err(Failure::UnknownFields);
        }
        problems = unknown_fields(call);
    }
    let mut outcome = handle::<E>(call, access, request);
    if outcome.as_ref().is_err_and(|refusal| !refusal.unknown().is_empty()) {
        quirks = quirks.with(QuirkId::UnknownIds);
    }
    if call.quirks.unknown_ids == UnknownIds::Create {
        outcome = outcome.or_else(|refusal| handle_created::<E>(call, access, refusal));
    }
    let Done { response, remarks, changes, depends_on } =
        outcome.map_err(|refusal| Failure::Refused(refusal.depending_on(quirks)))?;
    problems.extend(remarks);
    for problem in &mut problems {
        problem.page = call.operation.contract.source.page;
    }
    let mut body = Vec::with_capacity(USUAL_ANSWER);
    serde_json::to_writer(&mut body, &response)
        .map_err(|error| Failure::Refused(ApiError::new(E::SERVICE.refusal(Situation::Internal)).caused_by(error)))?;
    let headers = E::headers(&response);
    Ok(Answer { status: E::CONTRACT.success, headers, body, problems, changes, quirks: quirks.and(depends_on) })
}

/// A response with what was remarked and changed on the way.
struct Done<A> {
    response: A,
    remarks: Vec<Problem>,
    changes: Changes,
    depends_on: QuirkSet,
}

/// What an endpoint's handler comes to.
type Outcome<E> = Result<Done<<E as Endpoint>::Response>, ApiError>;

/// Lends the handler what it needs.
fn handle<E: Endpoint>(call: &Call<'_>, access: &dyn Access, request: E::Request) -> Outcome<E> {
    let mut request = Some(request);
    let mut outcome = None;
    match E::HANDLE {
        Handle::Read(read) => access.read(&mut |store| {
            outcome = request.take().map(|request| reading(call, store, read, request));
        }),
        Handle::Write(write) => access.write(&mut |store| {
            outcome = request.take().map(|request| writing(call, store, write, request));
        }),
    }
    outcome.expect("each method of `Access` visits exactly once")
}

/// The context of a handler that is lent this store.
fn context<'a, S>(call: &Call<'a>, store: S) -> Context<'a, S> {
    Context {
        store,
        caller: call.caller,
        quirks: call.quirks,
        stamp: call.stamp,
        contract: call.operation.contract,
        service: call.operation.service,
        ids: call.ids,
        token_prefix: call.token_prefix,
        most_rows: call.most_rows,
        host: call.host,
        problems: Vec::new(),
        changes: Changes::default(),
        depends_on: Cell::default(),
    }
}

/// Runs a handler that reads.
fn reading<Q, A>(
    call: &Call<'_>,
    store: &Store,
    read: fn(&Reading<'_>, Q) -> Result<A, ApiError>,
    request: Q,
) -> Result<Done<A>, ApiError> {
    let context: Reading<'_> = context(call, store);
    let outcome = read(&context, request);
    done(context, outcome)
}

/// Runs a handler that writes, and takes its remarks and changes out of the context.
fn writing<Q, A>(
    call: &Call<'_>,
    store: &mut Store,
    write: fn(&mut Writing<'_>, Q) -> Result<A, ApiError>,
    request: Q,
) -> Result<Done<A>, ApiError> {
    let mut context: Writing<'_> = context(call, store);
    let outcome = write(&mut context, request);
    done(context, outcome)
}

/// What a handler comes to, with what it left in its context.
fn done<A, S>(context: Context<'_, S>, outcome: Result<A, ApiError>) -> Result<Done<A>, ApiError> {
    let depends_on = context.depends_on.get();
    let response = outcome.map_err(|refusal| refusal.depending_on(depends_on))?;
    Ok(Done { response, remarks: context.problems, changes: context.changes, depends_on })
}
