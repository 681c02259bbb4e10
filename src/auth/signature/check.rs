//! What can be checked of a signature without the key.

use super::{
    Algorithm, Authorization, Refusal, SignedRequest,
    date::{self, ALLOWED_SKEW},
    request::names,
};

/// The header that carries the time of signing.
const DATE_HEADER: &str = "x-sdk-date";

/// The moment at which the client says it signed, in seconds since 1970.
///
/// # Errors
///
/// [`Refusal::MissingHeader`] or [`Refusal::BadDate`].
pub fn signed_at(request: &SignedRequest<'_>) -> Result<i64, Refusal> {
    date::parse(received_date(request)?).ok_or(Refusal::BadDate)
}

/// Checks that a signature made this way can be checked here.
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

/// Checks that every signed header was received.
pub(super) fn check_presence(request: &SignedRequest<'_>, signed_headers: &str) -> Result<(), Refusal> {
    match names(signed_headers).find(|name| (request.header)(name).is_none()) {
        Some(missing) => Err(Refusal::MissingHeader(missing.to_ascii_lowercase())),
        None => Ok(()),
    }
}

/// Checks that the request was signed about now, and on the day of its scope.
pub(super) fn check_time(
    authorization: &Authorization<'_>,
    request: &SignedRequest<'_>,
    now: i64,
) -> Result<(), Refusal> {
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

/// The date as the client has sent it.
pub(super) fn received_date<'a>(request: &SignedRequest<'a>) -> Result<&'a str, Refusal> {
    (request.header)(DATE_HEADER).map(str::trim_ascii).ok_or_else(|| Refusal::MissingHeader(DATE_HEADER.to_owned()))
}
