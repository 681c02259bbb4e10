//! Which namespace a request belongs to.

use std::sync::Arc;

use axum::http::HeaderValue;

use crate::{
    api::{ApiError, ErrorCode, Situation},
    auth::Credential,
    contract::{Invalid, Problem, Rule, beginning},
    namespace::{Name, Namespace},
};

use super::App;

/// The header that names the namespace, of requests and answers.
pub(super) const HEADER: &str = "x-mock-namespace";

/// The route under which everything that has a route is served once more, for one namespace.
pub(super) fn prefixed(route: &str) -> String {
    format!("/_ns/{{namespace}}{route}")
}

/// The path as it is served, without a prefix that names the namespace; and the name.
pub(super) fn split(path: &str) -> (&str, Option<&str>) {
    let prefixed = path.strip_prefix("/_ns/").and_then(|rest| rest.find('/').map(|end| rest.split_at(end)));
    prefixed.map_or((path, None), |(name, path)| (path, Some(name)))
}

/// The namespace of a request: named by a header, by a prefix of the path or by the credential, in this order.
///
/// # Errors
/// The name is none, or there is no room for another namespace.
pub(super) fn namespace_of(
    app: &App,
    header: Option<&HeaderValue>,
    prefix: Option<&str>,
    credential: Credential<'_>,
) -> Result<Arc<Namespace>, ApiError> {
    if let Some(name) = named_by_head(header, prefix) {
        let name = name?;
        return named(app, name);
    }
    let of = |credential: &str| Name::in_credential(credential).map(|(name, _)| name);
    let by_key = || of(credential.access_key()?);
    match credential.token.and_then(of).or_else(by_key) {
        Some(name) => named(app, name),
        None => Ok(Arc::clone(app.namespaces.default_namespace())),
    }
}

/// The name in the header or in the prefix.
pub(super) fn named_by_head(header: Option<&HeaderValue>, prefix: Option<&str>) -> Option<Result<Name, ApiError>> {
    let of_header = header.map(|value| value.to_str().unwrap_or("(no text)"));
    let given = of_header.or(prefix)?;
    Some(given.parse().map_err(|why: Invalid| {
        let problem = Problem::new("/X-Mock-Namespace", Rule::Own("namespace"))
            .expected("1 to 64 letters, digits, underscores and dots")
            .got(format!("\"{}\"", beginning(given, 80)))
            .remedy("rename the namespace");
        let detail = format!("X-Mock-Namespace: {why}.");
        ApiError {
            problems: vec![problem],
            ..ApiError::new(ErrorCode::gateway(Situation::InvalidControl)).detail(detail)
        }
    }))
}

fn named(app: &App, name: Name) -> Result<Arc<Namespace>, ApiError> {
    app.namespaces.named(name).map_err(|full| {
        let detail =
            format!("There are {} namespaces already; delete some with DELETE /_mock/namespaces/<name>.", full.most);
        ApiError::new(ErrorCode::gateway(Situation::NamespacesFull)).detail(detail)
    })
}

/// The part of a credential that identifies the user: a name of a namespace before it is taken off.
pub(super) fn own_credential(credential: &str) -> &str {
    Name::in_credential(credential).map_or(credential, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_prefix_is_taken_off_only_if_something_stands_behind_it() {
        assert_eq!(split("/_ns/worker_1/v1/job/permission"), ("/v1/job/permission", Some("worker_1")));
        assert_eq!(split("/_ns/worker_1/"), ("/", Some("worker_1")));
        assert_eq!(split("/_ns/worker_1"), ("/_ns/worker_1", None));
        assert_eq!(split("/v1/job/permission"), ("/v1/job/permission", None));
    }
}
