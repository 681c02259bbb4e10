//! What an exchange adds to the coverage of the contract.

use crate::{
    api::{ApiError, QuirkSet, Situation},
    coverage::{CredentialKind, Observation},
};

use super::{
    progress::Progress,
    received::{Place, Received},
    reply::Reply,
};

/// Whether a refusal comes from the controls of this server and not from what it emulates.
pub(super) const fn is_of_control(refusal: &ApiError) -> bool {
    matches!(
        refusal.code.situation(),
        Situation::InvalidControl | Situation::NamespacesFull | Situation::MemoryFull | Situation::Throttled
    )
}

/// Counts an exchange, unless a fault has decided on its answer.
pub(super) fn cover(place: &Place<'_>, received: &Received<'_>, progress: &Progress, quirks: QuirkSet, reply: &Reply) {
    if progress.interference.as_ref().is_some_and(|interference| interference.action.is_some()) {
        return;
    }
    let credential = received.known.credential;
    let credential = match (credential.token, credential.authorization) {
        (Some(_), _) => CredentialKind::Token,
        (None, Some(_)) => CredentialKind::Signature,
        (None, None) => CredentialKind::None,
    };
    let header = |name: &str| received.header(name);
    place.app.coverage.note(&Observation {
        operation: received.operation,
        parts: received.parts(&header, &progress.body),
        status: reply.status,
        credential,
        quirks,
        problems: &reply.problems,
        namespace: place.namespace.name(),
    });
}
