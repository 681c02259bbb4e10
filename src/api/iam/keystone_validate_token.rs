//! `GET /v3/auth/tokens`
//!
//! Describes a token that is good.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    api::{ApiError, Endpoint, ErrorCode, Handle, Ids, Reading, Service, Situation, wire::AnyText},
    contract::{Contract, Method, Problem, Provenance, Rule, Source},
    store::{Issued, Scope, Secret},
};

use super::{region::regions, token::TokenBody};

pub(in crate::api) enum KeystoneValidateToken {}

impl Endpoint for KeystoneValidateToken {
    const CONTRACT: Contract = Contract {
        id: "KeystoneValidateToken",
        title: "Verifying a Token",
        description: "Describes the token in the header X-Subject-Token.",
        method: Method::Get,
        paths: &["/v3/auth/tokens"],
        headers: &[("x_subject_token", "X-Subject-Token")],
        example_request: include_str!("../../../fixtures/examples/KeystoneValidateToken.http"),
        example_response: include_str!("../../../fixtures/examples/KeystoneValidateToken.json"),
        source: Source {
            page: "api-iam/KeystoneValidateToken",
            updated: "2026-10-16",
            provenance: Provenance::Definition,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Iam;
    const IDS: fn(&Request) -> Ids<'_> = |_| Ids::NONE;
    const HANDLE: Handle<Request, TokenBody> = Handle::Read(validate);

    type Request = Request;
    type Response = TokenBody;

    fn headers(response: &TokenBody) -> Vec<(&'static str, String)> {
        response.headers()
    }
}

/// Header and query parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "this server never lists a catalog, whatever is asked")]
pub(in crate::api) struct Request {
    /// The token to describe.
    x_subject_token: Secret,
    /// Whether to leave out the catalog.
    nocatalog: Option<AnyText>,
}

fn validate(context: &Reading<'_>, request: Request) -> Result<TokenBody, ApiError> {
    let token = context.own_token(request.x_subject_token.reveal());
    let issued = context.store.tokens.get(token).filter(|issued| !issued.is_expired(context.stamp.time)).cloned();
    let of_seed = || {
        let user = context.store.base().user_of_token(token)?;
        // A token of the seed is good for the services, so it has the scope that they want.
        let region = regions(&user.domain, Some("cn-north-4")).pop()?;
        let scope = Scope::Project { id: region.id, name: region.name };
        Some(Issued::new(user.clone(), scope, "password", context.stamp.time))
    };
    let issued = issued.or_else(of_seed).ok_or_else(|| {
        let problem = Problem::new("/X-Subject-Token", Rule::Own("unknown-token"))
            .expected("a token that was issued here and has not expired, or one of the seed")
            .got("another")
            .remedy("get a token from POST /v3/auth/tokens");
        ApiError::because(ErrorCode::of(Service::Iam, Situation::UnknownToken), vec![problem])
    })?;
    Ok(TokenBody::of(request.x_subject_token.reveal().to_owned(), &issued))
}
