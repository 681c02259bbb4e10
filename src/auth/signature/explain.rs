//! Why a signature was refused: each common mistake is tried until one makes the signature right.

use super::{
    Algorithm, Authorization, Cause, Refusal, SignedRequest,
    canonical::{Canonical, StringToSign},
    cause,
    check::{check_algorithm, check_presence, check_time, received_date},
    encoding,
    hex::Hex,
    hypothesis,
    key::SigningKey,
    reading::{self, Reading},
};

const HIDDEN: &str = "<hidden>";

/// Signed headers whose values must not be shown.
const SENSITIVE: [&str; 5] = ["x-auth-token", "x-security-token", "x-subject-token", "authorization", "cookie"];

/// What the server computed, and where the client probably deviates. It contains neither secret nor token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The canonical request; tokens in it are replaced by `<hidden>`, missing headers have no value.
    pub canonical_request: String,
    /// The same on one line, with a bar for each newline, as newer gateways answer it.
    pub canonical_request_bars: String,
    /// The input of the HMAC. Its last line is the hash of the canonical request before anything was hidden.
    pub string_to_sign: String,
    /// The likely causes, most certain first; none if the signature is right.
    pub likely_causes: Vec<Cause>,
}

/// Finds out why a request was refused; `secret` is `None` if the access key is unknown.
#[must_use]
pub fn explain(
    authorization: &Authorization<'_>,
    request: &SignedRequest<'_>,
    secret: Option<&str>,
    now: i64,
) -> Explanation {
    let header = |name: &str| Some((request.header)(name).unwrap_or(""));
    let lenient = SignedRequest {
        method: request.method,
        path: request.path,
        query: request.query,
        header: &header,
        body: request.body,
    };
    let body_hash = Hex::sha256(request.body);
    let bases = every_base(&lenient, authorization.signed_headers, body_hash.as_str());
    let usual = bases.first().expect("no header is missing, so that there is a text for each reading");
    let date = received_date(&lenient).expect("no header is missing");

    let shown = shown(usual, secret);
    let string_to_sign = StringToSign::new(authorization, date, usual.hash().as_str()).text();
    let mut likely_causes = causes_outside_the_signature(authorization, request, now);
    likely_causes.extend(match secret {
        _ if !authorization.algorithm.is_verified() => None,
        None => Some(cause::NO_SECRET),
        // Without the value of a signed header nothing can be tested, and the secret key cannot be blamed.
        Some(_) if !is_complete(authorization, request) => None,
        Some(secret) => cause_of_mismatch(authorization, &lenient, secret, &bases, date),
    });
    for cause in &mut likely_causes {
        cause.sentence = without_secret(cause.sentence.to_string(), secret).into();
    }
    Explanation {
        canonical_request_bars: shown.replace('\n', "|"),
        canonical_request: shown,
        string_to_sign: without_secret(string_to_sign, secret),
        likely_causes,
    }
}

fn every_base<'a>(request: &SignedRequest<'a>, signed_headers: &'a str, body_hash: &'a str) -> Vec<Canonical<'a>> {
    let assemble = |reading: Reading| {
        let payload = reading.payload.line(|| body_hash);
        Canonical::assemble(request, signed_headers, reading, payload).ok()
    };
    reading::every_reading(request, signed_headers).filter_map(assemble).collect()
}

fn causes_outside_the_signature(
    authorization: &Authorization<'_>,
    request: &SignedRequest<'_>,
    now: i64,
) -> Vec<Cause> {
    let checks = [
        check_algorithm(authorization.algorithm),
        check_presence(request, authorization.signed_headers),
        check_time(authorization, request, now),
    ];
    let mut causes: Vec<_> =
        checks.into_iter().filter_map(Result::err).filter_map(|refusal| known_cause(&refusal)).collect();
    causes.dedup();
    causes
}

fn is_complete(authorization: &Authorization<'_>, request: &SignedRequest<'_>) -> bool {
    check_presence(request, authorization.signed_headers).is_ok() && received_date(request).is_ok()
}

fn known_cause(refusal: &Refusal) -> Option<Cause> {
    match refusal {
        Refusal::UnknownAlgorithm => Some(cause::UNKNOWN_ALGORITHM),
        Refusal::KnownButUnverified(algorithm) => Some(cause::unverified_algorithm(algorithm.name())),
        Refusal::MissingHeader(name) => Some(cause::missing_header(name)),
        Refusal::BadDate => Some(cause::BAD_DATE),
        Refusal::OtherDay => Some(cause::OTHER_DAY),
        Refusal::Skewed { by } => Some(cause::clock_skew(*by)),
        Refusal::Malformed(_) | Refusal::Mismatch => None,
    }
}

fn cause_of_mismatch(
    authorization: &Authorization<'_>,
    request: &SignedRequest<'_>,
    secret: &str,
    bases: &[Canonical<'_>],
    date: &str,
) -> Option<Cause> {
    let key = SigningKey::new(authorization, secret);
    if bases.iter().any(|base| key.made(authorization, date, base)) {
        return None;
    }
    let right = |canonical: &Canonical<'_>| key.made(authorization, date, canonical);
    let found = hypothesis::find(request, bases, right);
    found.or_else(|| cause_in_key(authorization, secret, bases, date)).or(Some(cause::WRONG_SECRET))
}

fn cause_in_key(authorization: &Authorization<'_>, secret: &str, bases: &[Canonical<'_>], date: &str) -> Option<Cause> {
    let makes = |authorization: &Authorization<'_>, secret: &str| {
        let key = SigningKey::new(authorization, secret);
        bases.iter().any(|base| key.made(authorization, date, base))
    };
    let spellings =
        [secret.trim_ascii().to_owned(), format!("{secret}\n"), format!("{secret}\r\n"), format!("{secret} ")];
    if spellings.iter().any(|spelling| makes(authorization, spelling)) {
        return Some(cause::SECRET_HAS_BLANKS);
    }
    let plain = Authorization { algorithm: Algorithm::SdkHmacSha256, scope: None, ..*authorization };
    makes(&plain, secret).then_some(cause::OTHER_ALGORITHM)
}

fn shown(canonical: &Canonical<'_>, secret: Option<&str>) -> String {
    let mut canonical = canonical.clone();
    for (name, value) in &mut canonical.headers {
        if SENSITIVE.contains(&&**name) && !value.is_empty() {
            *value = HIDDEN.into();
        }
    }
    without_secret(canonical.text(), secret)
}

/// A client that puts its secret key into a URL or a header must not find it in a log.
fn without_secret(text: String, secret: Option<&str>) -> String {
    match secret {
        Some(secret) if !secret.is_empty() => text.replace(secret, HIDDEN).replace(&*encoding::escaped(secret), HIDDEN),
        _ => text,
    }
}
