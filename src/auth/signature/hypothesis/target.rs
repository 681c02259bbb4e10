//! Mistakes in the request line: method, path and query.

use super::mistake::Hypothesis;
use crate::auth::signature::{
    SignedRequest,
    canonical::Canonical,
    cause::{self, Cause},
    encoding::{self, Order},
    reading::QueryReading,
};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// The most leading segments that a proxy or a base URL may have put before the path.
const DEEPEST_PREFIX: usize = 4;

pub(super) fn path<'a>(request: &SignedRequest<'_>, base: &Canonical<'a>) -> Vec<Hypothesis<'a>> {
    let with =
        |cause: Cause, path: String| Hypothesis { cause, canonical: Canonical { path: path.into(), ..base.clone() } };
    let unslashed = base.path.strip_suffix('/').expect("a slash is signed at the end of every path");
    let mut guesses = vec![
        with(cause::MISSING_TRAILING_SLASH, unslashed.to_owned()),
        with(cause::PATH_NOT_ENCODED, format!("{}/", request.path.trim_end_matches('/'))),
        with(cause::PATH_NOT_ENCODED, request.path.to_owned()),
    ];
    let inner_slashes = unslashed.match_indices('/').skip(1).take(DEEPEST_PREFIX);
    guesses.extend(inner_slashes.map(|(at, _)| with(cause::PATH_REWRITTEN, base.path[at..].to_owned())));
    if let Some(prefix) = (request.header)("x-forwarded-prefix").filter(|prefix| !prefix.is_empty()) {
        let prefix = prefix.trim_ascii().trim_end_matches('/');
        guesses.push(with(cause::PATH_REWRITTEN, format!("{prefix}{}", base.path)));
    }
    guesses
}

pub(super) fn query<'a>(request: &SignedRequest<'_>, base: &Canonical<'a>) -> Vec<Hypothesis<'a>> {
    let Some(query) = request.query.filter(|query| !query.is_empty()) else { return Vec::new() };
    let with = |cause: Cause, query: String| Hypothesis {
        cause,
        canonical: Canonical { query: query.into(), ..base.clone() },
    };
    let mut sorted: Vec<_> = query.split('&').collect();
    sorted.sort_unstable();
    vec![
        with(cause::UNSORTED_QUERY, encoding::query(query, QueryReading::Decoded, Order::AsSent)),
        with(cause::UNSORTED_QUERY, encoding::query(query, QueryReading::PlusIsSpace, Order::AsSent)),
        with(cause::UNSORTED_QUERY, query.to_owned()),
        with(cause::QUERY_NOT_ENCODED, sorted.join("&")),
        with(cause::QUERY_NOT_ENCODED, encoding::plain_query(query)),
        with(cause::QUERY_LEFT_OUT, String::new()),
    ]
}

pub(super) fn method<'a>(_: &SignedRequest<'_>, base: &Canonical<'a>) -> Vec<Hypothesis<'a>> {
    let with = |method: &'static str| Hypothesis {
        cause: cause::method_changed(method),
        canonical: Canonical { method: method.into(), ..base.clone() },
    };
    METHODS.into_iter().map(with).collect()
}
