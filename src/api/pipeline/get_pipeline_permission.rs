//! `POST /v5/{tenant_id}/api/pipelines/check-rights`
//!
//! Answers what the caller may do with each of several pipelines.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service, wire::AnyText},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelineId, PipelinePermission},
    store::Pipeline,
};

pub(in crate::api) enum GetPipelinePermission {}

impl Endpoint for GetPipelinePermission {
    const CONTRACT: Contract = Contract {
        id: "GetPipelinePermission",
        title: "Checking Pipeline Permissions",
        description: "Answers what the caller may do with pipelines.",
        method: Method::Post,
        paths: &["/v5/{tenant_id}/api/pipelines/check-rights"],
        // Pages of different dates spell the members differently.
        aliases: &[("resourceIds", "resource_ids"), ("resourceType", "resource_type")],
        example_request: include_str!("../../../fixtures/examples/GetPipelinePermission.http"),
        example_response: include_str!("../../../fixtures/examples/GetPipelinePermission.json"),
        source: Source {
            page: "api-pipeline/GetPipelinePermission",
            updated: "2025-12-04",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::NONE.pipelines(&request.resource_ids);
    const HANDLE: Handle<Request, Vec<BTreeMap<PipelineId, Rights>>> = Handle::Read(check);

    type Request = Request;
    type Response = Vec<BTreeMap<PipelineId, Rights>>;
}

/// Path parameters and request body parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "the account and the type of the resources do not change the answer")]
pub(in crate::api) struct Request {
    /// Account ID.
    tenant_id: AnyText,
    /// Pipeline IDs.
    resource_ids: Vec<PipelineId>,
    /// The type of the resources: pipeline.
    resource_type: Option<AnyText>,
}

/// What the caller may do with one pipeline.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(in crate::api) struct Rights {
    /// View.
    query: bool,
    /// Edit.
    update: bool,
    /// Run.
    execute: bool,
    /// Delete.
    delete: bool,
    /// Disable.
    banned: bool,
    /// Clone.
    copy: bool,
    /// Edit the permission configuration.
    authorize: bool,
    /// Tag.
    tag: bool,
}

fn check(context: &Reading<'_>, request: Request) -> Result<Vec<BTreeMap<PipelineId, Rights>>, ApiError> {
    context.check_size(request.resource_ids.len(), 1, "/resource_ids")?;
    let pipelines = context.find_all::<Pipeline>(&request.resource_ids, None, "/resource_ids")?;
    let mut answers = Vec::with_capacity(pipelines.len());
    for (id, pipeline) in request.resource_ids.into_iter().zip(pipelines) {
        context.check_reading(pipeline)?;
        let granted = pipeline.matrix.granted(context.caller);
        // The model has no columns for disabling, cloning and tagging: who may edit may do them.
        let may_update = granted.allows(PipelinePermission::Update);
        let rights = Rights {
            query: granted.allows(PipelinePermission::Query),
            update: may_update,
            execute: granted.allows(PipelinePermission::Execute),
            delete: granted.allows(PipelinePermission::Delete),
            banned: may_update,
            copy: may_update,
            authorize: granted.allows(PipelinePermission::Authorize),
            tag: may_update,
        };
        answers.push(BTreeMap::from([(id, rights)]));
    }
    Ok(answers)
}
