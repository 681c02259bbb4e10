//! `POST /v5/{project_id}/api/pipeline-permissions/{pipeline_id}/update-role-permission`
//!
//! Sets the row of one role on one pipeline.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Service, Writing, matrix::PipelineFlags, quirk::BatchSemantics, wire::Status,
    },
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, ProjectId, RoleId},
    store::Pipeline,
};

pub(in crate::api) enum UpdatePipelineRolePermission {}

impl Endpoint for UpdatePipelineRolePermission {
    const CONTRACT: Contract = Contract {
        id: "UpdatePipelineRolePermission",
        title: "Updating the Role Permissions of a Pipeline",
        description: "Sets the permissions of a role on a pipeline.",
        method: Method::Post,
        paths: &["/v5/{project_id}/api/pipeline-permissions/{pipeline_id}/update-role-permission"],
        renamed: &[("pipeline_id", "body_pipeline_id")],
        example_request: include_str!("../../../fixtures/examples/UpdatePipelineRolePermission.http"),
        example_response: include_str!("../../../fixtures/examples/UpdatePipelineRolePermission.json"),
        source: Source {
            page: "api-pipeline/UpdatePipelineRolePermission",
            updated: "2025-12-04",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> =
        |request| Ids::of_project(&request.project_id).pipelines(from_ref(&request.pipeline_id));
    const HANDLE: Handle<Request, Response> = Handle::Write(update);

    type Request = Request;
    type Response = Response;
}

/// Path parameters and request body parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
    /// Pipeline ID.
    pipeline_id: PipelineId,
    /// Pipeline ID once more; it may be null.
    body_pipeline_id: Option<PipelineId>,
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
    /// Role ID.
    role_id: RoleId,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Status.
    status: Status,
}

fn update(context: &mut Writing<'_>, request: Request) -> Result<Response, ApiError> {
    let flags = PipelineFlags {
        query: request.operation_query,
        execute: request.operation_execute,
        update: request.operation_update,
        delete: request.operation_delete,
        authorize: request.operation_authorize,
    };
    let edits = [flags.of_role(request.role_id)];
    let role_pointer = |_| "/role_id".to_owned();
    let pipeline = context.pipeline(&request.project_id, &request.pipeline_id)?;
    context.check_roles(&[pipeline], &edits, role_pointer)?;
    context.check_writing(&[pipeline], |_| "/pipeline_id".to_owned())?;
    context.check_fixed_rows(&edits, role_pointer)?;
    context.remark_other_pipeline(&request.pipeline_id, request.body_pipeline_id.as_ref());
    context.reserve::<Pipeline>(from_ref(&request.pipeline_id), 1)?;
    context.edit::<Pipeline>(&request.pipeline_id).write_rows(&edits, BatchSemantics::Merge);
    Ok(Response { status: Status::Success })
}
