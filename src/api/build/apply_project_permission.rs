//! `POST /v1/job/project/permission`
//!
//! Sets whether a build task uses its project's permissions, or answers whether it does.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Service, Writing,
        quirk::{ProjectCheck, QuirkId},
        wire::Status,
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{JobId, ProjectId},
    store::Job,
};

pub(in crate::api) enum ApplyProjectPermission {}

impl Endpoint for ApplyProjectPermission {
    const CONTRACT: Contract = Contract {
        id: "ApplyProjectPermission",
        title: "Determining If a Task Uses Project-level Permissions",
        description: "Sets whether a build task uses its project's permissions. Without project_switch it answers whether it does.",
        method: Method::Post,
        paths: &["/v1/job/project/permission"],
        needs: &["job_id"],
        example_request: include_str!("../../../fixtures/examples/ApplyProjectPermission.http"),
        newer_example_request: Some(include_str!("../../../fixtures/examples/ApplyProjectPermission.newer.http")),
        example_response: include_str!("../../../fixtures/examples/ApplyProjectPermission.json"),
        source: Source {
            page: "api-codeci/ApplyProjectPermission",
            updated: "2025-08-22",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> =
        |request| Ids { project: request.project_id.as_ref(), ..Ids::NONE.jobs(request.job_id.as_slice()) };
    const HANDLE: Handle<Request, Response> = Handle::Write(apply);

    type Request = Request;
    type Response = Response;
}

/// Table 1, request body parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// Build task ID.
    job_id: Option<JobId>,
    /// CodeArts project ID.
    project_id: Option<ProjectId>,
    /// Whether to synchronize the latest project permissions.
    project_switch: Option<bool>,
}

/// Table 2, response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Whether the task uses its project's permissions, if that was asked: "true" or "false".
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    /// API response status.
    status: Status,
}

fn apply(context: &mut Writing<'_>, request: Request) -> Result<Response, ApiError> {
    const SUCCESS: Response = Response { result: None, status: Status::Success };
    let Request { job_id, project_id, project_switch } = request;
    let named = [
        ("job_id", job_id.is_some()),
        ("project_id", project_id.is_some()),
        ("project_switch", project_switch.is_some()),
    ];
    context.names_a_target(&named)?;
    let Some(job_id) = job_id else { return Ok(SUCCESS) };
    if let Some(project_id) = &project_id {
        context.project(project_id)?;
    }
    let job = context.find::<Job>(&job_id, project_id.as_ref(), "/job_id")?;
    let Some(on) = project_switch else {
        context.check_reading(job)?;
        let answer = job.matrix.follows_project.to_string();
        context.note_quirk(QuirkId::ProjectCheck);
        return match context.quirks.project_check {
            ProjectCheck::Answer => Ok(Response { result: Some(answer), ..SUCCESS }),
            ProjectCheck::Silent => {
                context.remark_no_change("project_switch");
                Ok(SUCCESS)
            }
        };
    };
    context.check_writing(&[job], |_| "/job_id".to_owned())?;
    context.reserve::<Job>(from_ref(&job_id), 0)?;
    context.edit::<Job>(&job_id).follow_project(on);
    Ok(SUCCESS)
}
