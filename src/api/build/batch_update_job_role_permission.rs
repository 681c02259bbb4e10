//! `POST /v1/job/permissions/batch`
//!
//! Sets the switch and the rows of several build tasks at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Service, Situation, Writing,
        context::missing,
        matrix::RoleEdit,
        quirk::{BatchSemantics, QuirkId},
        wire::{AnyInteger, AnyText, Null, Object, Status},
    },
    contract::{Contract, Method, Problem, Provenance, Rule, Source},
    domain::{BuildPermission, Flags, JobId, ProjectId, RoleId},
    store::Job,
};

pub(in crate::api) enum BatchUpdateJobRolePermission {}

impl Endpoint for BatchUpdateJobRolePermission {
    const CONTRACT: Contract = Contract {
        id: "BatchUpdateJobRolePermission",
        title: "Modifying Task Permissions in Batches",
        description: "Sets the permissions of roles on several build tasks. All of the request takes effect, or nothing.",
        method: Method::Post,
        paths: &["/v1/job/permissions/batch"],
        needs: &["job_ids"],
        example_request: include_str!("../../../fixtures/examples/BatchUpdateJobRolePermission.http"),
        newer_example_request: Some(include_str!("../../../fixtures/examples/BatchUpdateJobRolePermission.newer.http")),
        example_response: include_str!("../../../fixtures/examples/BatchUpdateJobRolePermission.json"),
        source: Source {
            page: "api-codeci/BatchUpdateJobRolePermission",
            updated: "2025-08-22",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids {
        project: request.project_id.as_ref(),
        ..Ids::NONE.jobs(request.job_ids.as_deref().unwrap_or(&[]))
    };
    const HANDLE: Handle<Request, Response> = Handle::Write(batch_update);

    type Request = Request;
    type Response = Response;
}

/// Table 1, request body parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: Option<ProjectId>,
    /// A collection of task IDs.
    job_ids: Option<Vec<JobId>>,
    /// Whether to synchronize the latest project permissions.
    project_switch: Option<bool>,
    /// Roles' permissions.
    permissions: Option<Vec<Object<JobRolePermission>>>,
}

/// Table 2, permissions; with the members that the page of 2025-12-09 adds.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "the members of the newer page are taken, and not kept")]
struct JobRolePermission {
    /// Primary key ID.
    id: Option<AnyInteger>,
    /// Role ID.
    role_id: Option<RoleId>,
    /// Role ID in the user center.
    devuc_role_id: Option<AnyText>,
    /// Role name.
    role_name: Option<AnyText>,
    /// Permission for modification.
    is_modify: Option<bool>,
    /// Permission for deletion.
    is_delete: Option<bool>,
    /// Permissions for view.
    is_view: Option<bool>,
    /// Permissions for execution.
    is_execute: Option<bool>,
    /// Permission for cloning.
    is_copy: Option<bool>,
    /// Permission for disabling.
    is_forbidden: Option<bool>,
    /// Permission for management.
    is_manager: Option<bool>,
    /// Quantity.
    count: Option<AnyInteger>,
}

/// Table 3, response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Data returned after the API is successfully called.
    result: Null,
    /// Error message.
    error: Null,
    /// API response status.
    status: Status,
}

/// What a request that was found in order changes.
struct BatchChange {
    project_switch: Option<bool>,
    /// Whether there is a list of rows at all; an empty one is one.
    lists_rows: bool,
    edits: Vec<RoleEdit<Job>>,
}

impl JobRolePermission {
    fn flags(&self) -> Flags<BuildPermission> {
        Flags::new([
            (BuildPermission::Modify, self.is_modify),
            (BuildPermission::Delete, self.is_delete),
            (BuildPermission::View, self.is_view),
            (BuildPermission::Execute, self.is_execute),
            (BuildPermission::Copy, self.is_copy),
            (BuildPermission::Forbidden, self.is_forbidden),
            (BuildPermission::Manager, self.is_manager),
        ])
    }
}

fn batch_update(context: &mut Writing<'_>, request: Request) -> Result<Response, ApiError> {
    const SUCCESS: Response = Response { result: (), error: (), status: Status::Success };
    let Request { project_id, job_ids, project_switch, permissions } = request;
    let named = [
        ("project_id", project_id.is_some()),
        ("job_ids", job_ids.is_some()),
        ("project_switch", project_switch.is_some()),
        ("permissions", permissions.is_some()),
    ];
    if !context.names_a_target(&named)? {
        return Ok(SUCCESS);
    }
    let (job_ids, lists_rows) = (job_ids.as_deref().unwrap_or(&[]), permissions.is_some());
    let permissions = permissions.as_deref().unwrap_or(&[]);
    context.check_size(job_ids.len(), permissions.len(), "/job_ids")?;
    let edits = role_edits(context, permissions)?;
    if job_ids.is_empty() {
        return Err(names_no_job(context));
    }
    let role_pointer = |index| format!("/permissions/{index}/role_id");
    if let Some(project_id) = &project_id {
        context.project(project_id)?;
    }
    // Everything is checked before the first write, so that a batch that fails changes nothing.
    let jobs = context.find_all::<Job>(job_ids, project_id.as_ref(), "/job_ids")?;
    context.check_roles(&jobs, &edits, role_pointer)?;
    context.check_writing(&jobs, |index| format!("/job_ids/{index}"))?;
    context.check_fixed_rows(&edits, role_pointer)?;
    context.remark_repetitions(job_ids, "/job_ids");
    let roles: Vec<_> = edits.iter().map(|edit| edit.role).collect();
    context.remark_repetitions(&roles, "/permissions");
    let replaces = lists_rows && context.quirks.batch_semantics == BatchSemantics::Replace;
    if project_switch.is_none() && !replaces && edits.iter().all(|edit| edit.flags.is_empty()) {
        context.remark_no_change("project_switch or permissions");
    }
    context.reserve::<Job>(job_ids, edits.len())?;
    write(context, job_ids, &BatchChange { project_switch, lists_rows, edits });
    Ok(SUCCESS)
}

/// Changes the tasks; nothing can fail any more.
fn write(context: &mut Writing<'_>, job_ids: &[JobId], change: &BatchChange) {
    if change.lists_rows {
        context.note_quirk(QuirkId::BatchSemantics);
    }
    let semantics = context.quirks.batch_semantics;
    for job_id in job_ids {
        let mut job = context.edit::<Job>(job_id);
        if let Some(on) = change.project_switch {
            job.follow_project(on);
        }
        // An empty list is a list: replacing rows by it leaves none.
        if change.lists_rows {
            job.write_rows(&change.edits, semantics);
        }
    }
}

/// The refusal of a change that says of no task that it is to be changed.
fn names_no_job(context: &Writing<'_>) -> ApiError {
    let problem = Problem::new("/job_ids", Rule::Items)
        .expected("at least one task id")
        .got("an empty list")
        .remedy("list the tasks to change");
    ApiError::because(context.service.refusal(Situation::InvalidParameter), vec![problem])
}

/// What the entries want; an entry must name its role.
fn role_edits(
    context: &Writing<'_>,
    permissions: &[Object<JobRolePermission>],
) -> Result<Vec<RoleEdit<Job>>, ApiError> {
    let mut edits = Vec::with_capacity(permissions.len());
    let mut problems = Vec::new();
    for (index, permission) in permissions.iter().enumerate() {
        match permission.role_id {
            Some(role) => edits.push(RoleEdit { role, flags: permission.flags() }),
            None => problems.push(missing(&format!("/permissions/{index}/role_id"))),
        }
    }
    if problems.is_empty() {
        Ok(edits)
    } else {
        Err(ApiError::because(context.service.refusal(Situation::InvalidParameter), problems))
    }
}
