//! Mistakes in the method, the path and the query.

use super::{TYPICAL_HEADERS, causes, found, get_signed_as, names, typical};

#[test]
fn a_missing_slash_at_the_end_is_found() {
    assert_eq!(get_signed_as("GET\n/v1/job\n", "/v1/job"), ["missing-trailing-slash"]);
    assert_eq!(get_signed_as("GET\n/v1/job\n", "/v1/job/"), ["missing-trailing-slash"]);
}

#[test]
fn a_path_that_was_not_encoded_is_found() {
    assert_eq!(get_signed_as("GET\n/v1/a:b/\n", "/v1/a:b"), ["path-not-encoded"]);
    assert_eq!(get_signed_as("GET\n/v1/a:b\n", "/v1/a:b"), ["path-not-encoded"]);
}

#[test]
fn a_rewritten_path_is_found() {
    let signed = typical().path("/v1/job");
    assert_eq!(causes(&signed, &typical().path("/_ns/blue/v1/job")), ["path-rewritten"]);

    let signed = typical().path("/mock/v1/job");
    let received = typical().path("/v1/job").header("X-Forwarded-Prefix", "/mock/");
    assert_eq!(causes(&signed, &received), ["path-rewritten"]);
}

#[test]
fn a_query_signed_in_the_order_of_the_url_is_found() {
    assert_eq!(get_signed_as("GET\n/v1/\nb=1&a=2", "/v1?b=1&a=2"), ["unsorted-query"]);
    assert_eq!(get_signed_as("GET\n/v1/\nb=1&a=x%20y", "/v1?b=1&a=x+y"), ["unsorted-query"]);
}

#[test]
fn a_query_that_was_not_encoded_is_found() {
    assert_eq!(get_signed_as("GET\n/v1/\na=x y&b=1", "/v1?b=1&a=x%20y"), ["query-not-encoded"]);
    assert_eq!(get_signed_as("GET\n/v1/\na=x:y&b=1", "/v1?b=1&a=x:y"), ["query-not-encoded"]);
}

#[test]
fn a_query_that_was_left_out_is_found() {
    assert_eq!(get_signed_as("GET\n/v1/\n", "/v1?a=1"), ["query-left-out"]);
}

#[test]
fn a_changed_method_is_found() {
    let causes = found(&typical(), &typical().method("GET"), TYPICAL_HEADERS);

    assert_eq!(names(&causes), ["method-changed"]);
    assert_eq!(causes[0].sentence, "The client signed the method POST, which is not the one received.");
}
