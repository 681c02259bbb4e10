//! The client's side: the `Authorization` header for a request, for commands and tests.

use super::{
    Algorithm, Authorization, Refusal, SignedRequest,
    canonical::Canonical,
    check::{received_date, signed_at},
    date,
    hex::Hex,
    key::SigningKey,
    reading::Reading,
};

/// How to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme<'a> {
    /// `SDK-HMAC-SHA256`: with the secret key itself.
    Plain,
    /// `V11-HMAC-SHA256`: with a key derived from it.
    Derived {
        /// The region, such as `cn-north-4`.
        region: &'a str,
        /// The service, such as `codeartsbuild`.
        service: &'a str,
    },
}

/// The value of the `Authorization` header for a request that already carries `X-Sdk-Date` (see [`super::sdk_date`]).
///
/// `signed_headers` are lower-case names, sorted and joined by `;`.
///
/// # Errors
///
/// [`Refusal::MissingHeader`] if the request lacks a header to sign, [`Refusal::BadDate`] if its date is not valid.
pub fn sign(
    scheme: Scheme<'_>,
    access_key: &str,
    secret: &str,
    request: &SignedRequest<'_>,
    signed_headers: &str,
) -> Result<String, Refusal> {
    signed_at(request)?;
    let date = received_date(request)?;
    let (algorithm, scope) = match scheme {
        Scheme::Plain => (Algorithm::SdkHmacSha256, None),
        Scheme::Derived { region, service } => {
            (Algorithm::V11HmacSha256, Some(format!("{}/{region}/{service}", &date[..date::DAY_LENGTH])))
        }
    };
    let claim = Authorization { algorithm, access_key, scope: scope.as_deref(), signed_headers, signature: "" };

    let reading = Reading::usual(request);
    let body_hash = Hex::sha256(request.body);
    let payload = reading.payload.line(|| body_hash.as_str());
    let canonical = Canonical::assemble(request, signed_headers, reading, payload)?;
    let signature = SigningKey::new(&claim, secret).sign(&claim, date, &canonical);

    let (name, who) = match scope {
        Some(scope) => ("Credential", format!("{access_key}/{scope}")),
        None => ("Access", access_key.to_owned()),
    };
    Ok(format!("{algorithm} {name}={who}, SignedHeaders={signed_headers}, Signature={}", signature.as_str()))
}
