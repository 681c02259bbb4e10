//! `PUT /v5/{project_id}/api/pipeline-permissions/{pipeline_id}/update-permission-switch`
//!
//! Sets the permission switch of a pipeline.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Service, Writing, wire::Status},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, ProjectId},
    store::Pipeline,
};

pub(in crate::api) enum SwitchPipelinePermission {}

impl Endpoint for SwitchPipelinePermission {
    const CONTRACT: Contract = Contract {
        id: "SwitchPipelinePermission",
        title: "Switching the Permissions of a Pipeline",
        description: "Sets the permission switch of a pipeline.",
        method: Method::Put,
        paths: &["/v5/{project_id}/api/pipeline-permissions/{pipeline_id}/update-permission-switch"],
        query: &["flag"],
        example_request: include_str!("../../../fixtures/examples/SwitchPipelinePermission.http"),
        example_response: include_str!("../../../fixtures/examples/SwitchPipelinePermission.json"),
        source: Source {
            page: "api-pipeline/SwitchPipelinePermission",
            updated: "2025-12-04",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> =
        |request| Ids::of_project(&request.project_id).pipelines(from_ref(&request.pipeline_id));
    const HANDLE: Handle<Request, Response> = Handle::Write(switch);

    type Request = Request;
    type Response = Response;
}

/// Path and query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
    /// Pipeline ID.
    pipeline_id: PipelineId,
    /// Whether to use the permissions of the pipeline itself.
    flag: bool,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Status.
    status: Status,
}

fn switch(context: &mut Writing<'_>, request: Request) -> Result<Response, ApiError> {
    let Request { project_id, pipeline_id, flag } = request;
    let pipeline = context.pipeline(&project_id, &pipeline_id)?;
    context.check_writing(&[pipeline], |_| "/pipeline_id".to_owned())?;
    context.reserve::<Pipeline>(from_ref(&pipeline_id), 0)?;
    context.edit::<Pipeline>(&pipeline_id).use_devuc(flag);
    Ok(Response { status: Status::Success })
}
