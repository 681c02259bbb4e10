//! Lends an endpoint's handler the store and whatever else it needs, and takes from its context what it left there.
//!
//! Who may not do what is asked is refused by the handler itself, which finds the checks in `context/membership.rs`.

use std::cell::Cell;

use crate::{
    contract::Problem,
    store::{Changes, Store},
};

use super::{
    super::{Access, ApiError, Call, Context, Endpoint, Handle, Reading, Writing, quirk::QuirkSet},
    register::{self, UNKNOWN_IDS},
};

/// A response with what was remarked and changed on the way.
pub(super) struct Done<A> {
    pub(super) response: A,
    pub(super) remarks: Vec<Problem>,
    pub(super) changes: Changes,
    pub(super) depends_on: QuirkSet,
}

/// What an endpoint's handler comes to.
type Outcome<E> = Result<Done<<E as Endpoint>::Response>, ApiError>;

/// Lets the handler of an endpoint answer, in one visit to the store.
pub(super) fn handle<E: Endpoint>(call: &Call<'_>, access: &dyn Access, request: E::Request) -> Outcome<E> {
    let mut request = Some(request);
    let mut outcome = None;
    match E::HANDLE {
        Handle::Read(read) => access.read(&mut |store| {
            outcome = request.take().map(|request| reading::<E>(call, store, read, request));
        }),
        Handle::Write(write) => access.write(&mut |store| {
            outcome = request.take().map(|request| writing::<E>(call, store, write, request));
        }),
    }
    outcome.expect("each method of `Access` visits exactly once")
}

/// Runs a handler that reads. What it is shown of an unknown id is thrown away.
fn reading<E: Endpoint>(
    call: &Call<'_>,
    store: &Store,
    read: fn(&Reading<'_>, E::Request) -> Result<E::Response, ApiError>,
    request: E::Request,
) -> Outcome<E> {
    let ids = E::IDS(&request);
    if !register::is_due(call, store, ids) {
        let context: Reading<'_> = context(call, store, QuirkSet::NONE);
        let outcome = read(&context, request);
        return done(context, outcome);
    }
    let mut scratch = store.view();
    let registered = register::register(call, &mut scratch, ids);
    let context: Reading<'_> = context(call, &scratch, UNKNOWN_IDS);
    let outcome = read(&context, request);
    register::or_refusal(registered, done(context, outcome))
}

/// Runs a handler that writes. A refused write leaves nothing of what was registered for it.
fn writing<E: Endpoint>(
    call: &Call<'_>,
    store: &mut Store,
    write: fn(&mut Writing<'_>, E::Request) -> Result<E::Response, ApiError>,
    request: E::Request,
) -> Outcome<E> {
    let ids = E::IDS(&request);
    if !register::is_due(call, store, ids) {
        return written::<E>(call, store, write, (request, QuirkSet::NONE));
    }
    let mark = store.mark();
    let registered = register::register(call, store, ids);
    let outcome = written::<E>(call, store, write, (request, UNKNOWN_IDS));
    if outcome.is_err() {
        store.roll_back(mark);
    }
    register::or_refusal(registered, outcome)
}

fn written<E: Endpoint>(
    call: &Call<'_>,
    store: &mut Store,
    write: fn(&mut Writing<'_>, E::Request) -> Result<E::Response, ApiError>,
    (request, quirks): (E::Request, QuirkSet),
) -> Outcome<E> {
    let mut context: Writing<'_> = context(call, store, quirks);
    let outcome = write(&mut context, request);
    done(context, outcome)
}

/// The context of a handler that is lent this store; the answer depends on these quirks already.
fn context<'a, S>(call: &Call<'a>, store: S, quirks: QuirkSet) -> Context<'a, S> {
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
        depends_on: Cell::new(quirks),
    }
}

/// What a handler comes to, with what it left in its context.
fn done<A, S>(mut context: Context<'_, S>, outcome: Result<A, ApiError>) -> Result<Done<A>, ApiError> {
    let depends_on = context.depends_on.get();
    let response = outcome.map_err(|refusal| refusal.depending_on(depends_on))?;
    context.changes.settle();
    Ok(Done { response, remarks: context.problems, changes: context.changes, depends_on })
}
