//! `GET /_mock/explain?job_id=|pipeline_id=&user_id=|role_id=&permission=`
//!
//! Answers whether somebody has a permission, and which row decided it.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::{
    contract::nearest,
    domain::{JobId, Permission, PipelineId, RequestId, RoleId, Timestamp, UserId},
    store::{Job, Pipeline, Stamp, Store, Stored, Who},
};

use super::{NAMESPACE, Outcome, Refusal, SCHEMA_VERSION, json, request::Control};

pub(super) const QUERY: &[(&str, &str)] = &[
    NAMESPACE,
    ("job_id", "the build task; or pipeline_id"),
    ("pipeline_id", "the pipeline; or job_id"),
    ("user_id", "who; or role_id"),
    ("role_id", "somebody with just this role; or user_id"),
    ("permission", "the permission, by its name on the wire"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    job_id: Option<JobId>,
    pipeline_id: Option<PipelineId>,
    user_id: Option<UserId>,
    role_id: Option<RoleId>,
    permission: Option<String>,
    #[serde(rename = "namespace")]
    _namespace: Option<String>,
}

#[derive(Debug, Serialize)]
struct Document {
    schema_version: u32,
    value: bool,
    decided_by: &'static str,
    role_id: Option<RoleId>,
    follows_project: bool,
    last_change: Option<LastChange>,
    switch_change: Option<LastChange>,
}

#[derive(Debug, Serialize)]
struct LastChange {
    request_id: RequestId,
    time: Timestamp,
}

/// Whether somebody may do something, and why.
pub(super) fn explain(control: &Control) -> Outcome {
    let question: Question = control.query()?;
    let document = control.namespace()?.session().look(|store| answer(store, &question))?;
    Ok(json(StatusCode::OK, &document))
}

fn answer(store: &Store, question: &Question) -> Result<Document, Refusal> {
    let who = match (&question.user_id, question.role_id) {
        (Some(user), None) if store.user(user).is_none() => {
            return Err(Refusal::new(StatusCode::NOT_FOUND, format!("There is no user {user}.")));
        }
        (Some(user), None) => Who::User(user),
        (None, Some(role)) => Who::Role(role),
        _ => return Err(Refusal::bad("Name either user_id or role_id.")),
    };
    match (&question.job_id, &question.pipeline_id) {
        (Some(id), None) => decided::<Job>(store, id, who, question.permission.as_deref()),
        (None, Some(id)) => decided::<Pipeline>(store, id, who, question.permission.as_deref()),
        _ => Err(Refusal::bad("Name either job_id or pipeline_id.")),
    }
}

fn decided<R: Stored>(store: &Store, id: &R::Id, who: Who<'_>, permission: Option<&str>) -> Result<Document, Refusal> {
    let names = || R::Permission::ALL.iter().map(|permission| permission.name());
    let given = permission.unwrap_or_default();
    let Some(permission) = R::Permission::named(given) else {
        let near = nearest(given, names()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
        let all: Vec<_> = names().collect();
        let detail = format!("permission: expected one of {}, got \"{given}\".{near}", all.join(", "));
        return Err(Refusal::bad(detail));
    };
    let missing = || Refusal::new(StatusCode::NOT_FOUND, format!("There is nothing of the id {id}."));
    let slot = R::find(store, id).ok_or_else(missing)?;
    let resource = R::at(store, slot);
    let decision = resource.decide(who, permission);
    let change = |stamp: Stamp| LastChange { request_id: stamp.request_id, time: stamp.time };
    Ok(Document {
        schema_version: SCHEMA_VERSION,
        value: decision.granted,
        decided_by: decision.by.name(),
        role_id: decision.role,
        follows_project: resource.follows_project(),
        last_change: decision.change.map(change),
        switch_change: resource.switch_change().map(change),
    })
}
