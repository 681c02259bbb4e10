//! AK/SK signatures: checked, made and explained by pure functions on borrowed parts.
//!
//! A client signs the request line, the headers it names in `SignedHeaders` and the body. Nothing here assumes which headers
//! those are: the official SDKs all choose differently, and a verifier that "knows" them refuses half of them. Time comes
//! in as a number of seconds since 1970, so every check can be repeated.

use std::cell::LazyCell;

mod authorization;
mod canonical;
mod cause;
mod date;
mod encoding;
mod explain;
mod hypothesis;
mod key;
mod reading;
mod refusal;
mod sign;

pub use authorization::{Algorithm, Authorization, Malformed};
pub use cause::Cause;
pub use date::sdk_date;
pub use explain::{Explanation, explain};
pub use refusal::Refusal;
pub use sign::{Scheme, sign};

use canonical::{Canonical, StringToSign};
use key::{Hex, SigningKey};
use reading::Reading;

/// How far the clocks of client and server may be apart, in seconds, in either direction.
pub const ALLOWED_SKEW: i64 = 15 * 60;

/// The header that carries the time of signing.
const DATE_HEADER: &str = "x-sdk-date";

/// The parts of a request that a signature can cover, exactly as they were received.
#[derive(Clone, Copy)]
pub struct SignedRequest<'a> {
    /// The method in the request line.
    pub method: &'a str,
    /// The path as the client sent it: nothing decoded, no prefix removed.
    pub path: &'a str,
    /// What follows the question mark, not decoded; `None` where there is no question mark.
    pub query: Option<&'a str>,
    /// Looks up the first value of a header, ignoring the case of its name.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The body's bytes.
    pub body: &'a [u8],
}

impl std::fmt::Debug for SignedRequest<'_> {
    /// Shows only parts that cannot contain a token or a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Checks that whoever made `authorization` knew `secret` and signed this very request at about `now`.
///
/// # Errors
///
/// The first [`Refusal`] met, in the order: algorithm, missing header, date, clock, signature.
pub fn verify(
    authorization: &Authorization<'_>,
    request: &SignedRequest<'_>,
    secret: &str,
    now: i64,
) -> Result<(), Refusal> {
    check_algorithm(authorization.algorithm)?;
    check_presence(request, authorization.signed_headers)?;
    check_time(authorization, request, now)?;

    let date = received_date(request)?;
    let key = SigningKey::new(authorization, secret);
    let body_hash = LazyCell::new(|| Hex::sha256(request.body));
    for reading in reading::every_reading(request, authorization.signed_headers) {
        let payload = reading.payload.line(|| body_hash.as_str());
        let canonical = Canonical::assemble(request, authorization.signed_headers, reading, payload)?;
        if key.made(authorization, date, &canonical) {
            return Ok(());
        }
    }
    Err(Refusal::Mismatch)
}

/// The moment at which the client says it signed, in seconds since 1970.
///
/// # Errors
///
/// [`Refusal::MissingHeader`] or [`Refusal::BadDate`].
pub fn signed_at(request: &SignedRequest<'_>) -> Result<i64, Refusal> {
    date::parse(received_date(request)?).ok_or(Refusal::BadDate)
}

/// The text whose hash is signed, with the path decoded before it is encoded, as most clients do.
///
/// It repeats the values of the signed headers, tokens included: show people [`Explanation::canonical_request`]
/// instead.
///
/// # Errors
///
/// [`Refusal::MissingHeader`] if a name in `signed_headers` was not received.
pub fn canonical_request(request: &SignedRequest<'_>, signed_headers: &str) -> Result<String, Refusal> {
    let reading = Reading::usual(request);
    let body_hash = LazyCell::new(|| Hex::sha256(request.body));
    let payload = reading.payload.line(|| body_hash.as_str());
    Canonical::assemble(request, signed_headers, reading, payload).map(|canonical| canonical.text())
}

/// The text that goes into the HMAC: algorithm, date, for V11 the scope, and the hash of the canonical request.
#[must_use]
pub fn string_to_sign(authorization: &Authorization<'_>, date: &str, canonical_request: &str) -> String {
    let hash = Hex::sha256(canonical_request.as_bytes());
    StringToSign::new(authorization, date, hash.as_str()).text()
}

/// Checks that this server can verify such a signature.
///
/// # Errors
///
/// [`Refusal::UnknownAlgorithm`] or [`Refusal::KnownButUnverified`].
pub fn check_algorithm(algorithm: Algorithm) -> Result<(), Refusal> {
    match algorithm {
        Algorithm::SdkHmacSha256 | Algorithm::V11HmacSha256 => Ok(()),
        Algorithm::Unknown => Err(Refusal::UnknownAlgorithm),
        known => Err(Refusal::KnownButUnverified(known)),
    }
}

fn check_presence(request: &SignedRequest<'_>, signed_headers: &str) -> Result<(), Refusal> {
    match names(signed_headers).find(|name| (request.header)(name).is_none()) {
        Some(missing) => Err(Refusal::MissingHeader(missing.to_ascii_lowercase())),
        None => Ok(()),
    }
}

fn check_time(authorization: &Authorization<'_>, request: &SignedRequest<'_>, now: i64) -> Result<(), Refusal> {
    let signed_at = signed_at(request)?;
    let day = &received_date(request)?[..date::DAY_LENGTH];
    if authorization.scope.is_some_and(|scope| scope.split('/').next() != Some(day)) {
        return Err(Refusal::OtherDay);
    }
    let by = signed_at.saturating_sub(now);
    if by.saturating_abs() > ALLOWED_SKEW {
        return Err(Refusal::Skewed { by });
    }
    Ok(())
}

fn names(signed_headers: &str) -> impl Iterator<Item = &str> {
    signed_headers.split(';').filter(|name| !name.is_empty())
}

fn received_date<'a>(request: &SignedRequest<'a>) -> Result<&'a str, Refusal> {
    (request.header)(DATE_HEADER).map(str::trim_ascii).ok_or_else(|| Refusal::MissingHeader(DATE_HEADER.to_owned()))
}
