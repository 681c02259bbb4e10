//! Which namespace a request belongs to.

use std::sync::Arc;

use axum::http::HeaderValue;

use crate::{
    api::{ApiError, ErrorCode, Situation},
    contract::{Got, Invalid, Problem, Rule},
    namespace::{Name, Namespace},
};

use super::{App, known::KnownHeaders};

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
    known: &KnownHeaders<'_>,
    prefix: Option<&str>,
) -> Result<Arc<Namespace>, ApiError> {
    if let Some(name) = named_by_head(known.namespace, prefix) {
        return named(app, name?);
    }
    let of = |credential: &str| Name::in_credential(credential).map(|(name, _)| name);
    let by_key = || of(known.credential.access_key()?);
    match known.credential.token.and_then(of).or_else(by_key) {
        Some(name) => named(app, name),
        None => Ok(Arc::clone(app.namespaces.default_namespace())),
    }
}

/// The name in the header or in the prefix.
pub(super) fn named_by_head(header: Option<&HeaderValue>, prefix: Option<&str>) -> Option<Result<Name, ApiError>> {
    let of_header = header.map(|value| value.to_str().unwrap_or("(no text)"));
    let given = of_header.or(prefix)?;
    Some(given.parse().map_err(|_: Invalid| {
        let problem = Problem::new("/X-Mock-Namespace", Rule::Own("namespace"))
            .expected("1 to 64 letters, digits, underscores and dots")
            .got(Got::Text(given.to_owned()))
            .remedy("rename the namespace");
        ApiError::because(ErrorCode::gateway(Situation::InvalidControl), vec![problem])
    }))
}

fn named(app: &App, name: Name) -> Result<Arc<Namespace>, ApiError> {
    app.namespaces.named(name).map_err(|full| {
        let problem = Problem::new("", Rule::Own("namespaces"))
            .expected(format!("at most {} namespaces", full.most))
            .got("one more")
            .remedy("delete some with DELETE /_mock/namespaces/<name>");
        ApiError::because(ErrorCode::gateway(Situation::NamespacesFull), vec![problem])
    })
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
