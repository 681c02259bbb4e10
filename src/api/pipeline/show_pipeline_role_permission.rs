//! `GET /v5/{project_id}/api/pipeline-permissions/{pipeline_id}/role-permission`
//!
//! Answers the stored matrix of a pipeline, whatever its switch says.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, PipelinePermission, ProjectId, RoleId},
    store::Pipeline,
};

pub(in crate::api) enum ShowPipelineRolePermission {}

impl Endpoint for ShowPipelineRolePermission {
    const CONTRACT: Contract = Contract {
        id: "ShowPipelineRolePermission",
        title: "Obtaining the Role Permissions of a Pipeline",
        description: "Answers the rows of a pipeline, one for every role.",
        method: Method::Get,
        paths: &["/v5/{project_id}/api/pipeline-permissions/{pipeline_id}/role-permission"],
        example_request: include_str!("../../../fixtures/examples/ShowPipelineRolePermission.http"),
        example_response: include_str!("../../../fixtures/examples/ShowPipelineRolePermission.json"),
        source: Source {
            page: "api-pipeline/ShowPipelineRolePermission",
            updated: "2025-12-04",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> =
        |request| Ids::of_project(&request.project_id).pipelines(from_ref(&request.pipeline_id));
    const HANDLE: Handle<Request, Response> = Handle::Read(show);

    type Request = Request;
    type Response = Response;
}

/// Path parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
    /// Pipeline ID.
    pipeline_id: PipelineId,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// The matrix, one row for every role.
    roles: Vec<Row>,
}

/// One row of the matrix.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Row {
    /// Pipeline ID, which the service leaves empty here.
    pipeline_id: Option<PipelineId>,
    /// Role ID.
    role_id: RoleId,
    /// Role name.
    role_name: String,
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
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id, pipeline_id } = request;
    let pipeline = context.visible_pipeline(&project_id, &pipeline_id)?;
    Ok(Response { roles: pipeline.matrix.shown_roles().into_iter().map(|role| row(pipeline, role)).collect() })
}

fn row(pipeline: &Pipeline, role_id: RoleId) -> Row {
    let shown = pipeline.matrix.shown(role_id);
    Row {
        pipeline_id: None,
        role_id,
        role_name: pipeline.matrix.project.role_name(role_id),
        operation_query: shown.allows(PipelinePermission::Query),
        operation_execute: shown.allows(PipelinePermission::Execute),
        operation_update: shown.allows(PipelinePermission::Update),
        operation_delete: shown.allows(PipelinePermission::Delete),
        operation_authorize: shown.allows(PipelinePermission::Authorize),
    }
}
