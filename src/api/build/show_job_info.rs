//! `GET /v1/job/{job_id}/info`
//!
//! Answers the permission part of the details about a build task: its switch, and what the caller may do.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Reading, Service,
        wire::{Null, Status},
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{BuildPermission, JobId, ProjectId},
    store::Job,
};

pub(in crate::api) enum ShowJobInfo {}

impl Endpoint for ShowJobInfo {
    const CONTRACT: Contract = Contract {
        id: "ShowJobInfo",
        title: "Querying the Details About a Build Task",
        description: "Answers the permission part of the details about a build task.",
        method: Method::Get,
        paths: &["/v1/job/{job_id}/info"],
        error_is_text: true,
        example_request: include_str!("../../../fixtures/examples/ShowJobInfo.http"),
        example_response: include_str!("../../../fixtures/examples/ShowJobInfo.json"),
        source: Source { page: "api-codeci/ShowJobInfo", updated: "2025-09-04", provenance: Provenance::Definition },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::NONE.jobs(from_ref(&request.job_id));
    const HANDLE: Handle<Request, Response> = Handle::Read(show);

    type Request = Request;
    type Response = Response;
}

/// Path parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// Build task ID.
    job_id: JobId,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Details about the task.
    result: JobInfo,
    /// Error message.
    error: Null,
    /// Returned status information.
    status: Status,
}

/// The details that have to do with permissions.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct JobInfo {
    /// Build task ID.
    id: JobId,
    /// CodeArts project ID.
    project_id: ProjectId,
    /// Whether project permissions are used.
    project_permission_switch: bool,
    /// Task creation time, in milliseconds since 1970.
    create_time: i64,
    /// Whether the caller may modify the task.
    is_modify: bool,
    /// Whether the caller may delete the task.
    is_delete: bool,
    /// Whether the caller may view the task.
    is_view: bool,
    /// Whether the caller may run the task.
    is_execute: bool,
    /// Whether the caller may clone the task.
    is_copy: bool,
    /// Whether the caller may disable the task.
    is_forbidden: bool,
    /// Whether the caller may manage the task.
    is_manager: bool,
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { job_id } = request;
    let job = context.find::<Job>(&job_id, None, "/job_id")?;
    context.check_reading(job)?;
    let granted = job.matrix.granted(context.caller);
    let result = JobInfo {
        id: job_id,
        project_id: job.matrix.project.id.clone(),
        project_permission_switch: job.matrix.follows_project,
        create_time: job.create_time.milliseconds(),
        is_modify: granted.allows(BuildPermission::Modify),
        is_delete: granted.allows(BuildPermission::Delete),
        is_view: granted.allows(BuildPermission::View),
        is_execute: granted.allows(BuildPermission::Execute),
        is_copy: granted.allows(BuildPermission::Copy),
        is_forbidden: granted.allows(BuildPermission::Forbidden),
        is_manager: granted.allows(BuildPermission::Manager),
    };
    Ok(Response { result, error: (), status: Status::Success })
}
