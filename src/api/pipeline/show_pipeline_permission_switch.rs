//! `GET /v5/{project_id}/api/pipeline-permissions/{pipeline_id}/permission-switch`
//!
//! Answers the permission switch of a pipeline.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, PipelinePermission, ProjectId},
};

pub(in crate::api) enum ShowPipelinePermissionSwitch {}

impl Endpoint for ShowPipelinePermissionSwitch {
    const CONTRACT: Contract = Contract {
        id: "ShowPipelinePermissionSwitch",
        title: "Obtaining the Permission Switch of a Pipeline",
        description: "Answers the permission switch of a pipeline.",
        method: Method::Get,
        paths: &["/v5/{project_id}/api/pipeline-permissions/{pipeline_id}/permission-switch"],
        example_request: include_str!("../../../fixtures/examples/ShowPipelinePermissionSwitch.http"),
        example_response: include_str!("../../../fixtures/examples/ShowPipelinePermissionSwitch.json"),
        source: Source {
            page: "api-pipeline/ShowPipelinePermissionSwitch",
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
    /// What the permission switch was last set to.
    is_use_devuc: bool,
    /// Whether the caller may edit the permissions.
    is_allow_edit: bool,
}

fn show(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id, pipeline_id } = request;
    let pipeline = context.visible_pipeline(&project_id, &pipeline_id)?;
    let is_allow_edit =
        context.may_manage(pipeline) || pipeline.matrix.granted(context.caller).allows(PipelinePermission::Authorize);
    Ok(Response { is_use_devuc: pipeline.is_use_devuc, is_allow_edit })
}
