//! Which namespace a request belongs to.

use std::sync::Arc;

use axum::{extract::OriginalUri, http::request};

use crate::{
    api::{ApiError, ErrorCode},
    auth::Credential,
    namespace::{Name, Namespace},
};

use super::App;

/// The route under which everything is served once more, for one namespace.
pub(super) const PREFIX_ROUTE: &str = "/_ns/{namespace}";

/// The header that names the namespace, of requests and answers.
pub(super) const HEADER: &str = "x-mock-namespace";

/// The path as the client sent and signed it, with a prefix that was taken off on the way here.
pub(super) fn path_as_sent(head: &request::Parts) -> &str {
    head.extensions.get::<OriginalUri>().map_or_else(|| head.uri.path(), |original| original.0.path())
}

/// The namespace of a request: named by a header, by a prefix of the path or by the credential, in this order.
///
/// # Errors
/// The name is none, or there is no room for another namespace.
pub(super) fn namespace_of(
    app: &App,
    head: &request::Parts,
    credential: Credential<'_>,
) -> Result<Arc<Namespace>, ApiError> {
    if let Some(name) = named_by_head(head) {
        let name = name?;
        return named(app, name);
    }
    let of = |credential: &str| Name::in_credential(credential).map(|(name, _)| name);
    let name = credential.token.and_then(of).or_else(|| of(credential.access_key()?));
    match name {
        Some(name) => named(app, name),
        None => Ok(Arc::clone(app.namespaces.default_namespace())),
    }
}

/// The name in the header or in the prefix.
pub(super) fn named_by_head(head: &request::Parts) -> Option<Result<Name, ApiError>> {
    let of_header = head.headers.get(HEADER).map(|value| value.to_str().unwrap_or("(no text)"));
    let of_path = || {
        let original = head.extensions.get::<OriginalUri>()?;
        original.0.path().strip_prefix("/_ns/")?.split('/').next()
    };
    let name = of_header.or_else(of_path)?;
    Some(
        name.parse().map_err(|why: String| {
            ApiError::new(ErrorCode::InvalidControl).detail(format!("X-Mock-Namespace: {why}."))
        }),
    )
}

fn named(app: &App, name: Name) -> Result<Arc<Namespace>, ApiError> {
    app.namespaces.named(name).map_err(|full| {
        let detail =
            format!("There are {} namespaces already; delete some with DELETE /_mock/namespaces/<name>.", full.most);
        ApiError::new(ErrorCode::NamespacesFull).detail(detail)
    })
}

/// The part of a credential that identifies the user: a name of a namespace before it is taken off.
pub(super) fn own_credential(credential: &str) -> &str {
    Name::in_credential(credential).map_or(credential, |(_, rest)| rest)
}
