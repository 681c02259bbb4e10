//! Mistakes in the last line of the canonical request, which describes the body.

use super::mistake::Hypothesis;
use crate::auth::signature::{
    SignedRequest,
    canonical::Canonical,
    cause::{self, Cause},
    hex::Hex,
    reading::UNSIGNED_PAYLOAD,
};

/// A larger body is not hashed repeatedly to explain a mistake.
const LARGEST_BODY: usize = 256 * 1024;

pub(super) fn every_body<'a>(request: &SignedRequest<'_>, base: &Canonical<'a>) -> Vec<Hypothesis<'a>> {
    let with = |cause: Cause, line: &str| Hypothesis {
        cause,
        canonical: Canonical { payload: line.to_owned().into(), ..base.clone() },
    };
    let mut guesses = Vec::new();
    if base.payload == UNSIGNED_PAYLOAD {
        guesses.push(with(cause::PAYLOAD_HASHED, Hex::sha256(request.body).as_str()));
    } else {
        guesses.push(with(cause::PAYLOAD_HEADER_LOST, UNSIGNED_PAYLOAD));
    }
    if let Some(announced) = (request.header)("x-sdk-content-sha256").filter(|hash| !hash.is_empty()) {
        guesses.push(with(cause::BODY_CHANGED, announced.trim_ascii()));
    }
    guesses.push(with(cause::BODY_NOT_SIGNED, Hex::sha256(b"").as_str()));
    if request.body.len() <= LARGEST_BODY {
        let others = other_bodies(request.body);
        guesses.extend(others.into_iter().map(|(cause, body)| with(cause, Hex::sha256(&body).as_str())));
    }
    guesses
}

fn other_bodies(body: &[u8]) -> Vec<(Cause, Vec<u8>)> {
    if body.is_empty() {
        return vec![(cause::BODY_LOST, b"{}".to_vec()), (cause::TRAILING_NEWLINE_LOST, b"\n".to_vec())];
    }
    let (compact, spaced) = (respaced(body, b":", b","), respaced(body, b": ", b", "));
    let mut bodies = vec![
        (cause::TRAILING_NEWLINE_LOST, [body, b"\n"].concat()),
        (cause::TRAILING_NEWLINE_LOST, [body, b"\r\n"].concat()),
        (cause::BODY_REFORMATTED, [&compact, b"\n".as_slice()].concat()),
        (cause::BODY_REFORMATTED, compact),
        (cause::BODY_REFORMATTED, spaced),
    ];
    if let Some(shorter) = body.strip_suffix(b"\n") {
        let shorter = shorter.strip_suffix(b"\r").unwrap_or(shorter);
        bodies.insert(0, (cause::TRAILING_NEWLINE_ADDED, shorter.to_vec()));
    }
    bodies
}

/// The same JSON with other white space between its tokens. The result for anything else is harmless.
fn respaced(json: &[u8], colon: &[u8], comma: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(json.len() * 2);
    let (mut in_string, mut is_escaped) = (false, false);
    for &byte in json {
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' if !in_string => {}
            b':' if !in_string => text.extend_from_slice(colon),
            b',' if !in_string => text.extend_from_slice(comma),
            _ => text.push(byte),
        }
        in_string ^= byte == b'"' && !is_escaped;
        is_escaped = in_string && byte == b'\\' && !is_escaped;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_between_tokens_changes() {
        let json = br#"{ "a\" :,": [1,2 ],"b":"\\", "c" : 3}"#;

        assert_eq!(respaced(json, b":", b","), br#"{"a\" :,":[1,2],"b":"\\","c":3}"#);
        assert_eq!(respaced(json, b": ", b", "), br#"{"a\" :,": [1, 2], "b": "\\", "c": 3}"#);
    }
}
