//! `POST /v5/{project_id}/api/pipeline-permissions/pipeline/batch-role-permission`
//!
//! Sets the switch and the rows of several pipelines at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Service, Writing,
        matrix::{PipelineFlags, RoleEdit},
        quirk::QuirkId,
        wire::{Object, Status},
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, ProjectId, RoleId},
    store::Pipeline,
};

pub(in crate::api) enum BatchUpdatePipelinePermission {}

impl Endpoint for BatchUpdatePipelinePermission {
    const CONTRACT: Contract = Contract {
        id: "BatchUpdatePipelinePermission",
        title: "Setting Pipeline Resource-Level Permissions for Different Roles",
        description: "Sets the permissions of roles on several pipelines. All of the request takes effect, or nothing.",
        method: Method::Post,
        paths: &["/v5/{project_id}/api/pipeline-permissions/pipeline/batch-role-permission"],
        example_request: include_str!("../../../fixtures/examples/BatchUpdatePipelinePermission.http"),
        example_response: include_str!("../../../fixtures/examples/BatchUpdatePipelinePermission.json"),
        source: Source {
            page: "api-pipeline/BatchUpdatePipelinePermission",
            updated: "2025-03-25",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> =
        |request| Ids::of_project(&request.project_id).pipelines(&request.pipeline_ids);
    const HANDLE: Handle<Request, Response> = Handle::Write(batch_update);

    type Request = Request;
    type Response = Response;
}

/// Table 1, path parameters, and table 2, request body parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
    /// Pipeline ID list.
    pipeline_ids: Vec<PipelineId>,
    /// Whether to enable project permission configuration.
    is_project_switch: bool,
    /// Role details list.
    roles: Vec<Object<PipelineRole>>,
}

/// Table 3, roles.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct PipelineRole {
    /// Permission configuration permissions.
    operation_authorize: bool,
    /// Permission to delete.
    operation_delete: bool,
    /// Permission to execute.
    operation_execute: bool,
    /// Permission to query.
    operation_query: bool,
    /// Permission to update.
    operation_update: bool,
    /// Role ID.
    role_id: RoleId,
}

/// Table 4, response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Status.
    status: Status,
}

impl PipelineRole {
    fn edit(&self) -> RoleEdit<Pipeline> {
        let flags = PipelineFlags {
            query: self.operation_query,
            execute: self.operation_execute,
            update: self.operation_update,
            delete: self.operation_delete,
            authorize: self.operation_authorize,
        };
        flags.of_role(self.role_id)
    }
}

fn batch_update(context: &mut Writing<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id, pipeline_ids, is_project_switch, roles } = request;
    context.check_size(pipeline_ids.len(), roles.len(), "/pipeline_ids")?;
    let edits: Vec<_> = roles.iter().map(|role| role.edit()).collect();
    let role_pointer = |index| format!("/roles/{index}/role_id");
    let project = context.project(&project_id)?;
    // Everything is checked before the first write, so that a batch that fails changes nothing.
    let pipelines = context.find_all::<Pipeline>(&pipeline_ids, Some(&project_id), "/pipeline_ids")?;
    if pipelines.is_empty() {
        // Who creates a pipeline may change it without being a member, so membership counts where no pipeline is named.
        context.check_membership(project)?;
    }
    context.check_roles(&pipelines, &edits, role_pointer)?;
    context.check_writing(&pipelines, |index| format!("/pipeline_ids/{index}"))?;
    context.check_fixed_rows(&edits, role_pointer)?;
    context.remark_repetitions(&pipeline_ids, "/pipeline_ids");
    let roles: Vec<_> = edits.iter().map(|edit| edit.role).collect();
    context.remark_repetitions(&roles, "/roles");
    if pipeline_ids.is_empty() {
        context.remark_no_change("at least one pipeline id");
    }
    context.reserve::<Pipeline>(&pipeline_ids, edits.len())?;
    context.note_quirk(QuirkId::BatchSemantics);
    let semantics = context.quirks.batch_semantics;
    for pipeline_id in &pipeline_ids {
        let mut pipeline = context.edit::<Pipeline>(pipeline_id);
        pipeline.switch(is_project_switch);
        pipeline.write_rows(&edits, semantics);
    }
    Ok(Response { status: Status::Success })
}
