//! `GET /v1/job/permission`
//!
//! Answers what the caller may do with a build task: one object, in spite of the page's title.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Reading, Service,
        wire::{Null, Status},
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{BuildPermission, Caller, JobId, ProjectId, RoleId, Timestamp},
    store::{Job, Project},
};

pub(in crate::api) enum ShowProjectJobPermission {}

impl Endpoint for ShowProjectJobPermission {
    const CONTRACT: Contract = Contract {
        id: "ShowProjectJobPermission",
        title: "Obtaining the Task Permission Matrix",
        description: "Answers the caller's effective permissions on a build task.",
        method: Method::Get,
        paths: &["/v1/job/permission"],
        example_request: include_str!("../../../fixtures/examples/ShowProjectJobPermission.http"),
        example_response: include_str!("../../../fixtures/examples/ShowProjectJobPermission.json"),
        source: Source {
            page: "api-codeci/ShowProjectJobPermission",
            updated: "2025-08-22",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::of_project(&request.project_id).jobs(from_ref(&request.job_id));
    const HANDLE: Handle<Request, Response> = Handle::Read(show);

    type Request = Request;
    type Response = Response;
}

/// Table 1, query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    #[schemars(extend("x-id-form" = "digits-and-lower-case"))]
    project_id: ProjectId,
    /// Build task ID.
    job_id: JobId,
}

/// Table 3, response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Data returned after the API is successfully called.
    result: Matrix,
    /// Error message.
    error: Null,
    /// Returned status information.
    status: Status,
}

/// Table 4, result.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Matrix {
    /// Times.
    count: i32,
    /// Role ID.
    role_id: RoleId,
    /// Task ID.
    job_id: JobId,
    /// Whether granted the permission for modifying the task.
    is_modify: bool,
    /// Whether granted the permission for deleting the task.
    is_delete: bool,
    /// Whether granted the permission for viewing the task.
    is_view: bool,
    /// Whether granted the permission for running the task.
    is_execute: bool,
    /// Whether granted the permission for cloning the task.
    is_copy: bool,
    /// Whether granted the permission for disabling the task.
    is_forbidden: bool,
    /// Whether granted the permission for managing the task.
    is_manager: bool,
    /// Task creation time.
    #[schemars(with = "String")]
    create_time: Timestamp,
    /// Time when the task was most recently modified.
    #[schemars(with = "String")]
    last_update_time: Timestamp,
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id, job_id } = request;
    context.project(&project_id)?;
    let job = context.find::<Job>(&job_id, Some(&project_id), "/job_id")?;
    context.check_reading(job)?;
    let granted = job.matrix.granted(context.caller);
    let result = Matrix {
        count: 0,
        role_id: first_role(context.caller, &job.matrix.project),
        job_id,
        is_modify: granted.allows(BuildPermission::Modify),
        is_delete: granted.allows(BuildPermission::Delete),
        is_view: granted.allows(BuildPermission::View),
        is_execute: granted.allows(BuildPermission::Execute),
        is_copy: granted.allows(BuildPermission::Copy),
        is_forbidden: granted.allows(BuildPermission::Forbidden),
        is_manager: granted.allows(BuildPermission::Manager),
        create_time: job.create_time,
        last_update_time: job.last_update_time,
    };
    Ok(Response { result, error: (), status: Status::Success })
}

/// The first of the caller's roles. Somebody without one in the project is shown as the creator of the task, who is
/// the only one to get here without a role while authorization is enforced.
fn first_role(caller: &Caller, project: &Project) -> RoleId {
    project.roles_for(caller).first().copied().unwrap_or(RoleId::TASK_CREATOR)
}
