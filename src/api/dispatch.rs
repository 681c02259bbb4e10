//! The way of a call through an operation: parse, handle, serialize; and on the way back, explain what was wrong.

use std::cell::Cell;

use crate::{
    auth::Caller,
    contract::{Parts, Problem, Unparsable, parse},
    domain::{IdSource, ProjectId},
    store::{Changes, Job, Pipeline, Stamp, Store},
};

use super::{
    ApiError, Context, Endpoint, ErrorCode, Handle, Operation, Reading, Unknown, Writing,
    quirk::{IdFormat, QuirkId, QuirkSet, Quirks, UnknownFields, UnknownIds},
    schema,
};

/// A request that has found its operation.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The request.
    pub parts: Parts<'a>,
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

/// So many entities may be created by naming them; a hostile client's memory ends there.
const MOST_CREATED: usize = 100_000;

/// An answer is rarely longer, in bytes.
const USUAL_ANSWER: usize = 384;

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
    if outcome.as_ref().is_err_and(|refusal| !refusal.unknown.is_empty()) {
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
        .map_err(|error| Failure::Refused(ApiError::new(E::SERVICE.internal()).source(error.to_string())))?;
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
    outcome.unwrap_or_else(|| Err(ApiError::new(ErrorCode::GatewayInternal).source("the store was not lent")))
}

/// Registers the ids that a refusal calls unknown and tries again, until nothing is unknown any more.
fn handle_created<E: Endpoint>(call: &Call<'_>, access: &dyn Access, refusal: ApiError) -> Outcome<E> {
    let mut outcome = Err(refusal);
    match E::HANDLE {
        // What a read shows of an unknown id is never stored.
        Handle::Read(read) => access.read(&mut |store| {
            let mut scratch = store.clone();
            retry(call, &mut scratch, &mut outcome, |store, request| reading(call, store, read, request));
        }),
        Handle::Write(write) => access.write(&mut |store| {
            let mark = store.mark();
            retry(call, store, &mut outcome, |store, request| writing(call, store, write, request));
            if outcome.is_err() {
                store.roll_back(mark);
            }
        }),
    }
    outcome
}

/// One more try for each kind of id that can be unknown: a project, and what is in it.
fn retry<Q: serde::de::DeserializeOwned, A>(
    call: &Call<'_>,
    store: &mut Store,
    outcome: &mut Result<A, ApiError>,
    mut again: impl FnMut(&mut Store, Q) -> Result<A, ApiError>,
) {
    for _ in 0..3 {
        let Err(refusal) = outcome else { return };
        let is_well_formed = !refusal.unknown.is_empty() && malformed(call, store).is_empty();
        if !is_well_formed || !register(call, store, std::mem::take(&mut refusal.unknown)) {
            return;
        }
        let Ok((request, _)) = parse(call.operation.contract, call.parts) else { return };
        *outcome = again(store, request);
    }
}

/// Creates what is unknown; says whether there was room.
fn register(call: &Call<'_>, store: &mut Store, unknown: Vec<Unknown>) -> bool {
    if store.changed() + unknown.len() > MOST_CREATED {
        return false;
    }
    let creator = match call.caller {
        Caller::User(id) => Some(id.clone()),
        Caller::Administrator => None,
    };
    for entity in unknown {
        match entity {
            Unknown::Project(id) => drop(store.register_project(&id)),
            Unknown::Job(id, project) => {
                let project = store.register_project(&home(store, project));
                store.register_job(id, Job::new(project, creator.clone(), call.stamp.time));
            }
            Unknown::Pipeline(id, project) => {
                let project = store.register_project(&home(store, project));
                store.register_pipeline(id, Pipeline::new(project, creator.clone()));
            }
        }
    }
    true
}

/// The project to create something in: the request's, else the first one, else one of zeros.
fn home(store: &Store, project: Option<ProjectId>) -> ProjectId {
    let first = || store.projects().first().map(|project| project.id.clone());
    project.or_else(first).unwrap_or_else(|| ProjectId::from("00000000000000000000000000000000"))
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
        host: (call.parts.header)("host").unwrap_or("localhost"),
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

/// Everything that is wrong with a refused request, the first thing in the message.
fn explained(call: &Call<'_>, access: &dyn Access, failure: Failure) -> ApiError {
    let service = call.operation.service;
    let fallback = match failure {
        Failure::Unparsable(Unparsable::NotJson(text)) => {
            let problem = Problem::new("", "json").expected("a body in JSON").got(text).remedy("mend the JSON");
            return paged(call, ApiError::because(service.malformed_json(), vec![problem]));
        }
        Failure::Unparsable(Unparsable::NotAsDescribed(text)) => {
            let problem = Problem::new("", "schema").expected("a request as documented").got(text);
            ApiError::because(service.invalid_parameter(), vec![problem])
        }
        Failure::UnknownFields => {
            ApiError::new(service.invalid_parameter()).depending_on(QuirkSet::NONE.with(QuirkId::UnknownFields))
        }
        Failure::Refused(refusal) if is_about_the_request(&refusal) => refusal,
        Failure::Refused(refusal) => return paged(call, refusal),
    };
    let mut found = Vec::new();
    let mut quirks = QuirkSet::NONE;
    access.read(&mut |store| {
        found = malformed(call, store);
        quirks = quirks_of_form(call, store);
    });
    paged(call, joined(call, fallback.depending_on(quirks), found))
}

/// Whether the request has an id that is unknown and not of the form that its page demands.
fn quirks_of_form(call: &Call<'_>, store: &Store) -> QuirkSet {
    let quirks = Quirks { id_format: IdFormat::Documented, ..call.quirks };
    let by_the_page = malformed(&Call { quirks, ..*call }, store);
    let explainer = schema::explainer(call.operation, quirks);
    let hinges = by_the_page.iter().any(|(_, problem)| {
        matches!(problem.rule, "pattern" | "length") && explainer.entity(&problem.pointer).is_some()
    });
    if hinges { QuirkSet::NONE.with(QuirkId::IdFormat) } else { QuirkSet::NONE }
}

/// Whether other values in the same request would have been answered otherwise.
fn is_about_the_request(refusal: &ApiError) -> bool {
    !refusal.unknown.is_empty()
        || refusal.problems.iter().any(|problem| matches!(problem.rule, "required" | "role" | "items"))
}

/// What the schema finds wrong, each problem with the code that it would have alone.
fn malformed(call: &Call<'_>, store: &Store) -> Vec<(ErrorCode, Problem)> {
    let service = call.operation.service;
    let explainer = schema::explainer(call.operation, call.quirks);
    let request = match explainer.value_of(call.parts) {
        Ok(request) => request,
        Err(problem) => return vec![(service.invalid_parameter(), problem)],
    };
    let problems = explainer.problems(&request).into_iter().filter_map(|problem| {
        let entity = explainer.entity(&problem.pointer).filter(|_| matches!(problem.rule, "pattern" | "length"));
        let Some(entity) = entity else { return Some((service.invalid_parameter(), problem)) };
        // An id that exists is never malformed, whatever the page says of its form.
        let exists =
            request.pointer(&problem.pointer).and_then(|id| id.as_str()).is_some_and(|id| exists(store, entity, id));
        (!exists).then(|| (service.malformed_id(entity), problem))
    });
    problems.collect()
}

/// Whether there is an entity of this kind and id.
fn exists(store: &Store, entity: &str, id: &str) -> bool {
    match entity {
        "job" => store.find_job(&id.into()).is_some(),
        "pipeline" => store.find_pipeline(&id.into()).is_some(),
        "project" => store.project(&id.into()).is_some(),
        "user" => store.user(&id.into()).is_some(),
        _ => false,
    }
}

/// The handler's problems and the schema's as one list without repetition.
fn joined(call: &Call<'_>, refusal: ApiError, found: Vec<(ErrorCode, Problem)>) -> ApiError {
    let explainer = schema::explainer(call.operation, call.quirks);
    let request = explainer.value_of(call.parts).unwrap_or_default();
    let code = found.first().map_or(refusal.code, |(code, _)| *code);
    let is_fallback = |problem: &Problem| problem.rule == "schema" && !found.is_empty();
    let mut problems: Vec<Problem> = found.iter().map(|(_, problem)| problem.clone()).collect();
    for problem in refusal.problems {
        let is_known = problems.iter().any(|known| known.pointer == problem.pointer);
        if is_known || is_fallback(&problem) {
            continue;
        }
        let is_missing = problem.rule == "required";
        problems.push(if is_missing { explainer.missing(&request, &problem.pointer) } else { problem });
    }
    problems.extend(explainer.unknown_fields(&request));
    ApiError {
        unknown: refusal.unknown,
        source: refusal.source,
        quirks: refusal.quirks,
        ..ApiError::because(code, problems)
    }
}

/// The problems of fields that nobody reads.
fn unknown_fields(call: &Call<'_>) -> Vec<Problem> {
    let explainer = schema::explainer(call.operation, call.quirks);
    explainer.value_of(call.parts).map(|request| explainer.unknown_fields(&request)).unwrap_or_default()
}

/// Names the page in every problem.
fn paged(call: &Call<'_>, mut refusal: ApiError) -> ApiError {
    refusal.problems.iter_mut().for_each(|problem| problem.page = call.operation.contract.source.page);
    refusal
}
