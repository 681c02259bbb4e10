//! `GET /v5/{project_id}/api/check-project/{type}`
//!
//! Answers whether the caller may do one kind of thing with the pipelines of a project.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelinePermission, ProjectId},
    store::Pipeline,
};

pub(in crate::api) enum GetProjectPermission {}

impl Endpoint for GetProjectPermission {
    const CONTRACT: Contract = Contract {
        id: "GetProjectPermission",
        title: "Checking Project-Level Permissions",
        description: "Answers whether the caller may do something with the pipelines of a project.",
        method: Method::Get,
        paths: &["/v5/{project_id}/api/check-project/{type}"],
        example_request: include_str!("../../../fixtures/examples/GetProjectPermission.http"),
        example_response: include_str!("../../../fixtures/examples/GetProjectPermission.json"),
        source: Source {
            page: "api-pipeline/GetProjectPermission",
            updated: "2025-12-04",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::of_project(&request.project_id);
    const HANDLE: Handle<Request, Vec<Verdict>> = Handle::Read(check);

    type Request = Request;
    type Response = Vec<Verdict>;
}

/// Path parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    project_id: ProjectId,
    /// What to check.
    r#type: Check,
}

/// What can be checked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "lowercase")]
enum Check {
    /// Create pipelines.
    Create,
    /// Disable pipelines.
    Ban,
    /// Group pipelines.
    Group,
    /// View pipelines.
    Read,
    /// Tag pipelines.
    Tag,
}

/// One answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(in crate::api) struct Verdict {
    /// What was checked.
    key: Check,
    /// Whether the caller may.
    value: bool,
}

fn check(context: &Reading<'_>, request: Request) -> Result<Vec<Verdict>, ApiError> {
    let project = context.project(&request.project_id)?;
    context.check_membership(project)?;
    let granted = project.granted::<Pipeline>(context.caller);
    // The model has no columns for these: who may view may read, and who may edit may do the rest.
    let permission = match request.r#type {
        Check::Read => PipelinePermission::Query,
        Check::Create | Check::Ban | Check::Group | Check::Tag => PipelinePermission::Update,
    };
    Ok(vec![Verdict { key: request.r#type, value: granted.allows(permission) }])
}
