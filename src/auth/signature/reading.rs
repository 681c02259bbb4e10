//! The differences between correct clients, each tried only where it matters.

use super::request::{SignedRequest, names};

/// What clients sign in place of the body's hash if they do not hash the body.
pub(super) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
const PAYLOAD_HEADER: &str = "x-sdk-content-sha256";

/// One way to derive the signed text from what was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) path: PathReading,
    pub(super) query: QueryReading,
    pub(super) blanks: Blanks,
    pub(super) payload: Payload,
}

/// What a client does with percent signs in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathReading {
    /// Python decodes the whole path, then encodes what lies between the slashes.
    Decoded,
    /// The same segment by segment, so that an encoded slash stays one.
    DecodedBySegment,
    /// Go, Node and PHP encode the path they were given, percent signs included.
    AsSent,
}

/// What the characters of a query represented when the client signed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueryReading {
    /// The URL is the encoded form of the signed values.
    Decoded,
    /// The same, in the encoding of forms, where a plus is a blank. Go sends this.
    PlusIsSpace,
    /// The values were encoded before the client was given them.
    AsSent,
}

/// Whether white space around a header's value was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    /// The rule.
    Trimmed,
    /// Java signs values as they are.
    Kept,
}

/// The last line of the canonical request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payload {
    /// The hash of the body.
    Hashed,
    /// A statement that the body is not signed.
    Unsigned,
}

impl Payload {
    pub(super) fn line<'a>(self, hash: impl FnOnce() -> &'a str) -> &'a str {
        match self {
            Self::Hashed => hash(),
            Self::Unsigned => UNSIGNED_PAYLOAD,
        }
    }
}

impl Reading {
    /// The reading of most clients.
    pub(super) fn usual(request: &SignedRequest<'_>) -> Self {
        Self {
            path: PathReading::Decoded,
            query: QueryReading::Decoded,
            blanks: Blanks::Trimmed,
            payload: payloads(request)[0],
        }
    }
}

/// Every reading that gives this request another text, the usual one first. There is nearly always just one.
pub(super) fn every_reading(
    request: &SignedRequest<'_>,
    signed_headers: &str,
) -> impl Iterator<Item = Reading> + use<> {
    let (paths, queries) = (paths(request.path), queries(request.query.unwrap_or("")));
    let (blanks, payloads) = (blanks(request, signed_headers), payloads(request));
    payloads.iter().flat_map(move |&payload| {
        blanks.iter().flat_map(move |&blanks| {
            queries
                .iter()
                .flat_map(move |&query| paths.iter().map(move |&path| Reading { path, query, blanks, payload }))
        })
    })
}

fn paths(path: &str) -> &'static [PathReading] {
    if !path.contains('%') {
        &[PathReading::Decoded]
    } else if path.contains("%2F") || path.contains("%2f") {
        &[PathReading::Decoded, PathReading::DecodedBySegment, PathReading::AsSent]
    } else {
        &[PathReading::Decoded, PathReading::AsSent]
    }
}

fn queries(query: &str) -> &'static [QueryReading] {
    match (query.contains('%'), query.contains('+')) {
        (false, false) => &[QueryReading::Decoded],
        (true, false) => &[QueryReading::Decoded, QueryReading::AsSent],
        (false, true) => &[QueryReading::Decoded, QueryReading::PlusIsSpace],
        (true, true) => &[QueryReading::Decoded, QueryReading::PlusIsSpace, QueryReading::AsSent],
    }
}

fn blanks(request: &SignedRequest<'_>, signed_headers: &str) -> &'static [Blanks] {
    let has_blanks = |name| (request.header)(name).is_some_and(|value| value.trim_ascii().len() != value.len());
    if names(signed_headers).any(has_blanks) { &[Blanks::Trimmed, Blanks::Kept] } else { &[Blanks::Trimmed] }
}

fn payloads(request: &SignedRequest<'_>) -> &'static [Payload] {
    if (request.header)(PAYLOAD_HEADER).map(str::trim_ascii) != Some(UNSIGNED_PAYLOAD) {
        &[Payload::Hashed]
    } else if request.body.is_empty() {
        // Python hashes an empty body even then; the other clients write the word.
        &[Payload::Unsigned, Payload::Hashed]
    } else {
        &[Payload::Unsigned]
    }
}
