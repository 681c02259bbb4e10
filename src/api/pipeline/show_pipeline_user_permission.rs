//! `GET /v5/{project_id}/api/pipeline-permissions/{pipeline_id}/user-permission`
//!
//! Answers what the members of the project may do with a pipeline, whatever its switch says.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, PipelinePermission, ProjectId, RoleId, UserId},
    store::{Pipeline, User},
};

pub(in crate::api) enum ShowPipelineUserPermission {}

impl Endpoint for ShowPipelineUserPermission {
    const CONTRACT: Contract = Contract {
        id: "ShowPipelineUserPermission",
        title: "Obtaining the User Permissions of a Pipeline",
        description: "Answers the rows of a pipeline, one for every member of its project, page by page.",
        method: Method::Get,
        paths: &["/v5/{project_id}/api/pipeline-permissions/{pipeline_id}/user-permission"],
        example_request: include_str!("../../../fixtures/examples/ShowPipelineUserPermission.http"),
        example_response: include_str!("../../../fixtures/examples/ShowPipelineUserPermission.json"),
        source: Source {
            page: "api-pipeline/ShowPipelineUserPermission",
            updated: "2025-12-04",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> =
        |request| Ids::of_project(&request.project_id).pipelines(from_ref(&request.pipeline_id));
    const HANDLE: Handle<Request, Response> = Handle::Read(show);

    type Request = Request;
    type Response = Response;
}

/// Path and query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
    /// Pipeline ID.
    pipeline_id: PipelineId,
    /// Part of the names to look for; missing or empty for all.
    subject: Option<String>,
    /// The most users on a page.
    #[schemars(range(min = 0))]
    limit: u64,
    /// How many users to skip.
    #[schemars(range(min = 0))]
    offset: u64,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// How many users were skipped.
    offset: u64,
    /// The most users on a page.
    limit: u64,
    /// How many users there are on all pages.
    total: usize,
    /// The users of this page.
    users: Vec<Row>,
}

/// The row of one user.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Row {
    /// Pipeline ID, which the service leaves empty here.
    pipeline_id: Option<PipelineId>,
    /// ID of the user's first role.
    role_id: RoleId,
    /// Name of the user's first role.
    role_name: String,
    /// Permission to query.
    operation_query: bool,
    /// Permission to execute.
    operation_execute: bool,
    /// Permission to update.
    operation_update: bool,
    /// Permission to delete.
    operation_delete: bool,
    /// Permission to configure permissions.
    operation_authorize: bool,
    /// User ID.
    user_id: UserId,
    /// Username.
    user_name: String,
    /// Account name.
    domain_name: String,
    /// Nickname.
    nick_name: String,
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id, pipeline_id, subject, limit, offset } = request;
    let pipeline = context.visible_pipeline(&project_id, &pipeline_id)?;
    let subject = subject.as_deref().unwrap_or("").to_lowercase();
    let members = pipeline.matrix.project.members.keys().filter_map(|id| context.store.user(id));
    let found: Vec<_> = members.filter(|user| user.name.to_lowercase().contains(&subject)).collect();
    let page = found.iter().skip(as_count(offset)).take(as_count(limit));
    let users = page.map(|user| row(pipeline, user)).collect();
    Ok(Response { offset, limit, total: found.len(), users })
}

/// The number, or the largest one that this machine can count to.
fn as_count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn row(pipeline: &Pipeline, user: &User) -> Row {
    let shown = pipeline.matrix.shown_for_user(&user.id);
    let role_id = pipeline.matrix.project.roles_of(&user.id).first().copied().unwrap_or(RoleId::PIPELINE_CREATOR);
    Row {
        pipeline_id: None,
        role_id,
        role_name: pipeline.matrix.project.role_name(role_id),
        operation_query: shown.allows(PipelinePermission::Query),
        operation_execute: shown.allows(PipelinePermission::Execute),
        operation_update: shown.allows(PipelinePermission::Update),
        operation_delete: shown.allows(PipelinePermission::Delete),
        operation_authorize: shown.allows(PipelinePermission::Authorize),
        user_id: user.id.clone(),
        user_name: user.name.clone(),
        domain_name: user.domain.clone(),
        nick_name: user.name.clone(),
    }
}
