//! Ids that are created by naming them, where that is accepted.

use crate::{
    contract::{Problem, Rule},
    domain::ProjectId,
    store::{Job, Pipeline, Store},
};

use super::{
    super::{
        ApiError, Call, Ids, Situation,
        quirk::{QuirkId, QuirkSet, UnknownIds},
    },
    form,
};

/// What an answer depends on whose ids were unknown.
pub(super) const UNKNOWN_IDS: QuirkSet = QuirkSet::NONE.with(QuirkId::UnknownIds);

/// So many entities may be created by naming them; a hostile client's memory ends there.
const MOST_CREATED: usize = 100_000;

/// How many ids of each kind are unknown.
struct Unknown {
    projects: usize,
    jobs: usize,
    pipelines: usize,
}

impl Unknown {
    fn of(store: &Store, ids: Ids<'_>) -> Self {
        Self {
            projects: ids.project.into_iter().filter(|id| store.project(id).is_none()).count(),
            jobs: ids.jobs.iter().filter(|id| store.get::<Job>(id).is_none()).count(),
            pipelines: ids.pipelines.iter().filter(|id| store.get::<Pipeline>(id).is_none()).count(),
        }
    }

    const fn all(&self) -> usize {
        self.projects + self.jobs + self.pipelines
    }
}

/// Whether a call names ids that are to be created: of a request that is malformed nothing is.
pub(super) fn is_due(call: &Call<'_>, store: &Store, ids: Ids<'_>) -> bool {
    call.quirks.unknown_ids == UnknownIds::Create
        && Unknown::of(store, ids).all() > 0
        && form::malformed(call, store).is_empty()
}

/// Creates whatever the ids name that is not there.
///
/// # Errors
/// There is no room for it: too much was created already, or memory is full.
pub(super) fn register(call: &Call<'_>, store: &mut Store, ids: Ids<'_>) -> Result<(), ApiError> {
    let unknown = Unknown::of(store, ids);
    let changed = store.changed();
    if changed + unknown.all() > MOST_CREATED {
        return Err(too_many(call, changed, unknown.all()));
    }
    let creator = call.caller.user().cloned();
    store.reserve(needed(store, &unknown, creator.is_some())).map_err(ApiError::memory)?;
    if unknown.jobs + unknown.pipelines == 0 {
        ids.project.into_iter().for_each(|id| drop(store.register_project(id)));
        return Ok(());
    }
    let project = store.register_project(&home(store, ids.project));
    for id in ids.jobs {
        store.register(id.clone(), Job::new(project.clone(), creator.clone(), call.stamp.time));
    }
    for id in ids.pipelines {
        store.register(id.clone(), Pipeline::new(project.clone(), creator.clone()));
    }
    Ok(())
}

/// The outcome of a handler; one that missed what there was no room for gives way to that.
pub(super) fn or_refusal<A>(registered: Result<(), ApiError>, outcome: Result<A, ApiError>) -> Result<A, ApiError> {
    match (registered, outcome) {
        (Err(no_room), Err(refusal)) if refusal.names_unknown_ids() => Err(no_room.depending_on(UNKNOWN_IDS)),
        (_, outcome) => outcome,
    }
}

/// The most bytes that these take, with a project that one of them may need.
fn needed(store: &Store, unknown: &Unknown, has_creator: bool) -> usize {
    /// The longest id has 64 letters.
    const ID: usize = 96;

    let Unknown { projects, jobs, pipelines } = *unknown;
    let ids = (jobs + pipelines) * (1 + usize::from(has_creator)) * ID;
    store.room_for(1 + projects, jobs, pipelines) + ids
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
fn home(store: &Store, project: Option<&ProjectId>) -> ProjectId {
    let first = || store.projects().first().map(|project| project.id.clone());
    project.cloned().or_else(first).unwrap_or_else(|| ProjectId::from("00000000000000000000000000000000"))
}
