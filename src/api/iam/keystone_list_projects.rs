//! `GET /v3/projects`
//!
//! Lists the account's projects: one per region. An SDK without a project id asks for its region's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{
        ApiError, Endpoint, Handle, Ids, Reading, Service,
        wire::{AnyText, Null},
    },
    contract::{Contract, Method, Provenance, Source},
    domain::Id,
};

use super::region::{Region, domain_id, domain_of, regions};

pub(in crate::api) enum KeystoneListProjects {}

impl Endpoint for KeystoneListProjects {
    const CONTRACT: Contract = Contract {
        id: "KeystoneListProjects",
        title: "Querying Project Information Based on the Specified Criteria",
        description: "Lists the projects of the caller's account, one per region.",
        method: Method::Get,
        paths: &["/v3/projects"],
        example_request: include_str!("../../../fixtures/examples/KeystoneListProjects.http"),
        example_response: include_str!("../../../fixtures/examples/KeystoneListProjects.json"),
        source: Source {
            page: "api-iam/KeystoneListProjects",
            updated: "2026-10-16",
            provenance: Provenance::Definition,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Iam;
    const IDS: fn(&Request) -> Ids<'_> = |_| Ids::NONE;
    const HANDLE: Handle<Request, Response> = Handle::Read(list);

    type Request = Request;
    type Response = Response;
}

/// Query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "every account has the same few projects, so that only the name selects")]
pub(in crate::api) struct Request {
    /// The account's id.
    domain_id: Option<AnyText>,
    /// The project's name, which is the region's.
    name: Option<String>,
    /// The id of the parent project.
    parent_id: Option<AnyText>,
    /// Whether to list enabled projects.
    enabled: Option<bool>,
    /// Whether the caller is an account.
    is_domain: Option<bool>,
    /// The page to show.
    page: Option<u32>,
    /// How many projects a page has.
    per_page: Option<u32>,
}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Links to this list.
    links: Links,
    /// The projects.
    projects: Vec<Project>,
}

/// Links of a list or an entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Links {
    /// The next page, of which there is none.
    next: Null,
    /// The page before, of which there is none.
    previous: Null,
    #[doc = "This one."]
    #[serde(rename = "self")]
    this: String,
}

/// A project of a region.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Project {
    /// What the project is for.
    description: &'static str,
    /// The account's id.
    #[schemars(with = "String")]
    domain_id: Id,
    /// Whether the project can be used.
    enabled: bool,
    /// The project's id.
    #[schemars(with = "String")]
    id: Id,
    /// Whether it is an account, which it is not.
    is_domain: bool,
    /// Links to the project.
    links: Links,
    /// The project's name, which is the region's.
    name: String,
    /// The id of the parent, which is the account.
    #[schemars(with = "String")]
    parent_id: Id,
}

fn list(context: &Reading<'_>, request: Request) -> Result<Response, ApiError> {
    let domain = domain_of(context);
    let account = domain_id(&domain);
    let base = format!("http://{}/v3/projects", context.host);
    let project = |Region { id, name }: Region| Project {
        description: "",
        domain_id: account.clone(),
        enabled: true,
        links: Links { next: (), previous: (), this: format!("{base}/{id}") },
        id,
        is_domain: false,
        name,
        parent_id: account.clone(),
    };
    let projects = regions(&domain, request.name.as_deref()).into_iter().map(project).collect();
    Ok(Response { links: Links { next: (), previous: (), this: base.clone() }, projects })
}
