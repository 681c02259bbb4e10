//! `GET /v1/job/permission/role`
//!
//! Answers the stored matrix of a build task, whatever its switch says.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Reading, Service,
        quirk::{QuirkId, Timestamps},
        wire::Status,
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{BuildPermission, JobId, RoleId, Timestamp},
    store::Job,
};

pub(in crate::api) enum ShowJobRolePermission {}

impl Endpoint for ShowJobRolePermission {
    const CONTRACT: Contract = Contract {
        id: "ShowJobRolePermission",
        title: "Obtaining the Role Permission Matrix of a Build Task",
        description: "Answers the rows of a build task, one for every role.",
        method: Method::Get,
        paths: &["/v1/job/permission/role"],
        example_request: include_str!("../../../fixtures/examples/ShowJobRolePermission.http"),
        example_response: include_str!("../../../fixtures/examples/ShowJobRolePermission.json"),
        source: Source {
            page: "api-codeci/ShowJobRolePermission",
            updated: "2025-09-04",
            provenance: Provenance::Definition,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::NONE.jobs(from_ref(&request.job_id));
    const HANDLE: Handle<Request, Response> = Handle::Read(show);

    type Request = Request;
    type Response = Response;
}

/// Query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// Build task ID.
    job_id: JobId,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// The matrix, one row for every role.
    result: Vec<Row>,
    /// Returned status information.
    status: Status,
}

/// One row of the matrix.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Row {
    /// Times.
    count: i32,
    /// Task creation time.
    create_time: String,
    /// ID in the database.
    id: i32,
    /// Whether the task may be cloned.
    is_copy: bool,
    /// Whether the task may be deleted.
    is_delete: bool,
    /// Whether the task may be run.
    is_execute: bool,
    /// Whether the task may be disabled.
    is_forbidden: bool,
    /// Whether the task's permissions may be assigned.
    is_manager: bool,
    /// Whether the task may be modified.
    is_modify: bool,
    /// Whether the task may be viewed.
    is_view: bool,
    /// Task ID.
    job_id: JobId,
    /// Time when the task was most recently modified.
    last_update_time: String,
    /// Role ID.
    role_id: RoleId,
    /// Role name.
    role_name: String,
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { job_id } = request;
    let job = context.find::<Job>(&job_id, None, "/job_id")?;
    context.check_reading(job)?;
    context.note_quirk(QuirkId::Timestamps);
    let form = context.quirks.timestamps;
    let result = job.matrix.shown_roles().into_iter().map(|role| row(job, &job_id, role, form)).collect();
    Ok(Response { result, status: Status::Success })
}

fn row(job: &Job, job_id: &JobId, role_id: RoleId, form: Timestamps) -> Row {
    let shown = job.matrix.shown(role_id);
    Row {
        count: 0,
        create_time: written(job.create_time, form),
        id: database_id(job_id, role_id),
        is_copy: shown.allows(BuildPermission::Copy),
        is_delete: shown.allows(BuildPermission::Delete),
        is_execute: shown.allows(BuildPermission::Execute),
        is_forbidden: shown.allows(BuildPermission::Forbidden),
        is_manager: shown.allows(BuildPermission::Manager),
        is_modify: shown.allows(BuildPermission::Modify),
        is_view: shown.allows(BuildPermission::View),
        job_id: job_id.clone(),
        last_update_time: written(job.last_update_time, form),
        role_id,
        role_name: job.matrix.project.role_name(role_id),
    }
}

fn written(time: Timestamp, form: Timestamps) -> String {
    match form {
        Timestamps::Iso => time.to_string(),
        Timestamps::Gson => time.gson(),
    }
}

/// A number that stays the same for the row: the FNV-1a hash of what the row is about, as a positive number.
fn database_id(job_id: &JobId, role_id: RoleId) -> i32 {
    let bytes = format!("{job_id}/{role_id}").into_bytes();
    let hash = bytes.into_iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 1).cast_signed()
}
