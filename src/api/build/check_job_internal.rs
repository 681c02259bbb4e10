//! `GET /v1/job/permission/internal`
//!
//! Answers whether intranet secure access is enabled, which it is. Only its path is a neighbour of the permissions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{ApiError, Endpoint, Handle, Ids, Reading, Service, wire::Status},
    contract::{Contract, Method, Provenance, Source},
};

pub(in crate::api) enum CheckJobInternal {}

impl Endpoint for CheckJobInternal {
    const CONTRACT: Contract = Contract {
        id: "CheckJobInternal",
        title: "Checking Whether Intranet Secure Access Is Enabled",
        description: "Answers whether intranet secure access is enabled.",
        method: Method::Get,
        paths: &["/v1/job/permission/internal"],
        error_is_text: true,
        example_request: include_str!("../../../fixtures/examples/CheckJobInternal.http"),
        example_response: include_str!("../../../fixtures/examples/CheckJobInternal.json"),
        source: Source {
            page: "api-codeci/CheckJobInternal",
            updated: "2025-09-04",
            provenance: Provenance::Definition,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Request) -> Ids<'_> = |_| Ids::NONE;
    const HANDLE: Handle<Request, Response> = Handle::Read(check);

    type Request = Request;
    type Response = Response;
}

/// There are no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::api) struct Request {}

/// Response body parameters.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct Response {
    /// Whether intranet secure access is enabled.
    result: bool,
    /// Returned status information.
    status: Status,
}

fn check(_context: &Reading<'_>, _request: Request) -> Result<Response, ApiError> {
    Ok(Response { result: true, status: Status::Success })
}
