//! What is read from the `Authorization` header, and how its refusal is said.

use codearts_mock::auth::signature::{Algorithm, Authorization, Malformed, Refusal};

use super::request::{NOW, SECRET, typical};

#[test]
fn algorithms_that_cannot_be_checked_are_told_apart_from_nonsense() {
    for (word, algorithm) in [
        ("SDK-HMAC-SM3", Algorithm::SdkHmacSm3),
        ("SDK-ECDSA-P256-SHA256", Algorithm::SdkEcdsaP256Sha256),
        ("SDK-SM2-SM3", Algorithm::SdkSm2Sm3),
    ] {
        let authorization = format!("{word} Access=AK, SignedHeaders=x-sdk-date, Signature=MEUCIQ");
        assert_eq!(Authorization::parse(&authorization).unwrap().access_key, "AK");
        assert_eq!(typical().verify(&authorization, SECRET, NOW), Err(Refusal::KnownButUnverified(algorithm)));
    }
    for nonsense in ["", "Bearer abc", "sdk-hmac-sha256 Access=AK"] {
        assert_eq!(typical().verify(nonsense, SECRET, NOW), Err(Refusal::UnknownAlgorithm), "{nonsense}");
    }
}

#[test]
fn a_malformed_header_is_refused_for_what_is_wrong_with_it() {
    let digits = "0".repeat(64);
    let many = vec!["a"; 101].join(";");
    for (rest, problem) in [
        (String::new(), Malformed::Missing("Access")),
        (format!("Access=, SignedHeaders=host, Signature={digits}"), Malformed::Missing("Access")),
        (format!("Access=AK, Signature={digits}"), Malformed::Missing("SignedHeaders")),
        ("Access=AK, SignedHeaders=host".to_owned(), Malformed::Missing("Signature")),
        (format!("Access=A, Access=B, SignedHeaders=host, Signature={digits}"), Malformed::Repeated("Access")),
        (format!("Access=AK, SignedHeaders=host;, Signature={digits}"), Malformed::SignedHeaders),
        (format!("Access=AK, SignedHeaders={many}, Signature={digits}"), Malformed::SignedHeaders),
        ("Access=AK, SignedHeaders=host, Signature=abc".to_owned(), Malformed::Signature),
        (format!("Access=AK, SignedHeaders=host, Signature={}", "A".repeat(64)), Malformed::Signature),
    ] {
        assert_eq!(Authorization::parse(&format!("SDK-HMAC-SHA256 {rest}")), Err(problem), "{rest}");
    }
}

#[test]
fn a_credential_has_four_parts() {
    for credential in ["AK", "AK/20240920", "AK/20240920/r", "AK/20240920/r/", "/20240920/r/s", "AK/20240920/r/s/t"] {
        let value =
            format!("V11-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature={}", "0".repeat(64));

        assert_eq!(Authorization::parse(&value), Err(Malformed::Credential), "{credential}");
    }
}

#[test]
fn the_parts_of_a_derived_header_are_found() {
    let digits = "0".repeat(64);
    let value = format!("V11-HMAC-SHA256 Credential=AK/20240920/r/s, SignedHeaders=a;b,Signature={digits}");

    assert_eq!(
        Authorization::parse(&value),
        Ok(Authorization {
            algorithm: Algorithm::V11HmacSha256,
            access_key: "AK",
            scope: Some("20240920/r/s"),
            signed_headers: "a;b",
            signature: &digits,
        })
    );
}

#[test]
fn every_refusal_is_said_in_a_sentence() {
    for (refusal, sentence) in [
        (
            Refusal::Malformed(Malformed::Missing("Access")),
            "The Authorization header cannot be read: it has no `Access=`.",
        ),
        (
            Refusal::KnownButUnverified(Algorithm::SdkSm2Sm3),
            "The algorithm SDK-SM2-SM3 is recognised but cannot be verified here; sign with SDK-HMAC-SHA256.",
        ),
        (
            Refusal::Skewed { by: -901 },
            "The request was signed 901 seconds behind the server's clock; 900 are allowed.",
        ),
        (Refusal::BadDate, "X-Sdk-Date is not a UTC time like 20240920T063849Z."),
        (Refusal::Mismatch, "The signature does not belong to this request and secret key."),
    ] {
        assert_eq!(refusal.to_string(), sentence);
    }
}
