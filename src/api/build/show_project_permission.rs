//! `GET /v1/domain/user-permission`
//!
//! Answers what the caller may do with the build tasks of a project.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Reading, Service,
        wire::{Null, Status},
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{BuildPermission, ProjectId},
    store::Job,
};

pub(in crate::api) enum ShowProjectPermission {}

impl Endpoint for ShowProjectPermission {
    const CONTRACT: Contract = Contract {
        id: "ShowProjectPermission",
        title: "Obtaining User Permissions",
        description: "Answers the caller's permissions on build tasks of a project.",
        method: Method::Get,
        paths: &["/v1/domain/user-permission"],
        error_is_text: true,
        example_request: include_str!("../../../fixtures/examples/ShowProjectPermission.http"),
        example_response: include_str!("../../../fixtures/examples/ShowProjectPermission.json"),
        source: Source {
            page: "api-codeci/ShowProjectPermission",
            updated: "2025-09-04",
            provenance: Provenance::Definition,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::of_project(&request.project_id);
    const HANDLE: Handle<Request, Response> = Handle::Read(show);

    type Request = Request;
    type Response = Response;
}

/// Query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Error message.
    error: Null,
    /// The caller's permissions.
    result: UserPermission,
    /// Returned status information.
    status: Status,
}

/// What the caller may do. The ids are strings here, since the Go SDK takes nothing else.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct UserPermission {
    /// Whether tasks may be cloned.
    copy_permission: bool,
    /// Whether tasks may be created.
    create_permission: bool,
    /// Whether tasks may be deleted.
    delete_permission: bool,
    /// Whether tasks may be run.
    execute_permission: bool,
    /// Whether tasks may be disabled.
    forbidden_permission: bool,
    /// Whether tasks may be grouped.
    group_permission: bool,
    /// Whether permissions on tasks may be assigned.
    manager_permission: bool,
    /// Whether tasks may be modified.
    modify_permission: bool,
    /// CodeArts project ID.
    project_id: ProjectId,
    /// ID of the caller's first role.
    role_id: String,
    /// IDs of the caller's roles.
    role_ids: Vec<String>,
    /// Name of the caller's first role.
    role_name: String,
    /// Names of the caller's roles.
    role_names: Vec<String>,
    /// Whether tasks may be viewed.
    view_permission: bool,
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id } = request;
    let project = context.project(&project_id)?;
    context.check_membership(project)?;
    let granted = project.granted::<Job>(context.caller);
    let roles = project.roles_for(context.caller);
    let role_ids: Vec<_> = roles.iter().map(ToString::to_string).collect();
    let role_names: Vec<_> = roles.iter().map(|role| project.role_name(*role)).collect();
    // An administrator of the tenant may have no role in the project.
    let first = |texts: &[String]| texts.first().map_or("", String::as_str).to_owned();
    // The console's default table lets exactly those create tasks who may edit them.
    let may_create = granted.allows(BuildPermission::Modify);
    let result = UserPermission {
        copy_permission: granted.allows(BuildPermission::Copy),
        create_permission: may_create,
        delete_permission: granted.allows(BuildPermission::Delete),
        execute_permission: granted.allows(BuildPermission::Execute),
        forbidden_permission: granted.allows(BuildPermission::Forbidden),
        group_permission: may_create,
        manager_permission: granted.allows(BuildPermission::Manager),
        modify_permission: may_create,
        project_id,
        role_id: first(&role_ids),
        role_ids,
        role_name: first(&role_names),
        role_names,
        view_permission: granted.allows(BuildPermission::View),
    };
    Ok(Response { error: (), result, status: Status::Success })
}
