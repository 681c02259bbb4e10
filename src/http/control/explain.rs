//! `GET /_mock/explain?job_id=|pipeline_id=&user_id=|role_id=&permission=`
//!
//! Answers whether somebody has a permission, and which row decided it.

use axum::{
    body::Body,
    extract::{Query, Request},
    http::{Response, StatusCode},
};
use serde::{Deserialize, Serialize};

use crate::{
    contract::nearest,
    domain::{JobId, Permission, PipelineId, RequestId, RoleId, Timestamp, UserId},
    http::App,
    store::{Store, Stored, Who},
};

use super::{SCHEMA_VERSION, json, problem::problem};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    job_id: Option<JobId>,
    pipeline_id: Option<PipelineId>,
    user_id: Option<UserId>,
    role_id: Option<RoleId>,
    permission: Option<String>,
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
pub(super) fn explain(app: &App, request: &Request) -> Response<Body> {
    let answer = match Query::<Question>::try_from_uri(request.uri()) {
        Ok(Query(question)) => app.namespace.session().look(|store| answer(store, &question)),
        Err(rejection) => Err((StatusCode::BAD_REQUEST, rejection.body_text())),
    };
    match answer {
        Ok(document) => json(StatusCode::OK, &document),
        Err((status, detail)) => problem(status, &detail),
    }
}

/// A refusal: its status, and what to do instead.
type Refusal = (StatusCode, String);

fn answer(store: &Store, question: &Question) -> Result<Document, Refusal> {
    let bad = |detail: &str| Err((StatusCode::BAD_REQUEST, detail.to_owned()));
    let who = match (&question.user_id, question.role_id) {
        (Some(user), None) if store.user(user).is_none() => {
            return Err((StatusCode::NOT_FOUND, format!("There is no user {user}.")));
        }
        (Some(user), None) => Who::User(user),
        (None, Some(role)) => Who::Role(role),
        _ => return bad("Name either user_id or role_id."),
    };
    match (&question.job_id, &question.pipeline_id) {
        (Some(id), None) => decided::<crate::store::Job>(store, id, who, question.permission.as_deref()),
        (None, Some(id)) => decided::<crate::store::Pipeline>(store, id, who, question.permission.as_deref()),
        _ => bad("Name either job_id or pipeline_id."),
    }
}

fn decided<R: Stored>(store: &Store, id: &R::Id, who: Who<'_>, permission: Option<&str>) -> Result<Document, Refusal> {
    let names = || R::Permission::ALL.iter().map(|permission| permission.name());
    let given = permission.unwrap_or_default();
    let Some(permission) = R::Permission::named(given) else {
        let near = nearest(given, names()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
        let all: Vec<_> = names().collect();
        let detail = format!("permission: expected one of {}, got \"{given}\".{near}", all.join(", "));
        return Err((StatusCode::BAD_REQUEST, detail));
    };
    let slot =
        R::find(store, id).ok_or_else(|| (StatusCode::NOT_FOUND, format!("There is nothing of the id {id}.")))?;
    let resource = R::at(store, slot);
    let decision = resource.decide(who, permission);
    let change = |stamp: crate::store::Stamp| LastChange { request_id: stamp.request_id, time: stamp.time };
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
