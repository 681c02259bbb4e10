//! Mistakes in the body and in what is signed of it.

use super::{causes, typical};

#[test]
fn a_newline_lost_from_the_body_is_found() {
    assert_eq!(causes(&typical().body("{\"a\":1}\n"), &typical().body("{\"a\":1}")), ["trailing-newline-lost"]);
    assert_eq!(causes(&typical().body("\n"), &typical().body("")), ["trailing-newline-lost"]);
}

#[test]
fn a_newline_added_to_the_body_is_found() {
    assert_eq!(causes(&typical().body("{}"), &typical().body("{}\n")), ["trailing-newline-added"]);
    assert_eq!(causes(&typical().body("{}"), &typical().body("{}\r\n")), ["trailing-newline-added"]);
}

#[test]
fn a_reformatted_body_is_found() {
    let (compact, spaced) = (r#"{"a":[1,2],"b":": ,"}"#, r#"{"a": [1, 2], "b": ": ,"}"#);

    assert_eq!(causes(&typical().body(compact), &typical().body(spaced)), ["body-reformatted"]);
    assert_eq!(causes(&typical().body(spaced), &typical().body(compact)), ["body-reformatted"]);
    assert_eq!(causes(&typical().body(&format!("{compact}\n")), &typical().body(spaced)), ["body-reformatted"]);
}

#[test]
fn a_body_that_was_not_signed_is_found() {
    assert_eq!(causes(&typical().body(""), &typical().body("{}")), ["body-not-signed"]);
}

#[test]
fn a_body_that_was_lost_is_found() {
    assert_eq!(causes(&typical().body("{}"), &typical().body("")), ["body-lost"]);
}

#[test]
fn a_body_other_than_its_announced_hash_is_found() {
    let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let signed = typical().body("{}").header("X-Sdk-Content-Sha256", hash);

    assert_eq!(causes(&signed, &signed.clone().body("{\"a\":1}")), ["body-changed"]);
}

#[test]
fn an_unsigned_body_without_its_header_is_found() {
    let signed = typical().header("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");

    assert_eq!(causes(&signed, &typical()), ["payload-header-lost"]);
}

#[test]
fn a_signed_body_that_says_it_is_unsigned_is_found() {
    let received = typical().header("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");

    assert_eq!(causes(&typical(), &received), ["payload-hashed"]);
}

#[test]
fn a_large_body_is_not_hashed_again_and_again() {
    let large = "a".repeat(256 * 1024 + 1);

    assert_eq!(causes(&typical().body(&format!("{large}\n")), &typical().body(&large)), ["wrong-secret"]);
}
