//! `POST /v3/auth/tokens`
//!
//! Issues a token for a password, or for another token.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    api::{
        ApiError, Endpoint, ErrorCode, Handle, Ids, Service, Situation, Writing,
        wire::{AnyText, Object, Word},
    },
    contract::{Contract, Got, Method, Problem, Provenance, Remedy, Rule, Source},
    domain::{Id, UserId},
    store::{Issued, Scope, Secret, User},
};

use super::{
    region::{domain_id, region_of, regions},
    token::TokenBody,
};

pub(in crate::api) enum KeystoneCreateUserTokenByPassword {}

impl Endpoint for KeystoneCreateUserTokenByPassword {
    const CONTRACT: Contract = Contract {
        id: "KeystoneCreateUserTokenByPassword",
        title: "Obtaining a User Token Through Password Authentication",
        description: "Issues a token, which the answer carries in the header X-Subject-Token.",
        method: Method::Post,
        paths: &["/v3/auth/tokens"],
        query: &["nocatalog"],
        is_open: true,
        success: 201,
        refusals: &[400, 401, 500],
        example_request: include_str!("../../../fixtures/examples/KeystoneCreateUserTokenByPassword.http"),
        example_response: include_str!("../../../fixtures/examples/KeystoneCreateUserTokenByPassword.json"),
        source: Source {
            page: "api-iam/KeystoneCreateUserTokenByPassword",
            updated: "2026-10-16",
            provenance: Provenance::Definition,
        },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Iam;
    const IDS: fn(&Request) -> Ids<'_> = |_| Ids::NONE;
    const HANDLE: Handle<Request, TokenBody> = Handle::Write(create);

    type Request = Request;
    type Response = TokenBody;

    fn headers(response: &TokenBody) -> Vec<(&'static str, String)> {
        response.headers()
    }
}

/// Query parameters and request body.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "this server never lists a catalog, whatever is asked")]
pub(in crate::api) struct Request {
    /// Whether to leave out the catalog.
    nocatalog: Option<AnyText>,
    /// Who wants a token, and what for.
    auth: Object<Auth>,
}

/// Who wants a token, and what for.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct Auth {
    /// Who wants it.
    identity: Object<Identity>,
    /// What it is to be good for.
    scope: Option<Object<WantedScope>>,
}

/// Who wants a token.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct Identity {
    /// How the user is identified.
    methods: Vec<Word<IdentityMethod>>,
    /// By a password.
    password: Option<Object<PasswordIdentity>>,
    /// By a token.
    token: Option<Object<TokenIdentity>>,
}

/// How a user is identified.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "lowercase")]
enum IdentityMethod {
    /// By a password.
    Password,
    /// By a token.
    Token,
}

/// A user with a password.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct PasswordIdentity {
    /// The user.
    user: Object<UserIdentity>,
}

/// A user, by name and account or by id.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct UserIdentity {
    /// The user's name.
    name: Option<String>,
    /// The user's id.
    id: Option<UserId>,
    /// The password.
    password: Secret,
    /// The user's account.
    domain: Option<Object<NameOrId>>,
}

/// A token to get another one for.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct TokenIdentity {
    /// The token.
    id: Secret,
}

/// What a token is to be good for.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct WantedScope {
    /// A project of a region.
    project: Option<Object<NameOrId>>,
    /// A whole account.
    domain: Option<Object<NameOrId>>,
}

/// Something by its name or its id.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct NameOrId {
    /// The name.
    name: Option<String>,
    /// The id.
    #[schemars(with = "Option<String>")]
    id: Option<Id>,
}

fn create(context: &mut Writing<'_>, request: Request) -> Result<TokenBody, ApiError> {
    let identity = &request.auth.identity;
    let (user, method) = match (&identity.password, &identity.token) {
        (Some(password), _) if identity.methods.contains(&Word(IdentityMethod::Password)) => {
            (by_password(context, &password.user)?, "password")
        }
        (_, Some(token)) if identity.methods.contains(&Word(IdentityMethod::Token)) => {
            (by_token(context, &token.id)?, "token")
        }
        _ => {
            let expected = "password or token, with a member of that name beside it";
            let lacks = |method, name: &str| {
                identity.methods.contains(&Word(method)).then(|| format!("{name}, but no auth.identity.{name}"))
            };
            let got = lacks(IdentityMethod::Password, "password").or_else(|| lacks(IdentityMethod::Token, "token"));
            return Err(invalid("/auth/identity/methods", expected, got.unwrap_or_else(|| "none".to_owned())));
        }
    };
    let scope = scope(&user, request.auth.scope.as_deref())?;
    let issued = Issued::new(user, scope, method, context.stamp.time);
    let own = context.ids.token();
    context.store.tokens.issue(&own, issued.clone()).map_err(ApiError::memory)?;
    Ok(TokenBody::of(format!("{}{own}", context.token_prefix), &issued))
}

/// The user of this name or id, if the password is theirs.
fn by_password(context: &Writing<'_>, wanted: &UserIdentity) -> Result<Arc<User>, ApiError> {
    let is_meant = |user: &User| {
        let domain = wanted.domain.as_ref().is_none_or(|domain| {
            domain.name.as_ref().is_none_or(|name| *name == user.domain)
                && domain.id.as_ref().is_none_or(|id| *id == domain_id(&user.domain))
        });
        let named = wanted.name.as_ref().is_some_and(|name| *name == user.name);
        let identified = wanted.id.as_ref().is_some_and(|id| *id == user.id);
        (named || identified) && domain
    };
    let user = context.store.base().users().find(|user| is_meant(user));
    // One answer for a wrong name and a wrong password, as the service has it.
    user.filter(|user| user.password.as_ref() == Some(&wanted.password)).cloned().ok_or_else(|| {
        let problem = Problem::new("/auth/identity/password/user", Rule::Own("identity"))
            .expected("the name or id, the domain and the password of a user of the seed")
            .got("others")
            .remedy("send those of a user of the seed; codearts-mock env prints one");
        ApiError::because(ErrorCode::of(Service::Iam, Situation::WrongPassword), vec![problem])
    })
}

/// The user of a token that is good.
fn by_token(context: &Writing<'_>, token: &Secret) -> Result<Arc<User>, ApiError> {
    let token = context.own_token(token.reveal());
    let of_seed = context.store.base().user_of_token(token).cloned();
    let issued = || context.store.tokens.get(token).filter(|issued| !issued.is_expired(context.stamp.time));
    of_seed.or_else(|| issued().map(|issued| Arc::clone(&issued.user))).ok_or_else(|| {
        let problem = Problem::new("/auth/identity/token/id", Rule::Own("unknown-token"))
            .expected("a token that was issued here and has not expired, or one of the seed")
            .got("another")
            .remedy("get one for a password first");
        ApiError::because(ErrorCode::of(Service::Iam, Situation::WrongPassword), vec![problem])
    })
}

/// The scope that is asked for.
fn scope(user: &User, wanted: Option<&WantedScope>) -> Result<Scope, ApiError> {
    let Some(wanted) = wanted else { return Ok(Scope::Unscoped) };
    let Some(project) = &wanted.project else {
        return Ok(if wanted.domain.is_some() { Scope::Domain } else { Scope::Unscoped });
    };
    let by_id = || region_of(&user.domain, project.id.as_ref()?);
    let by_name = || regions(&user.domain, Some(project.name.as_deref()?)).pop();
    by_id().or_else(by_name).map(|region| Scope::Project { id: region.id, name: region.name }).ok_or_else(|| {
        invalid(
            "/auth/scope/project",
            "the name of a region, or the id of its project as GET /v3/projects has it",
            "neither",
        )
    })
}

fn invalid(pointer: &str, expected: &'static str, got: impl Into<Got>) -> ApiError {
    let problem = Problem::new(pointer, Rule::Own("identity")).expected(expected).got(got).remedy(Remedy::SendExpected);
    ApiError::because(ErrorCode::of(Service::Iam, Situation::InvalidParameter), vec![problem])
}
