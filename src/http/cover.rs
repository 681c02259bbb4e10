//! What an exchange adds to the coverage of the contract.

use axum::http::request;

use crate::{
    api::{ApiError, ErrorCode, QuirkSet, Quirks, Situation, WrongChoice},
    contract::{Parts, Problem, Rule},
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
        quirks.set_all(choices).map_err(|wrong| {
            let problem = wrong_choice(&wrong);
            ApiError::because(ErrorCode::gateway(Situation::InvalidControl), vec![problem])
        })?;
    }
    Ok(quirks)
}

/// A choice of what there is not, as a problem.
#[cold]
fn wrong_choice(choice: &WrongChoice) -> Problem {
    let WrongChoice { quirk, wrong, right, nearest } = choice;
    let (all, problem) = (right.join(", "), Problem::new("/X-Mock-Quirk", Rule::Own("quirk")).nearest(*nearest));
    let likely = nearest.or(right.first().copied()).unwrap_or_default();
    match quirk {
        None => problem
            .expected(format!("the name of a quirk, one of {all}"))
            .got(format!("\"{wrong}\""))
            .remedy("send name=value, repeated or separated by commas; GET /_mock/quirks explains each"),
        Some(quirk) => problem
            .expected(format!("an option of {quirk}, one of {all}"))
            .got(if wrong.is_empty() { "no option".to_owned() } else { format!("\"{wrong}\"") })
            .remedy(format!("send {quirk}={likely}")),
    }
}

/// Whether a refusal comes from the controls of this server and not from what it emulates.
pub(super) const fn is_of_control(refusal: &ApiError) -> bool {
    matches!(
        refusal.code.situation(),
        Situation::InvalidControl | Situation::NamespacesFull | Situation::MemoryFull | Situation::Throttled
    )
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
