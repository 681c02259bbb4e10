//! Parses the `Authorization` header of a signed request.

use std::fmt;

/// More names than any client signs; bounds the work for one header.
const MOST_SIGNED_HEADERS: usize = 100;

/// A signing algorithm that Huawei Cloud's clients can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with the secret key itself: what every SDK does unless told otherwise.
    SdkHmacSha256,
    /// HMAC with a key derived for one day, region and service.
    V11HmacSha256,
    /// HMAC over the Chinese SM3 hash. Recognised, not verified.
    SdkHmacSm3,
    /// An elliptic-curve signature. Recognised, not verified.
    SdkEcdsaP256Sha256,
    /// A Chinese SM2 signature. Recognised, not verified.
    SdkSm2Sm3,
    /// Anything else. The word is not kept, because a bare token can stand in the same place.
    Unknown,
}

impl Algorithm {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SdkHmacSha256 => "SDK-HMAC-SHA256",
            Self::V11HmacSha256 => "V11-HMAC-SHA256",
            Self::SdkHmacSm3 => "SDK-HMAC-SM3",
            Self::SdkEcdsaP256Sha256 => "SDK-ECDSA-P256-SHA256",
            Self::SdkSm2Sm3 => "SDK-SM2-SM3",
            Self::Unknown => "unknown",
        }
    }

    /// Whether this server can verify such a signature.
    #[must_use]
    pub const fn is_verified(self) -> bool {
        matches!(self, Self::SdkHmacSha256 | Self::V11HmacSha256)
    }

    fn named(word: &str) -> Self {
        [Self::SdkHmacSha256, Self::V11HmacSha256, Self::SdkHmacSm3, Self::SdkEcdsaP256Sha256, Self::SdkSm2Sm3]
            .into_iter()
            .find(|algorithm| algorithm.name() == word)
            .unwrap_or(Self::Unknown)
    }
}

/// What the client claims: its key, what it signed, and the signature.
///
/// With an algorithm that is not verified, parts that could not be found are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// How the signature was made.
    pub algorithm: Algorithm,
    /// The access key (AK), which is public.
    pub access_key: &'a str,
    /// `<yyyymmdd>/<region>/<service>`, in a derived signature only.
    pub scope: Option<&'a str>,
    /// The names of the signed headers, joined by `;`, as received.
    pub signed_headers: &'a str,
    /// The signature: 64 lower-case hex digits wherever it can be verified.
    pub signature: &'a str,
}

/// Why an `Authorization` header cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// A mandatory part is missing.
    Missing(&'static str),
    /// A part occurs twice.
    Repeated(&'static str),
    /// `Credential` does not have its four parts.
    Credential,
    /// `SignedHeaders` names nothing, or has an empty name, or too many.
    SignedHeaders,
    /// `Signature` is not 64 lower-case hex digits.
    Signature,
}

impl<'a> Authorization<'a> {
    /// Parses the value of an `Authorization` header.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with a header whose algorithm can be verified.
    pub fn parse(value: &'a str) -> Result<Self, Malformed> {
        let (word, rest) = value.trim_ascii().split_once(' ').unwrap_or((value.trim_ascii(), ""));
        let algorithm = Algorithm::named(word);
        let parts = NamedParts::of(rest);
        if !algorithm.is_verified() {
            return Ok(Self::unverified(algorithm, &parts));
        }

        let (access_key, scope) = if algorithm == Algorithm::V11HmacSha256 {
            let (access_key, scope) = split_credential(parts.get("Credential")?)?;
            (access_key, Some(scope))
        } else {
            (parts.get("Access")?, None)
        };
        let signed_headers = parts.get("SignedHeaders")?;
        let names = signed_headers.split(';');
        if names.clone().any(str::is_empty) || names.count() > MOST_SIGNED_HEADERS {
            return Err(Malformed::SignedHeaders);
        }
        let signature = parts.get("Signature")?;
        if signature.len() != 64 || !signature.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Malformed::Signature);
        }
        Ok(Self { algorithm, access_key, scope, signed_headers, signature })
    }

    fn unverified(algorithm: Algorithm, parts: &NamedParts<'a>) -> Self {
        let found = |name| {
            if algorithm == Algorithm::Unknown { "" } else { parts.get(name).unwrap_or("") }
        };
        Self {
            algorithm,
            access_key: found("Access"),
            scope: None,
            signed_headers: found("SignedHeaders"),
            signature: found("Signature"),
        }
    }
}

/// The parts after the algorithm with a known name, each with whether it occurs again.
struct NamedParts<'a>([(&'static str, Option<&'a str>, bool); 4]);

impl<'a> NamedParts<'a> {
    fn of(rest: &'a str) -> Self {
        let mut parts = Self(["Access", "Credential", "SignedHeaders", "Signature"].map(|name| (name, None, false)));
        for (name, value) in rest.split(',').filter_map(|part| part.trim_ascii().split_once('=')) {
            if let Some((_, first, is_repeated)) = parts.0.iter_mut().find(|(known, ..)| *known == name) {
                *is_repeated = first.is_some();
                first.get_or_insert(value);
            }
        }
        parts
    }

    fn get(&self, name: &'static str) -> Result<&'a str, Malformed> {
        let (_, value, is_repeated) =
            self.0.iter().find(|(known, ..)| *known == name).ok_or(Malformed::Missing(name))?;
        let value = value.filter(|value| !value.is_empty()).ok_or(Malformed::Missing(name))?;
        if *is_repeated { Err(Malformed::Repeated(name)) } else { Ok(value) }
    }
}

fn split_credential(credential: &str) -> Result<(&str, &str), Malformed> {
    let (access_key, scope) = credential.split_once('/').ok_or(Malformed::Credential)?;
    let parts = scope.split('/');
    if access_key.is_empty() || parts.clone().count() != 3 || parts.clone().any(str::is_empty) {
        return Err(Malformed::Credential);
    }
    Ok((access_key, scope))
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("The Authorization header cannot be read: ")?;
        match self {
            Self::Missing(name) => write!(formatter, "it has no `{name}=`."),
            Self::Repeated(name) => write!(formatter, "it has `{name}=` twice."),
            Self::Credential => {
                formatter.write_str("`Credential=` must be `<access key>/<yyyymmdd>/<region>/<service>`.")
            }
            Self::SignedHeaders => formatter.write_str("`SignedHeaders=` must be header names joined by `;`."),
            Self::Signature => formatter.write_str("`Signature=` must be 64 lower-case hex digits."),
        }
    }
}

impl std::error::Error for Malformed {}
