//! `PUT /v1/job/role-permission`
//!
//! Sets exactly one permission of one role on one build task.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Service, Writing, matrix::RoleEdit, quirk::BatchSemantics, wire::Status},
    contract::{Contract, Method, Provenance, Source},
    domain::{BuildPermission, Flags, JobId, RoleId},
    store::Job,
};

pub(in crate::api) enum UpdateSimpleJobRolePermission {}

impl Endpoint for UpdateSimpleJobRolePermission {
    const CONTRACT: Contract = Contract {
        id: "UpdateSimpleJobRolePermission",
        title: "Updating the Permissions Assigned to a Specific Role for a Build Task",
        description: "Sets one permission of one role on one build task.",
        method: Method::Put,
        // The second path is the one that the page's own example calls.
        paths: &["/v1/job/role-permission", "/v1/job/role-permission/update"],
        needs: &["job_id", "role_id", "permission_name"],
        example_request: include_str!("../../../fixtures/examples/UpdateSimpleJobRolePermission.http"),
        newer_example_request: Some(include_str!(
            "../../../fixtures/examples/UpdateSimpleJobRolePermission.newer.http"
        )),
        example_response: include_str!("../../../fixtures/examples/UpdateSimpleJobRolePermission.json"),
        source: Source {
            page: "api-codeci/UpdateSimpleJobRolePermission",
            updated: "2025-08-21",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::NONE.jobs(request.job_id.as_slice());
    const HANDLE: Handle<Request, Response> = Handle::Write(update);

    type Request = Request;
    type Response = Response;
}

/// Table 1, request body parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// Build task ID.
    job_id: Option<JobId>,
    /// Role ID.
    role_id: Option<RoleId>,
    /// Permission name.
    permission_name: Option<BuildPermission>,
    /// Whether to modify the permission. Absent means true.
    permission_value: Option<bool>,
}

/// Table 2, response body parameters, of which the example has one.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// API response status.
    status: Status,
}

fn update(context: &mut Writing<'_>, request: Request) -> Result<Response, ApiError> {
    const SUCCESS: Response = Response { status: Status::Success };
    let Request { job_id, role_id, permission_name, permission_value } = request;
    let named = [
        ("job_id", job_id.is_some()),
        ("role_id", role_id.is_some()),
        ("permission_name", permission_name.is_some()),
        ("permission_value", permission_value.is_some()),
    ];
    context.names_a_target(&named)?;
    let (Some(job_id), Some(role), Some(permission)) = (job_id, role_id, permission_name) else {
        return Ok(SUCCESS);
    };
    let edits = [RoleEdit::<Job> { role, flags: Flags::new([(permission, Some(permission_value.unwrap_or(true)))]) }];
    let role_pointer = |_| "/role_id".to_owned();
    let job = context.find::<Job>(&job_id, None, "/job_id")?;
    context.check_roles(&[job], &edits, role_pointer)?;
    context.check_writing(&[job], |_| "/job_id".to_owned())?;
    context.check_fixed_rows(&edits, role_pointer)?;
    context.reserve::<Job>(from_ref(&job_id), 1)?;
    // One flag of one role is set, whatever a batch does with the others.
    context.edit::<Job>(&job_id).write_rows(&edits, BatchSemantics::Merge);
    Ok(SUCCESS)
}
