//! Why a signature is refused, in words for people.

use std::fmt;

use super::{ALLOWED_SKEW, Algorithm, Malformed};

/// Why a signed request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The `Authorization` header cannot be read.
    Malformed(Malformed),
    /// The algorithm is not one of Huawei Cloud's.
    UnknownAlgorithm,
    /// The algorithm exists, but this server cannot check it.
    KnownButUnverified(Algorithm),
    /// A signed header, named here in lower case, was not received.
    MissingHeader(String),
    /// `X-Sdk-Date` is not a date.
    BadDate,
    /// The day in a derived credential is not the day of `X-Sdk-Date`.
    OtherDay,
    /// The client's clock is ahead of ours by this many seconds; behind, if negative.
    Skewed {
        /// Client minus server.
        by: i64,
    },
    /// The signature belongs to another request or another secret key.
    Mismatch,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(formatter),
            Self::UnknownAlgorithm => formatter.write_str(
                "The Authorization header does not begin with a known signing algorithm; SDK-HMAC-SHA256 is the usual one.",
            ),
            Self::KnownButUnverified(algorithm) => write!(
                formatter,
                "The algorithm {algorithm} is recognised but cannot be verified here; sign with SDK-HMAC-SHA256."
            ),
            Self::MissingHeader(name) => {
                write!(formatter, "The header `{name}` is needed to check the signature, but was not received.")
            }
            Self::BadDate => formatter.write_str("X-Sdk-Date is not a UTC time like 20240920T063849Z."),
            Self::OtherDay => formatter.write_str("The day in `Credential=` is not the day of X-Sdk-Date."),
            Self::Skewed { by } => write!(
                formatter,
                "The request was signed {} seconds {} the server's clock; {ALLOWED_SKEW} are allowed.",
                by.unsigned_abs(),
                if *by < 0 { "behind" } else { "ahead of" },
            ),
            Self::Mismatch => formatter.write_str("The signature does not belong to this request and secret key."),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}
