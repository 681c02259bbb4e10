//! Ids that are created by naming them, where that is accepted.

use crate::{
    contract::{Problem, Rule, parse},
    domain::ProjectId,
    store::{Job, Pipeline, Store},
};

use super::{
    super::{ApiError, Endpoint, Handle, Particular, Situation, Unknown},
    Access, Call, Outcome,
    explained::malformed,
    reading, writing,
};

/// So many entities may be created by naming them; a hostile client's memory ends there.
const MOST_CREATED: usize = 100_000;

/// Registers the ids that a refusal calls unknown and tries again, until nothing is unknown any more.
pub(super) fn handle_created<E: Endpoint>(call: &Call<'_>, access: &dyn Access, refusal: ApiError) -> Outcome<E> {
    if refusal.unknown().is_empty() {
        return Err(refusal);
    }
    let mut outcome = Err(refusal);
    match E::HANDLE {
        // What a read shows of an unknown id is never stored.
        Handle::Read(read) => access.read(&mut |store| {
            let mut scratch = store.view();
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
        if refusal.unknown().is_empty() || !malformed(call, store).is_empty() {
            return;
        }
        let Particular::Unknown(unknown) = std::mem::take(&mut refusal.particular) else { return };
        if let Err(refused) = register(call, store, unknown) {
            *outcome = Err(refused);
            return;
        }
        let Ok((request, _)) = parse(call.operation.contract, call.parts) else { return };
        *outcome = again(store, request);
    }
}

/// Creates what is unknown.
///
/// # Errors
/// There is no room for it: too much was created already, or memory is full.
fn register(call: &Call<'_>, store: &mut Store, unknown: Vec<Unknown>) -> Result<(), ApiError> {
    let changed = store.changed();
    if changed + unknown.len() > MOST_CREATED {
        return Err(too_many(call, changed, unknown.len()));
    }
    let creator = call.caller.user().cloned();
    store.reserve(needed(store, &unknown, creator.is_some())).map_err(ApiError::memory)?;
    for entity in unknown {
        match entity {
            Unknown::Project(id) => drop(store.register_project(&id)),
            Unknown::Job(id, project) => {
                let project = store.register_project(&home(store, project));
                store.register(id, Job::new(project, creator.clone(), call.stamp.time));
            }
            Unknown::Pipeline(id, project) => {
                let project = store.register_project(&home(store, project));
                store.register(id, Pipeline::new(project, creator.clone()));
            }
        }
    }
    Ok(())
}

/// The most bytes that these take, with a project that one of them may need.
fn needed(store: &Store, unknown: &[Unknown], has_creator: bool) -> usize {
    /// The longest id has 64 letters.
    const ID: usize = 96;

    let count = |is_meant: fn(&Unknown) -> bool| unknown.iter().filter(|it| is_meant(it)).count();
    let projects = 1 + count(|it| matches!(it, Unknown::Project(_)));
    let jobs = count(|it| matches!(it, Unknown::Job(..)));
    let pipelines = count(|it| matches!(it, Unknown::Pipeline(..)));
    let ids = (jobs + pipelines) * (1 + usize::from(has_creator)) * ID;
    store.room_for(projects, jobs, pipelines) + ids
}

/// The refusal of more than may be created.
fn too_many(call: &Call<'_>, there: usize, more: usize) -> ApiError {
    let problem = Problem::new("", Rule::Items)
        .expected(format!("at most {MOST_CREATED} changed or created projects, jobs and pipelines where ids are created by naming them"))
        .got(format!("{more} more to {there} that are there"))
        .remedy("create them with a seed, or reset");
    ApiError::because(call.operation.service.refusal(Situation::InvalidParameter), vec![problem])
}

/// The project to create something in: the request's, else the first one, else one of zeros.
fn home(store: &Store, project: Option<ProjectId>) -> ProjectId {
    let first = || store.projects().first().map(|project| project.id.clone());
    project.or_else(first).unwrap_or_else(|| ProjectId::from("00000000000000000000000000000000"))
}
