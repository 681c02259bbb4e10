//! Mistakes in the signed headers and their list.

use super::{DATE, NOW, Request, SECRET, TYPICAL_HEADERS, causes, found, names, typical};

#[test]
fn a_missing_header_is_found_and_no_secret_key_blamed() {
    let received = typical().without("Content-Type");

    let causes = found(&typical(), &received, TYPICAL_HEADERS);

    assert_eq!(names(&causes), ["missing-header"]);
    assert_eq!(causes[0].sentence, "The header `content-type` is needed to check the signature, but was not received.");
}

#[test]
fn a_rewritten_host_is_found() {
    for (signed, received) in [
        ("mock:8080", "mock"),
        ("mock", "mock:8080"),
        ("mock:80", "mock"),
        ("localhost:8080", "127.0.0.1:8080"),
        ("[::1]:8080", "localhost:8080"),
        ("127.0.0.1:8080", "[::1]:8080"),
    ] {
        let received = typical().set("Host", received).header("X-Forwarded-Port", "8080");
        let causes = found(&typical().set("Host", signed), &received, TYPICAL_HEADERS);

        assert_eq!(names(&causes), ["host-rewritten"], "{signed}");
        assert!(causes[0].sentence.contains(&format!("`{signed}`")), "{}", causes[0].sentence);
    }
}

#[test]
fn a_host_behind_a_proxy_is_found() {
    let signed = typical().set("Host", "codearts.example.com");
    let received = typical().set("Host", "mock:8080").header("X-Forwarded-Host", "codearts.example.com");

    assert_eq!(causes(&signed, &received), ["host-rewritten"]);
}

#[test]
fn an_altered_header_is_found() {
    let received = typical().set("Content-Type", "application/json; charset=utf-8");

    let causes = found(&typical(), &received, TYPICAL_HEADERS);

    assert_eq!(names(&causes), ["header-altered"]);
    assert_eq!(
        causes[0].sentence,
        "The client signed `application/json` for the header `content-type`, which is not what was received."
    );
}

#[test]
fn a_header_set_after_signing_is_found() {
    let signed = typical().header("User-Agent", "");
    let received = typical().header("User-Agent", "curl/8");

    let causes = found(&signed, &received, "host;user-agent;x-sdk-date");

    assert_eq!(names(&causes), ["header-altered"]);
}

#[test]
fn a_list_of_headers_in_another_order_or_case_is_found() {
    let request = Request::new("GET", "/v1").header("X-Sdk-Date", DATE).header("Host", "mock");
    let signed = request.sign("host;x-sdk-date");
    for list in ["x-sdk-date;host", "Host;X-Sdk-Date"] {
        let authorization = signed.replace("host;x-sdk-date", list);

        let explanation = request.explain(&authorization, Some(SECRET), NOW);

        assert_eq!(names(&explanation.likely_causes), ["signed-headers-reordered"], "{list}");
    }
}
