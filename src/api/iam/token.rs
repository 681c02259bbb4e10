//! The description of a token, which issuing and validating one have in common.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    domain::{Id, UserId},
    store::{Issued, Scope},
};

use super::region::domain_id;

/// The body of both answers; the token itself travels in a header.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::api) struct TokenBody {
    /// What is known of the token.
    token: Description,
    /// The token, for the header.
    #[serde(skip)]
    pub(super) subject_token: String,
}

/// What is known of a token.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Description {
    /// The services that the token is good for, which this server does not list.
    catalog: Vec<Map<String, Value>>,
    /// The account, if the token is good for all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<Domain>,
    /// When the token expires.
    expires_at: String,
    /// When the token was issued.
    issued_at: String,
    /// How the user was identified.
    methods: Vec<&'static str>,
    /// The project, if the token is good for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<Project>,
    /// The user's roles in IAM.
    roles: Vec<Role>,
    /// Whose token it is.
    user: User,
}

/// An account.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Domain {
    /// The account's id.
    #[schemars(with = "String")]
    id: Id,
    /// The account's name.
    name: String,
}

/// A project of a region.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Project {
    /// The project's account.
    domain: Domain,
    /// The project's id.
    #[schemars(with = "String")]
    id: Id,
    /// The project's name.
    name: String,
}

/// A role in IAM.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Role {
    /// The role's id.
    id: &'static str,
    /// The role's name.
    name: &'static str,
}

/// A user.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct User {
    /// The user's account.
    domain: Domain,
    /// The user's id.
    id: UserId,
    /// The user's name.
    name: String,
    /// When the password expires; empty for never.
    password_expires_at: &'static str,
}

impl TokenBody {
    /// Describes a token.
    pub(super) fn of(token: String, issued: &Issued) -> Self {
        let domain = Domain { id: domain_id(&issued.user.domain), name: issued.user.domain.clone() };
        let project = match &issued.scope {
            Scope::Project { id, name } => Some(Project { domain: domain.clone(), id: id.clone(), name: name.clone() }),
            Scope::Domain | Scope::Unscoped => None,
        };
        let description = Description {
            catalog: Vec::new(),
            domain: (issued.scope == Scope::Domain).then(|| domain.clone()),
            expires_at: issued.expires_at.iam(),
            issued_at: issued.issued_at.iam(),
            methods: vec![issued.method],
            project,
            roles: vec![Role { id: "0", name: "te_admin" }],
            user: User { domain, id: issued.user.id.clone(), name: issued.user.name.clone(), password_expires_at: "" },
        };
        Self { token: description, subject_token: token }
    }

    /// The header that carries the token.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        vec![("x-subject-token", self.subject_token.clone())]
    }
}
