//! `POST /v5/{project_id}/api/pipeline-permissions/{pipeline_id}/update-user-permission`
//!
//! Sets the row of one user on one pipeline.

use std::slice::from_ref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Service, Writing, matrix::PipelineFlags, wire::Status},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, ProjectId, UserId},
    store::Pipeline,
};

pub(in crate::api) enum UpdatePipelineUserPermission {}

impl Endpoint for UpdatePipelineUserPermission {
    const CONTRACT: Contract = Contract {
        id: "UpdatePipelineUserPermission",
        title: "Updating the User Permissions of a Pipeline",
        description: "Sets the permissions of a user on a pipeline.",
        method: Method::Post,
        paths: &["/v5/{project_id}/api/pipeline-permissions/{pipeline_id}/update-user-permission"],
        renamed: &[("pipeline_id", "body_pipeline_id")],
        example_request: include_str!("../../../fixtures/examples/UpdatePipelineUserPermission.http"),
        example_response: include_str!("../../../fixtures/examples/UpdatePipelineUserPermission.json"),
        source: Source {
            page: "api-pipeline/UpdatePipelineUserPermission",
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
    /// User ID.
    user_id: UserId,
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
    let pipeline = context.pipeline(&request.project_id, &request.pipeline_id)?;
    context.check_writing(&[pipeline], |_| "/pipeline_id".to_owned())?;
    context.check_user(pipeline, &request.user_id)?;
    let is_fixed = pipeline.matrix.is_everything_allowed(&request.user_id);
    context.remark_other_pipeline(&request.pipeline_id, request.body_pipeline_id.as_ref());
    if is_fixed {
        context.check_fixed_user(&request.user_id, flags)?;
    } else {
        context.reserve_user_row::<Pipeline>(&request.pipeline_id, &request.user_id)?;
        context.edit::<Pipeline>(&request.pipeline_id).write_user_row(&request.user_id, flags);
    }
    Ok(Response { status: Status::Success })
}
