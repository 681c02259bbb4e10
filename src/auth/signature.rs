//! AK/SK signatures: checked, made and explained by pure functions on borrowed parts.
//!
//! A client signs the request line, the headers it names in `SignedHeaders` and the body. Nothing here assumes which headers
//! those are: the official SDKs all choose differently, and a verifier that "knows" them refuses half of them. Time comes
//! in as a number of seconds since 1970, so every check can be repeated.

use std::cell::LazyCell;

mod authorization;
mod canonical;
mod cause;
mod check;
mod date;
mod encoding;
mod explain;
mod hex;
mod hypothesis;
mod key;
mod reading;
mod refusal;
mod request;
mod sign;

pub use authorization::{Algorithm, Authorization, Malformed};
pub use cause::Cause;
pub use check::{check_algorithm, signed_at};
pub use date::{ALLOWED_SKEW, sdk_date};
pub use explain::{Explanation, explain};
pub use refusal::Refusal;
pub use request::SignedRequest;
pub use sign::{Scheme, sign};

use canonical::{Canonical, StringToSign};
use check::{check_presence, check_time, received_date};
use hex::Hex;
use key::SigningKey;
use reading::Reading;

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
