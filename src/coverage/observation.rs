//! One exchange, as far as coverage is concerned.

use crate::{
    api::{Operation, QuirkSet},
    contract::{Parts, Problem},
};

/// What a request identified itself with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CredentialKind {
    /// Nothing.
    None,
    /// An `X-Auth-Token` header.
    Token,
    /// A signature in the `Authorization` header.
    Signature,
}

impl CredentialKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::None, Self::Token, Self::Signature];

    /// The kind in a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Token => "token",
            Self::Signature => "signature",
        }
    }
}

/// One exchange, as far as coverage is concerned. Faulted exchanges and the control plane's are not observed at all.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// The operation; none if the request fitted none.
    pub operation: Option<&'static Operation>,
    /// The request.
    pub parts: Parts<'a>,
    /// The status of the answer.
    pub status: u16,
    /// What the request identified itself with.
    pub credential: CredentialKind,
    /// The quirks that the answer depended on.
    pub quirks: QuirkSet,
    /// What was wrong with the request, or suspicious.
    pub problems: &'a [Problem],
    /// The namespace that answered.
    pub namespace: &'a str,
}
