//! Common mistakes in a signature, and how to fix them.

use std::borrow::Cow;

use super::ALLOWED_SKEW;

/// A likely reason for a refused signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// A stable name for programs.
    pub name: &'static str,
    /// What happened.
    pub sentence: Cow<'static, str>,
    /// What to do.
    pub remedy: &'static str,
    /// Whether the signature was right after this correction; otherwise it is what remains possible.
    pub is_proven: bool,
}

impl Cause {
    const fn proven(name: &'static str, sentence: &'static str, remedy: &'static str) -> Self {
        Self { name, sentence: Cow::Borrowed(sentence), remedy, is_proven: true }
    }

    const fn remaining(name: &'static str, sentence: &'static str, remedy: &'static str) -> Self {
        Self { name, sentence: Cow::Borrowed(sentence), remedy, is_proven: false }
    }

    fn with(name: &'static str, sentence: String, remedy: &'static str) -> Self {
        Self { name, sentence: Cow::Owned(sentence), remedy, is_proven: true }
    }
}

pub(super) const BAD_DATE: Cause = Cause::proven(
    "bad-date",
    "X-Sdk-Date is not a UTC time like 20240920T063849Z.",
    "Write the date without separators, in UTC, with a final Z.",
);
pub(super) const OTHER_DAY: Cause = Cause::proven(
    "other-day",
    "The day in `Credential=` is not the day of X-Sdk-Date.",
    "Take both from the same moment in UTC.",
);
pub(super) const MISSING_TRAILING_SLASH: Cause = Cause::proven(
    "missing-trailing-slash",
    "The client signed the path without a slash at its end.",
    "Append a slash to the path in the canonical request; the path that is sent stays as it is.",
);
pub(super) const PATH_NOT_ENCODED: Cause = Cause::proven(
    "path-not-encoded",
    "The client signed the path without percent-encoding it.",
    "Encode everything in the path but letters, digits, `-_.~` and the slashes before signing.",
);
pub(super) const PATH_REWRITTEN: Cause = Cause::proven(
    "path-rewritten",
    "The path was changed between client and server: a prefix was added to it or removed from it.",
    "Make the client sign the path it sends, and any proxy in between forward it unchanged.",
);
pub(super) const TRAILING_NEWLINE_LOST: Cause = Cause::proven(
    "trailing-newline-lost",
    "The signed body ended in a newline that was not received.",
    "Send exactly the bytes that were hashed; with curl, use --data-binary instead of --data.",
);
pub(super) const TRAILING_NEWLINE_ADDED: Cause = Cause::proven(
    "trailing-newline-added",
    "The received body ends in a newline that was not signed.",
    "Hash exactly the bytes that are sent, with the newline an editor, a shell or a JSON encoder puts at the end.",
);
pub(super) const BODY_REFORMATTED: Cause = Cause::proven(
    "body-reformatted",
    "The signed body was the same JSON with other white space.",
    "Serialize the body once, and both hash and send that text.",
);
pub(super) const BODY_NOT_SIGNED: Cause = Cause::proven(
    "body-not-signed",
    "The client signed an empty body but sent one.",
    "Hash the bytes of the body for the last line of the canonical request.",
);
pub(super) const BODY_LOST: Cause = Cause::proven(
    "body-lost",
    "The client signed the empty JSON object but the body arrived empty.",
    "Send exactly the bytes that were hashed.",
);
pub(super) const BODY_CHANGED: Cause = Cause::proven(
    "body-changed",
    "The body is not the one whose hash the client signed and sent in X-Sdk-Content-Sha256.",
    "Hash the bytes that are sent, and let nothing in between rewrite the body.",
);
pub(super) const PAYLOAD_HEADER_LOST: Cause = Cause::proven(
    "payload-header-lost",
    "The client signed UNSIGNED-PAYLOAD in place of the body's hash but X-Sdk-Content-Sha256 does not say so.",
    "Send X-Sdk-Content-Sha256: UNSIGNED-PAYLOAD with the request, or sign the hash of the body.",
);
pub(super) const PAYLOAD_HASHED: Cause = Cause::proven(
    "payload-hashed",
    "The client signed the body's hash although X-Sdk-Content-Sha256 says UNSIGNED-PAYLOAD.",
    "Sign the word UNSIGNED-PAYLOAD, or leave the header out.",
);
pub(super) const UNSORTED_QUERY: Cause = Cause::proven(
    "unsorted-query",
    "The client signed the query in the order of the URL.",
    "Sort the query by key, then by value, in the canonical request; the URL may keep its order.",
);
pub(super) const QUERY_NOT_ENCODED: Cause = Cause::proven(
    "query-not-encoded",
    "The client signed the query without percent-encoding its keys and values.",
    "Encode everything in keys and values but letters, digits and `-_.~`; a blank is %20.",
);
pub(super) const QUERY_LEFT_OUT: Cause = Cause::proven(
    "query-left-out",
    "The client signed the request without its query.",
    "Put the sorted query into the third line of the canonical request, and not into the path.",
);
pub(super) const SIGNED_HEADERS_REORDERED: Cause = Cause::proven(
    "signed-headers-reordered",
    "The names in `SignedHeaders=` are not written or ordered as in the text that was signed.",
    "Write the names in lower case, sorted, in all three places: the header lines, the list below them, and `SignedHeaders=`.",
);
pub(super) const SECRET_HAS_BLANKS: Cause = Cause::proven(
    "secret-has-blanks",
    "The secret key is right but for blanks or a newline around it on one of the two sides.",
    "Strip the newline that reading a key from a file or a CI variable leaves at its end.",
);
pub(super) const OTHER_ALGORITHM: Cause = Cause::proven(
    "other-algorithm",
    "The signature was made with SDK-HMAC-SHA256 although the header says V11-HMAC-SHA256.",
    "Derive the key from the secret key, the access key and the scope, and put the scope into the string to sign.",
);
pub(super) const UNKNOWN_ALGORITHM: Cause = Cause::proven(
    "unverified-algorithm",
    "The header begins with no signing algorithm that is known.",
    "Sign with SDK-HMAC-SHA256, or send a token in X-Auth-Token.",
);
pub(super) const NO_SECRET: Cause = Cause::remaining(
    "unknown-access-key",
    "No secret key is known for this access key, so the signature could not be tested.",
    "Use an access key that the server was configured with.",
);
pub(super) const WRONG_SECRET: Cause = Cause::remaining(
    "wrong-secret",
    "Nothing else that was tried makes the signature right: most likely the client used another secret key.",
    "Compare the client's secret key with the server's; if they agree, compare the canonical requests line by line.",
);

pub(super) fn clock_skew(by: i64) -> Cause {
    let (seconds, side) = (by.unsigned_abs(), if by < 0 { "behind" } else { "ahead of" });
    let sentence = format!("The client's clock is {seconds} seconds {side} the server's; {ALLOWED_SKEW} are allowed.");
    if looks_like_local_time(seconds) {
        return Cause::with(
            "clock-skew",
            sentence + " So round a difference looks like local time.",
            "Write X-Sdk-Date in UTC.",
        );
    }
    Cause::with("clock-skew", sentence, "Set the clocks right, or the server's clock to the time of the recording.")
}

/// Time zones differ from UTC by whole quarters of an hour, up to fourteen hours; a minute is allowed for the network.
fn looks_like_local_time(seconds: u64) -> bool {
    const QUARTER: u64 = 15 * 60;
    const MINUTE: u64 = 60;
    let is_in_reach = (60 * MINUTE - MINUTE..=14 * 60 * MINUTE + MINUTE).contains(&seconds);
    is_in_reach && (seconds + MINUTE) % QUARTER <= 2 * MINUTE
}

pub(super) fn missing_header(name: &str) -> Cause {
    Cause::with(
        "missing-header",
        format!("The header `{name}` is needed to check the signature, but was not received."),
        "Send every header that is signed, and let no proxy drop it; or leave it out of `SignedHeaders=`.",
    )
}

pub(super) fn unverified_algorithm(name: &str) -> Cause {
    Cause::with(
        "unverified-algorithm",
        format!("Signatures of the algorithm {name} cannot be checked here."),
        "Sign with SDK-HMAC-SHA256.",
    )
}

pub(super) fn host_rewritten(signed: &str) -> Cause {
    Cause::with(
        "host-rewritten",
        format!("The client signed the Host `{signed}`, which is not the one received."),
        "Make the client sign the Host header it sends, port included, and any proxy in between forward it unchanged.",
    )
}

pub(super) fn method_changed(signed: &str) -> Cause {
    Cause::with(
        "method-changed",
        format!("The client signed the method {signed}, which is not the one received."),
        "Sign the method that is sent; after a redirect, sign again.",
    )
}

/// `signed` describes the value; the value itself may be a token.
pub(super) fn header_altered(name: &str, signed: &str) -> Cause {
    Cause::with(
        "header-altered",
        format!("The client signed {signed} for the header `{name}`, which is not what was received."),
        "Set the header before signing, and let neither the HTTP library nor a proxy change it afterwards.",
    )
}
