//! What an exchange adds to the coverage of the contract.

use axum::http::request;

use crate::{
    api::{ApiError, ErrorCode, QuirkSet, Quirks},
    contract::{Parts, Problem, beginning},
    coverage::{CredentialKind, Observation},
};

use super::{
    App,
    answer::Reply,
    authenticate,
    exchange::{Progress, Received},
};

/// The header that chooses quirks for one request.
pub(super) const QUIRK_HEADER: &str = "x-mock-quirk";

/// The quirks of one request: the server's, but for those that the header `X-Mock-Quirk` chooses otherwise.
///
/// # Errors
/// There is no such quirk or option; says which there are.
pub(super) fn asked_quirks(head: &request::Parts, mut quirks: Quirks) -> Result<Quirks, ApiError> {
    for value in head.headers.get_all(QUIRK_HEADER) {
        let choices = value.to_str().unwrap_or("(no text)");
        quirks.set_all(choices).map_err(|why| {
            let problem = Problem::new("/X-Mock-Quirk", "quirk")
                .expected("name=value, repeated or separated by commas")
                .got(beginning(choices, 80))
                .remedy(why);
            ApiError::because(ErrorCode::InvalidControl, vec![problem])
        })?;
    }
    Ok(quirks)
}

/// Whether a refusal comes from the controls of this server and not from what it emulates.
pub(super) const fn is_of_control(refusal: &ApiError) -> bool {
    matches!(refusal.code, ErrorCode::InvalidControl | ErrorCode::NamespacesFull | ErrorCode::Throttled)
}

/// Counts an exchange, unless a fault has decided on its answer.
pub(super) fn cover(
    app: &App,
    namespace: &str,
    received: &Received<'_>,
    progress: &Progress,
    quirks: QuirkSet,
    reply: &Reply,
) {
    if progress.interference.as_ref().is_some_and(|interference| interference.action.is_some()) {
        return;
    }
    let credential = received.known.credential;
    let credential = match (credential.token, credential.authorization) {
        (Some(_), _) => CredentialKind::Token,
        (None, Some(_)) => CredentialKind::Signature,
        (None, None) => CredentialKind::None,
    };
    let header = |name: &str| authenticate::header(received.head, name);
    app.coverage.note(&Observation {
        operation: received.operation,
        parts: Parts {
            path: received.path,
            query: received.head.uri.query().unwrap_or_default(),
            header: &header,
            body: &progress.body,
        },
        status: reply.status,
        credential,
        quirks,
        problems: &reply.problems,
        namespace,
    });
}
