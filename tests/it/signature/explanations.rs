//! Each common mistake is made by an independent client and must be found out.

use codearts_mock::auth::signature::{Cause, Scheme, sign};
use sha2::{Digest, Sha256};

use super::{
    independent::{digits, hmac},
    request::{ACCESS_KEY, DATE, NOW, Request, SECRET, TYPICAL_HEADERS, typical},
};

mod body;
mod headers;
mod request_line;

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The names of the causes found when `received` arrives with the signature of `signed`.
fn causes(signed: &Request, received: &Request) -> Vec<&'static str> {
    names(&found(signed, received, TYPICAL_HEADERS))
}

fn found(signed: &Request, received: &Request, signed_headers: &str) -> Vec<Cause> {
    received.explain(&signed.sign(signed_headers), Some(SECRET), NOW).likely_causes
}

fn names(causes: &[Cause]) -> Vec<&'static str> {
    causes.iter().map(|cause| cause.name).collect()
}

/// A signature over a canonical request that a client got wrong.
fn signed_wrongly(canonical: &str) -> String {
    let text = format!("SDK-HMAC-SHA256\n{DATE}\n{}", digits(&Sha256::digest(canonical)));
    let signature = digits(&hmac(SECRET.as_bytes(), text.as_bytes()));
    let list = canonical.lines().rev().nth(1).expect("the last line but one names the signed headers");
    format!("SDK-HMAC-SHA256 Access={ACCESS_KEY}, SignedHeaders={list}, Signature={signature}")
}

/// A GET whose method, path and query the client canonicalised as `lines`.
fn get_signed_as(lines: &str, target: &str) -> Vec<&'static str> {
    let canonical = format!("{lines}\nx-sdk-date:20240920T063849Z\n\nx-sdk-date\n{EMPTY}");
    let received = Request::new("GET", target).header("X-Sdk-Date", DATE);
    names(&received.explain(&signed_wrongly(&canonical), Some(SECRET), NOW).likely_causes)
}

#[test]
fn a_right_signature_has_no_cause() {
    assert_eq!(causes(&typical(), &typical()), [""; 0]);
}

#[test]
fn a_clock_that_is_wrong_is_found() {
    let explanation = typical().explain(&typical().sign(TYPICAL_HEADERS), Some(SECRET), NOW + 1000);

    assert_eq!(
        explanation.likely_causes,
        [Cause {
            name: "clock-skew",
            sentence: "The client's clock is 1000 seconds behind the server's; 900 are allowed.".into(),
            remedy: "Set the clocks right, or the server's clock to the time of the recording.",
            is_proven: true,
        }]
    );
}

#[test]
fn local_time_is_recognised() {
    let explanation = typical().explain(&typical().sign(TYPICAL_HEADERS), Some(SECRET), NOW - 8 * 3600 + 3);

    assert_eq!(explanation.likely_causes[0].remedy, "Write X-Sdk-Date in UTC.");
}

#[test]
fn a_wrong_clock_does_not_hide_another_mistake() {
    let authorization = typical().body("{}\n").sign(TYPICAL_HEADERS);

    let explanation = typical().body("{}").explain(&authorization, Some(SECRET), NOW + 1000);

    assert_eq!(names(&explanation.likely_causes), ["clock-skew", "trailing-newline-lost"]);
}

#[test]
fn a_date_that_is_none_is_found() {
    let authorization = typical().sign("host");

    let explanation = typical().set("X-Sdk-Date", "today").explain(&authorization, Some(SECRET), NOW);

    assert_eq!(names(&explanation.likely_causes), ["bad-date", "wrong-secret"]);
}

#[test]
fn a_scope_of_another_day_is_found() {
    let scheme = Scheme::Derived { region: "r", service: "s" };
    let authorization = typical().lend(|request| sign(scheme, ACCESS_KEY, SECRET, request, TYPICAL_HEADERS)).unwrap();

    let explanation = typical().explain(&authorization.replace("/20240920/", "/20240921/"), Some(SECRET), NOW);

    assert_eq!(names(&explanation.likely_causes), ["other-day", "wrong-secret"]);
}

#[test]
fn blanks_around_a_secret_key_are_found() {
    let authorization = typical().sign(TYPICAL_HEADERS);
    let explained = |secret: &str| names(&typical().explain(&authorization, Some(secret), NOW).likely_causes);

    assert_eq!(explained("SKEXAMPLE\n"), ["secret-has-blanks"]);
    let with_newline =
        typical().lend(|request| sign(Scheme::Plain, ACCESS_KEY, "SKEXAMPLE\n", request, TYPICAL_HEADERS)).unwrap();
    let explanation = typical().explain(&with_newline, Some(SECRET), NOW);
    assert_eq!(names(&explanation.likely_causes), ["secret-has-blanks"]);
}

#[test]
fn a_plain_signature_under_the_name_of_a_derived_one_is_found() {
    let authorization = typical()
        .sign(TYPICAL_HEADERS)
        .replace("SDK-HMAC-SHA256 Access=AKEXAMPLE", "V11-HMAC-SHA256 Credential=AKEXAMPLE/20240920/r/s");

    let explanation = typical().explain(&authorization, Some(SECRET), NOW);

    assert_eq!(names(&explanation.likely_causes), ["other-algorithm"]);
}

#[test]
fn what_remains_is_a_wrong_secret_key() {
    let explanation = typical().explain(&typical().sign(TYPICAL_HEADERS), Some("another"), NOW);

    assert_eq!(names(&explanation.likely_causes), ["wrong-secret"]);
    assert!(!explanation.likely_causes[0].is_proven);
}

#[test]
fn an_unknown_access_key_leaves_the_signature_untested() {
    let explanation = typical().explain(&typical().sign(TYPICAL_HEADERS), None, NOW);

    assert_eq!(names(&explanation.likely_causes), ["unknown-access-key"]);
}

#[test]
fn an_algorithm_that_cannot_be_checked_is_named() {
    let explanation = typical().explain("SDK-HMAC-SM3 Access=AK, SignedHeaders=host, Signature=ab", Some(SECRET), NOW);

    assert_eq!(names(&explanation.likely_causes), ["unverified-algorithm"]);
    assert_eq!(
        explanation.likely_causes[0].sentence,
        "Signatures of the algorithm SDK-HMAC-SM3 cannot be checked here."
    );
}

#[test]
fn a_header_that_begins_with_no_algorithm_is_said_to_name_none() {
    let explanation = typical().explain("Bearer nonsense", None, NOW);

    assert_eq!(explanation.likely_causes[0].sentence, "The header begins with no signing algorithm that is known.");
}

#[test]
fn the_canonical_request_is_shown_on_many_lines_and_on_one() {
    let request = Request::new("GET", "/v1/job/permission?job_id=1").header("X-Sdk-Date", DATE);

    let explanation = request.explain(&request.sign("x-sdk-date"), Some("another"), NOW);

    assert_eq!(
        explanation.canonical_request,
        format!("GET\n/v1/job/permission/\njob_id=1\nx-sdk-date:20240920T063849Z\n\nx-sdk-date\n{EMPTY}")
    );
    assert_eq!(
        explanation.canonical_request_bars,
        format!("GET|/v1/job/permission/|job_id=1|x-sdk-date:20240920T063849Z||x-sdk-date|{EMPTY}")
    );
    assert_eq!(explanation.string_to_sign.lines().next(), Some("SDK-HMAC-SHA256"));
    assert_eq!(explanation.string_to_sign.lines().nth(1), Some("20240920T063849Z"));
}

#[test]
fn neither_secret_nor_token_is_shown() {
    let secret = "MFyf/K41b+2giqM7Uio6";
    let signed = typical()
        .path(&format!("/v1/{secret}"))
        .query("key=MFyf%2FK41b%2B2giqM7Uio6")
        .header("X-Auth-Token", "MIIToken")
        .header("X-Security-Token", "STSToken")
        .header("X-Forwarded-Host", secret)
        .header("X-Note", secret);
    let names = "content-type;host;x-auth-token;x-note;x-sdk-date;x-security-token";
    let authorization = signed.lend(|request| sign(Scheme::Plain, ACCESS_KEY, secret, request, names)).unwrap();

    for received in [signed.clone().set("Host", "elsewhere"), signed.set("X-Auth-Token", "MIITOKEN")] {
        let shown = format!("{:?}", received.explain(&authorization, Some(secret), NOW));

        for hidden in [secret, "MFyf%2FK41b%2B2giqM7Uio6", "MIIToken", "MIITOKEN", "miitoken", "STSToken"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
        assert!(shown.contains("x-auth-token:<hidden>"), "{shown}");
    }
}
