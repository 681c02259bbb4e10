//! How honest clients differ, and what is refused all the same.

use codearts_mock::auth::signature::{ALLOWED_SKEW, Refusal, Scheme, sdk_date, sign};

use super::{
    independent::Call,
    request::{ACCESS_KEY, DATE, NOW, Request, SECRET, TYPICAL_HEADERS, typical},
};

fn call(segments: &[&str], query: &[(&str, &[&str])]) -> Call {
    Call {
        method: "GET".into(),
        segments: segments.iter().map(ToString::to_string).collect(),
        query: query
            .iter()
            .map(|(key, values)| (key.to_string(), values.iter().map(ToString::to_string).collect()))
            .collect(),
        headers: [("X-Sdk-Date".to_owned(), DATE.to_owned())].into(),
        body: Vec::new(),
        date: DATE.into(),
    }
}

/// Checks a request for `target` against the signature of an independent client.
fn accepts(target: &str, signed: &Call) {
    let received = Request::new("GET", target).header("X-Sdk-Date", DATE);

    assert_eq!(received.verify(&signed.authorization(ACCESS_KEY, SECRET), SECRET, NOW), Ok(()), "{target}");
}

#[test]
fn a_host_need_not_be_signed() {
    let authorization = typical().sign("content-type;x-sdk-date");

    assert_eq!(typical().set("Host", "elsewhere").verify(&authorization, SECRET, NOW), Ok(()));
}

#[test]
fn a_host_without_its_port_is_taken_as_received() {
    let request = typical().set("Host", "127.0.0.1");

    assert_eq!(request.verify(&request.sign(TYPICAL_HEADERS), SECRET, NOW), Ok(()));
}

#[test]
fn a_newline_at_the_end_of_a_body_belongs_to_it() {
    let request = typical().body("{}\n");
    let authorization = request.sign(TYPICAL_HEADERS);

    assert_eq!(request.verify(&authorization, SECRET, NOW), Ok(()));
    assert_eq!(request.body("{}").verify(&authorization, SECRET, NOW), Err(Refusal::Mismatch));
}

#[test]
fn headers_may_be_added_after_signing() {
    let authorization = typical().sign(TYPICAL_HEADERS);
    let received = typical().header("X-Project-Id", "0123456789abcdef0123456789abcdef").header("X-Security-Token", "t");

    assert_eq!(received.verify(&authorization, SECRET, NOW), Ok(()));
}

#[test]
fn a_body_that_says_it_is_unsigned_may_be_any() {
    let request = typical().header("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");
    let authorization = request.sign(TYPICAL_HEADERS);

    assert_eq!(request.body("anything").verify(&authorization, SECRET, NOW), Ok(()));
}

#[test]
fn an_empty_unsigned_body_may_be_hashed_as_python_does() {
    let authorization = typical().body("").sign(TYPICAL_HEADERS);
    let received = typical().body("").header("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");

    assert_eq!(received.verify(&authorization, SECRET, NOW), Ok(()));
}

#[test]
fn the_word_unsigned_cannot_be_added_to_a_signed_body() {
    let authorization = typical().sign(TYPICAL_HEADERS);
    let received = typical().header("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");

    assert_eq!(received.verify(&authorization, SECRET, NOW), Err(Refusal::Mismatch));
}

#[test]
fn a_hash_in_a_header_does_not_replace_the_body() {
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let authorization = typical().body("").sign(TYPICAL_HEADERS);
    let received = typical().header("X-Sdk-Content-Sha256", hash);

    assert_eq!(received.verify(&authorization, SECRET, NOW), Err(Refusal::Mismatch));
}

#[test]
fn a_query_may_arrive_in_any_order() {
    let signed = call(&["v1"], &[("a", &["1", "2"]), ("b", &[""]), ("c d", &["ä&="])]);

    accepts("/v1?c%20d=%c3%A4%26%3d&a=2&b&a=1", &signed);
}

#[test]
fn a_plus_in_a_query_may_be_a_blank_or_a_plus() {
    accepts("/v1?q=a+b", &call(&["v1"], &[("q", &["a b"])]));
    accepts("/v1?q=a+b", &call(&["v1"], &[("q", &["a+b"])]));
}

#[test]
fn a_query_encoded_before_it_was_signed_is_believed() {
    accepts("/v1?q=a%20b", &call(&["v1"], &[("q", &["a%20b"])]));
}

#[test]
fn a_path_may_be_signed_decoded_or_as_it_was_sent() {
    accepts("/v1/a%20b", &call(&["v1", "a b"], &[]));
    accepts("/v1/a%20b", &call(&["v1", "a%20b"], &[]));
    accepts("/v1/a%2Fb", &call(&["v1", "a", "b"], &[]));
    accepts("/v1/a%2Fb", &call(&["v1", "a/b"], &[]));
}

#[test]
fn a_slash_at_the_end_of_the_path_is_signed_but_once() {
    accepts("/v1", &call(&["v1"], &[]));
    accepts("/v1/", &call(&["v1"], &[]));
}

#[test]
fn blanks_around_a_header_value_may_be_signed_or_not() {
    for signed in ["value", " value\t"] {
        let mut client = call(&["v1"], &[]);
        client.headers.insert("x-note".into(), signed.into());
        let received = Request::new("GET", "/v1").header("X-Sdk-Date", DATE).header("X-Note", " value\t");

        assert_eq!(received.verify(&client.authorization(ACCESS_KEY, SECRET), SECRET, NOW), Ok(()), "{signed:?}");
    }
}

#[test]
fn a_method_in_lower_case_is_signed_in_upper_case() {
    let authorization = typical().sign(TYPICAL_HEADERS);

    assert_eq!(typical().method("post").verify(&authorization, SECRET, NOW), Ok(()));
}

#[test]
fn a_missing_signed_header_is_named() {
    let request = typical();
    let authorization = request.sign(TYPICAL_HEADERS);

    let verdict = request.without("Content-Type").verify(&authorization, SECRET, NOW);

    assert_eq!(verdict, Err(Refusal::MissingHeader("content-type".into())));
}

#[test]
fn a_date_is_needed_even_if_unsigned() {
    let authorization = typical().sign("host");

    assert_eq!(typical().verify(&authorization, SECRET, NOW), Ok(()));
    let verdict = typical().without("X-Sdk-Date").verify(&authorization, SECRET, NOW);
    assert_eq!(verdict, Err(Refusal::MissingHeader("x-sdk-date".into())));
}

#[test]
fn a_date_in_another_format_is_refused() {
    let authorization = typical().sign(TYPICAL_HEADERS);

    let verdict = typical().set("X-Sdk-Date", "2024-09-20T06:38:49Z").verify(&authorization, SECRET, NOW);

    assert_eq!(verdict, Err(Refusal::BadDate));
}

#[test]
fn clocks_may_differ_by_fifteen_minutes_and_not_a_second_more() {
    let request = typical();
    let authorization = request.sign(TYPICAL_HEADERS);
    let at = |now| request.verify(&authorization, SECRET, now);

    assert_eq!(ALLOWED_SKEW, 900);
    assert_eq!(at(NOW + 900), Ok(()));
    assert_eq!(at(NOW - 900), Ok(()));
    assert_eq!(at(NOW + 901), Err(Refusal::Skewed { by: -901 }));
    assert_eq!(at(NOW - 901), Err(Refusal::Skewed { by: 901 }));
    assert_eq!(at(i64::MIN), Err(Refusal::Skewed { by: i64::MAX }));
}

#[test]
fn a_derived_signature_is_for_the_day_of_its_date() {
    let mut client = call(&["v1"], &[]);
    client.date = "20240919T063849Z".into();
    let authorization = client.derived_authorization(ACCESS_KEY, SECRET, "cn-north-4/codeartsbuild");
    let received = Request::new("GET", "/v1").header("X-Sdk-Date", DATE);

    assert_eq!(received.verify(&authorization, SECRET, NOW), Err(Refusal::OtherDay));
}

#[test]
fn what_cannot_be_signed_is_said() {
    let signed =
        |request: &Request, names| request.lend(|request| sign(Scheme::Plain, ACCESS_KEY, SECRET, request, names));

    assert_eq!(signed(&typical(), "x-none"), Err(Refusal::MissingHeader("x-none".into())));
    assert_eq!(signed(&typical().set("X-Sdk-Date", "today"), "host"), Err(Refusal::BadDate));
}

#[test]
fn a_date_for_signing_is_one_that_is_read() {
    let request = typical().set("X-Sdk-Date", &sdk_date(NOW + 1));

    assert_eq!(request.signed_at(), NOW + 1);
}

#[test]
fn a_request_prints_neither_its_headers_nor_its_body() {
    let printed = typical().header("X-Auth-Token", "token").lend(|request| format!("{request:?}"));

    assert_eq!(printed, r#"SignedRequest { method: "POST", path: "/v1/job/project/permission", body_length: 70, .. }"#);
}
