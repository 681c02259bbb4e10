//! What is removed from each part of a request, and what stays.

use serde_json::json;

use super::*;

fn of_json(body: &Value) -> Value {
    serde_json::from_slice(&redacted_body(body.to_string().as_bytes())).unwrap()
}

#[test]
fn passwords_and_tokens_are_replaced_and_the_rest_is_kept() {
    let body = json!({ "auth": {
        "identity": { "password": { "user": { "name": "a", "password": "p" } }, "token": { "id": "t" } },
        "scope": { "project": { "id": "kept" } },
    } });

    assert_eq!(
        of_json(&body),
        json!({ "auth": {
            "identity": {
                "password": { "user": { "name": "a", "password": "[redacted]" } },
                "token": { "id": "[redacted]" },
            },
            "scope": { "project": { "id": "kept" } },
        } })
    );
}

#[test]
fn a_secret_is_found_at_any_depth_and_in_any_form() {
    for (body, expected) in [
        (
            json!({ "access": { "key": "a" }, "secret": { "key": "b" } }),
            json!({ "access": { "key": "[redacted]" }, "secret": { "key": "[redacted]" } }),
        ),
        (json!([[{ "a": [{ "clientSecret": 1.5 }] }]]), json!([[{ "a": [{ "clientSecret": "[redacted]" }] }]])),
        (json!({ "tokens": ["a", "b"], "b": null }), json!({ "tokens": ["[redacted]", "[redacted]"], "b": null })),
        (json!([{ "name": "DB_PASSWORD", "value": "a" }]), json!([{ "name": "DB_PASSWORD", "value": "[redacted]" }])),
        (json!([{ "key": "apiKey", "values": ["a"] }]), json!([{ "key": "apiKey", "values": ["[redacted]"] }])),
        (json!([{ "key": "region", "value": "a" }]), json!([{ "key": "region", "value": "a" }])),
        (json!({ "sk": true, "ak": null, "pwd": "" }), json!({ "sk": true, "ak": null, "pwd": "" })),
        (json!({ "code": "a", "key": "b", "author": "c" }), json!({ "code": "a", "key": "b", "author": "c" })),
        (json!("token"), json!("token")),
    ] {
        assert_eq!(of_json(&body), expected, "{body}");
    }
}

#[test]
fn a_body_without_a_secret_stays_as_it_was_sent() {
    for body in
        [&b"{ \"a\" : 1.0e2, \"a\":\"\\u0041\" }"[..], b"", b"a=b&c=d", b"text of a kind", b"\xff\xfe", b"{\"a\":"]
    {
        assert_eq!(redacted_body(body), body);
    }
}

#[test]
fn a_form_loses_its_values_and_what_is_neither_is_not_kept_at_all() {
    for (body, expected) in [
        ("a=b&password=p%20q&c", "a=b&password=[redacted]&c"),
        ("access%5Ftoken=t;SK=s", "access%5Ftoken=[redacted];SK=[redacted]"),
        ("{\"password\": \"p\"", "[redacted]"),
        ("--x\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\np\r\n--x--", "[redacted]"),
        ("<user><password>p</password></user>", "[redacted]"),
        ("password: p", "[redacted]"),
    ] {
        assert_eq!(String::from_utf8_lossy(&redacted_body(body.as_bytes())), expected);
    }
}

#[test]
fn of_a_long_body_the_beginning_is_kept_unless_it_names_a_secret() {
    let long = |name: &str| json!({ name: "x", "filling": "y".repeat(Entry::MOST_BODY) }).to_string();

    assert_eq!(redacted_body(long("a").as_bytes()).len(), Entry::MOST_BODY);
    assert_eq!(&*redacted_body(long("apiKey").as_bytes()), b"[redacted]");
}

#[test]
fn the_values_of_secret_parameters_are_replaced_and_the_rest_is_as_it_was_sent() {
    for (query, expected) in [
        ("job_id=a%20b&project_id=", "job_id=a%20b&project_id="),
        ("a&X-Auth-Token=t&b=1", "a&X-Auth-Token=[redacted]&b=1"),
        ("access%5Ftoken=t&SK=s", "access%5Ftoken=[redacted]&SK=[redacted]"),
        ("monkey=1&password", "monkey=1&password"),
        ("code=a&key=b&access=c&error_code=d", "code=[redacted]&key=[redacted]&access=[redacted]&error_code=d"),
        ("tokens[]=a=b", "tokens[]=[redacted]"),
    ] {
        assert_eq!(redacted_query(query), expected);
    }
    assert_eq!(redacted_path("/v1/a;token=t/b"), "/v1/a;token=[redacted]/b");
    assert_eq!(redacted_path("/v1/token/b"), "/v1/token/b");
}

#[test]
fn the_values_of_secret_headers_are_replaced_and_of_others_what_is_a_secret_in_them() {
    for name in [
        "authorization",
        "x-auth-token",
        "x-security-token",
        "x-subject-token",
        "cookie",
        "set-cookie",
        "proxy-authorization",
        "x-mock-control-token",
        "x-api-key",
        "apikey",
        "x-goog-api-key",
        "ocp-apim-subscription-key",
        "x-amz-security-token",
        "x-vault-token",
        "private-token",
        "x-csrf-token",
        "x-session",
        "x-session-id",
        "x-client-secret",
        "x-jwt-assertion",
        "x-access-key",
        "x-ak",
        "x-sk",
        "x-user-password",
        "x-auth",
        "x-hub-signature",
    ] {
        assert_eq!(redacted_header(name, b"value"), REDACTED.as_bytes(), "{name}");
    }
    for name in [
        "accept",
        "host",
        "x-sdk-date",
        "x-project-id",
        "x-domain-id",
        "x-request-id",
        "x-language",
        "origin",
        "referer",
        "x-forwarded-for",
        "sec-fetch-site",
        "x-mock-namespace",
        "x-mock-quirk",
        "traceparent",
        "prefer",
    ] {
        assert_eq!(redacted_header(name, b"value"), &b"value"[..], "{name}");
    }
    assert_eq!(
        redacted_header("referer", b"http://a/b?x=1&access_token=t#code=c"),
        &b"http://a/b?x=1&access_token=[redacted]#code=[redacted]"[..]
    );
}
