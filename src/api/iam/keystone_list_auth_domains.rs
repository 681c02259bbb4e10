//! `GET /v3/auth/domains`
//!
//! Lists the accounts that the caller can use: their own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service},
    contract::{Contract, Method, Provenance, Source},
    domain::Id,
};

use super::region::{domain_id, domain_of};

pub(in crate::api) enum KeystoneListAuthDomains {}

impl Endpoint for KeystoneListAuthDomains {
    const CONTRACT: Contract = Contract {
        id: "KeystoneListAuthDomains",
        title: "Querying Accounts Accessible to an IAM User",
        description: "Lists the caller's account.",
        method: Method::Get,
        paths: &["/v3/auth/domains"],
        example_request: include_str!("../../../fixtures/examples/KeystoneListAuthDomains.http"),
        example_response: include_str!("../../../fixtures/examples/KeystoneListAuthDomains.json"),
        source: Source {
            page: "api-iam/KeystoneListAuthDomains",
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

/// There are no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// The accounts.
    domains: Vec<Domain>,
    /// Links to this list.
    links: Links,
}

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Domain {
    /// What the account is for.
    description: &'static str,
    /// Whether the account can be used.
    enabled: bool,
    /// The account's id.
    #[schemars(with = "String")]
    id: Id,
    /// Links to the account.
    links: Links,
    /// The account's name.
    name: String,
}

/// Links of a list or an entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Links {
    #[doc = "This one."]
    #[serde(rename = "self")]
    this: String,
}

fn list(context: &Reading<'_>, _request: Request) -> Result<Response, ApiError> {
    let name = domain_of(context);
    let id = domain_id(&name);
    let base = format!("http://{}/v3", context.host);
    let links = Links { this: format!("{base}/domains/{id}") };
    let domains = vec![Domain { description: "", enabled: true, id, links, name }];
    Ok(Response { domains, links: Links { this: format!("{base}/auth/domains") } })
}
