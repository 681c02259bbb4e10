//! `GET /_mock/explain?job_id=|pipeline_id=&user_id=|role_id=&permission=`
//!
//! Answers whether somebody has a permission, and which row decided it.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    contract::did_you_mean,
    domain::{JobId, Permission, PipelineId, RequestId, RoleId, Timestamp, UserId},
    store::{Job, Kind, Pipeline, Stamp, Store},
};

use super::{
    answer::{SCHEMA_VERSION, json},
    refusal::Refusal,
    request::Control,
    verb::Outcome,
};

/// Somebody, something and a permission.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Question {
    /// The build task; or give `pipeline_id`.
    #[schemars(example = &"6ecbc5bac7c8442fb3d2563d53c13582")]
    job_id: Option<JobId>,
    /// The pipeline; or give `job_id`.
    pipeline_id: Option<PipelineId>,
    /// Who; or give `role_id`.
    user_id: Option<UserId>,
    /// Somebody with just this role; or give `user_id`.
    #[schemars(example = 4)]
    role_id: Option<RoleId>,
    /// The permission, by its name on the wire.
    #[schemars(example = &"is_execute", required)]
    permission: Option<String>,
}

/// Whether somebody has a permission, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Explanation {
    /// The version of this document.
    schema_version: u32,
    /// Whether the permission is granted.
    value: bool,
    /// The kind of row that decided it.
    decided_by: &'static str,
    /// The role whose row decided it.
    role_id: Option<RoleId>,
    /// Whether the project's matrix is in force.
    follows_project: bool,
    /// The last change of the row.
    last_change: Option<LastChange>,
    /// The last change of the switch between the two matrices.
    switch_change: Option<LastChange>,
}

/// Whose permission is asked for.
enum Subject<'a> {
    /// That of a user, with all the roles that they have in the project.
    User(&'a UserId),
    /// That of whoever has just this role.
    Role(RoleId),
}

/// When and by which request something was changed.
#[derive(Debug, Serialize, JsonSchema)]
struct LastChange {
    /// The request, as in the journal.
    request_id: RequestId,
    /// When it came.
    time: Timestamp,
}

/// Whether somebody may do something, and why.
pub(super) fn explain(control: &Control) -> Outcome {
    let question: Question = control.query()?;
    let document = control.namespace()?.session().look(|store| answer(store, &question))?;
    Ok(json(StatusCode::OK, &document))
}

fn answer(store: &Store, question: &Question) -> Result<Explanation, Refusal> {
    let subject = match (&question.user_id, question.role_id) {
        (Some(user), None) if store.user(user).is_none() => {
            return Err(Refusal::new(StatusCode::NOT_FOUND, format!("There is no user {user}.")));
        }
        (Some(user), None) => Subject::User(user),
        (None, Some(role)) => Subject::Role(role),
        _ => return Err(Refusal::bad("Name either user_id or role_id.")),
    };
    match (&question.job_id, &question.pipeline_id) {
        (Some(id), None) => decided::<Job>(store, id, &subject, question.permission.as_deref()),
        (None, Some(id)) => decided::<Pipeline>(store, id, &subject, question.permission.as_deref()),
        _ => Err(Refusal::bad("Name either job_id or pipeline_id.")),
    }
}

fn decided<K: Kind>(
    store: &Store,
    id: &K::Id,
    subject: &Subject<'_>,
    permission: Option<&str>,
) -> Result<Explanation, Refusal> {
    let names = || K::Permission::ALL.iter().map(|permission| permission.name());
    let given = permission.unwrap_or("");
    let Some(permission) = K::Permission::named(given) else {
        let near = did_you_mean(given, names());
        let all: Vec<_> = names().collect();
        let detail = format!("permission: expected one of {}, got \"{given}\".{near}", all.join(", "));
        return Err(Refusal::bad(detail));
    };
    let missing = || Refusal::new(StatusCode::NOT_FOUND, format!("There is nothing of the id {id}."));
    let matrix = store.get::<K>(id).ok_or_else(missing)?.matrix();
    let decision = match *subject {
        Subject::User(user) => matrix.decide_for_user(user, permission),
        Subject::Role(role) => matrix.decide_for_role(role, permission),
    };
    let change = |stamp: Stamp| LastChange { request_id: stamp.request_id, time: stamp.time };
    Ok(Explanation {
        schema_version: SCHEMA_VERSION,
        value: decision.granted,
        decided_by: decision.by.name(),
        role_id: decision.role,
        follows_project: matrix.follows_project,
        last_change: decision.change.map(change),
        switch_change: matrix.switch_change.as_deref().copied().map(change),
    })
}
