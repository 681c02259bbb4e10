//! `GET /v1/job/project/default-permission`
//!
//! Answers the project's matrix, which a build task without rows of its own has.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Reading, Service,
        wire::{Null, Status},
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{BuildPermission, JobId, Permissions, ProjectId, RoleId},
    store::{Job, Kind, Project},
};

pub(in crate::api) enum ShowDefaultProjectPermission {}

impl Endpoint for ShowDefaultProjectPermission {
    const CONTRACT: Contract = Contract {
        id: "ShowDefaultProjectPermission",
        title: "Obtaining the Default Role Permission Matrix of a Project",
        description: "Answers the rows of a project, one for every role.",
        method: Method::Get,
        paths: &["/v1/job/project/default-permission"],
        // The page's own example misspells the parameter.
        aliases: &[("jobid", "job_id")],
        error_is_text: true,
        example_request: include_str!("../../../fixtures/examples/ShowDefaultProjectPermission.http"),
        example_response: include_str!("../../../fixtures/examples/ShowDefaultProjectPermission.json"),
        source: Source {
            page: "api-codeci/ShowDefaultProjectPermission",
            updated: "2025-09-04",
            provenance: Provenance::Definition,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::of_project(&request.project_id).jobs(from_ref(&request.job_id));
    const HANDLE: Handle<Request, Response> = Handle::Read(show);

    type Request = Request;
    type Response = Response;
}

/// Query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
    /// Build task ID.
    job_id: JobId,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Error message.
    error: Null,
    /// The matrix, one row for every role.
    result: Vec<Row>,
    /// Returned status information.
    status: Status,
}

/// One row of the matrix.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Row {
    /// Whether tasks may be cloned.
    is_copy: bool,
    /// Whether tasks may be deleted.
    is_delete: bool,
    /// Whether tasks may be run.
    is_execute: bool,
    /// Whether tasks may be disabled.
    is_forbidden: bool,
    /// Whether permissions on tasks may be assigned.
    is_manager: bool,
    /// Whether tasks may be modified.
    is_modify: bool,
    /// Whether tasks may be viewed.
    is_view: bool,
    /// Role ID.
    role_id: RoleId,
    /// Role name.
    role_name: String,
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id, job_id } = request;
    let project = context.project(&project_id)?;
    context.find::<Job>(&job_id, Some(&project_id), "/job_id")?;
    context.check_membership(project)?;
    let result = project.roles.keys().map(|role| row(project, *role)).collect();
    Ok(Response { error: (), result, status: Status::Success })
}

fn row(project: &Project, role_id: RoleId) -> Row {
    let row = if Job::is_fixed(role_id) { Permissions::all() } else { project.row::<Job>(role_id) };
    Row {
        is_copy: row.allows(BuildPermission::Copy),
        is_delete: row.allows(BuildPermission::Delete),
        is_execute: row.allows(BuildPermission::Execute),
        is_forbidden: row.allows(BuildPermission::Forbidden),
        is_manager: row.allows(BuildPermission::Manager),
        is_modify: row.allows(BuildPermission::Modify),
        is_view: row.allows(BuildPermission::View),
        role_id,
        role_name: project.role_name(role_id),
    }
}
