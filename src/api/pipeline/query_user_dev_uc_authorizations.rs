//! `GET /v2/{cloudProjectId}/cicd/devuc-auth/query`
//!
//! Answers what the caller may do with the pipelines of a project, action by action.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service, wire::AnyText},
    contract::{Contract, Method, Provenance, Source},
    domain::{PipelinePermission, ProjectId},
    store::Pipeline,
};

pub(in crate::api) enum QueryUserDevUcAuthorizations {}

impl Endpoint for QueryUserDevUcAuthorizations {
    const CONTRACT: Contract = Contract {
        id: "QueryUserDevUcAuthorizations",
        title: "Querying the Authorizations of a User",
        description: "Answers what the caller may do with the pipelines of a project.",
        method: Method::Get,
        paths: &["/v2/{cloudProjectId}/cicd/devuc-auth/query"],
        example_request: include_str!("../../../fixtures/examples/QueryUserDevUcAuthorizations.http"),
        example_response: include_str!("../../../fixtures/examples/QueryUserDevUcAuthorizations.json"),
        source: Source {
            page: "api-pipeline/QueryUserDevUcAuthorizations",
            updated: "2025-12-04",
            provenance: Provenance::Page,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Pipeline;
    const IDS: fn(&Request) -> Ids<'_> = |request| Ids::of_project(&request.cloud_project);
    const HANDLE: Handle<Request, Vec<Authorization>> = Handle::Read(query);

    type Request = Request;
    type Response = Vec<Authorization>;
}

/// Path and query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "what the page's example sends is taken, and not kept")]
pub(in crate::api) struct Request {
    /// CodeArts project ID.
    #[serde(rename = "cloudProjectId")]
    cloud_project: ProjectId,
    /// The type of the resources.
    resource: Option<AnyText>,
    /// CodeArts project ID once more, which the page's example sends.
    cloud_project_id: Option<AnyText>,
    /// A number against caches, which the page's example sends.
    #[serde(rename = "_")]
    time: Option<AnyText>,
}

/// One answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(in crate::api) struct Authorization {
    /// What the answer is about.
    action: &'static str,
    /// Whether the caller may.
    verdict: Verdict,
}

/// Whether something may be done.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// It may.
    Allow,
    /// It may not.
    Deny,
}

/// The actions of the page's example, each with the column that decides it; who may edit may create.
const ACTIONS: [(&str, PipelinePermission); 4] = [
    ("create", PipelinePermission::Update),
    ("delete", PipelinePermission::Delete),
    ("update", PipelinePermission::Update),
    ("read", PipelinePermission::Query),
];

fn query(context: &Reading<'_>, request: Request) -> Result<Vec<Authorization>, ApiError> {
    let project = context.project_at(&request.cloud_project, "/cloudProjectId")?;
    context.check_membership(project)?;
    let granted = project.granted::<Pipeline>(context.caller);
    let verdict = |permission| if granted.allows(permission) { Verdict::Allow } else { Verdict::Deny };
    Ok(ACTIONS.map(|(action, permission)| Authorization { action, verdict: verdict(permission) }).into())
}
