//! Common mistakes of a client, each as the canonical request it would have signed.

mod body;
mod header;
mod mistake;
mod target;

use super::{Cause, SignedRequest, canonical::Canonical};

use mistake::Hypothesis;

type Guess = for<'a> fn(&SignedRequest<'_>, &Canonical<'a>) -> Vec<Hypothesis<'a>>;

/// In the order in which they are tried.
const GUESSES: [Guess; 6] =
    [target::path, body::every_body, header::host, target::query, target::method, header::every_header];

/// The first mistake that produces the received signature, according to `is_right`.
///
/// One mistake at a time: pairs would be too many combinations for too few clients.
pub(super) fn find(
    request: &SignedRequest<'_>,
    bases: &[Canonical<'_>],
    is_right: impl Fn(&Canonical<'_>) -> bool,
) -> Option<Cause> {
    let hypotheses = GUESSES.iter().flat_map(|guess| bases.iter().flat_map(move |base| guess(request, base)));
    hypotheses.into_iter().find(|hypothesis| is_right(&hypothesis.canonical)).map(|hypothesis| hypothesis.cause)
}
