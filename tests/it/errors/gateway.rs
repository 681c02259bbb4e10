//! What the gateway refuses before a service sees it.

use codearts_mock::api::{ErrorCode, Situation};

use crate::mock::Mock;

use super::Case;

const NO_API: &str = "The API does not exist or has not been published in the environment. ";

const BASE: Case = Case {
    code: ErrorCode::gateway(Situation::UnknownPath),
    line: "",
    body: "",
    caller: "",
    quirk: "",
    documented: (404, "APIGW.0101"),
    observed: (404, "APIGW.0101"),
    message: NO_API,
    pointer: Some(""),
};

pub(super) const CASES: &[Case] = &[
    Case {
        code: ErrorCode::gateway(Situation::Unauthenticated),
        line: "PUT /v1/job/role-permission",
        body: "{",
        documented: (401, "APIGW.0301"),
        observed: (401, "APIGW.0301"),
        message: "Incorrect IAM authentication information: x-auth-token not found",
        pointer: Some("/X-Auth-Token"),
        ..BASE
    },
    Case {
        line: "GET /v1/jobs/permission",
        message: "The API does not exist or has not been published in the environment. The closest operation is \
                  ShowProjectJobPermission: GET /v1/job/permission. What differs: segment 2 is job, not jobs.",
        ..BASE
    },
    Case { line: "GET /v1/job/permission/", ..BASE },
    Case { line: "GET /", ..BASE },
    Case { line: "GET /v1/%E4%BD%A0%E5%A5%BD/%ff/%00", ..BASE },
    Case {
        line: "DELETE /v1/job/permission",
        message: "The API does not exist or has not been published in the environment. The closest operation is \
                  ShowProjectJobPermission: GET /v1/job/permission. What differs: the method is GET, not DELETE.",
        ..BASE
    },
    Case { line: "OPTIONS /v1/job/permissions/batch", ..BASE },
    Case {
        code: ErrorCode::gateway(Situation::MethodNotAllowed),
        line: "DELETE /v1/job/permission",
        quirk: "wrong-method=405",
        documented: (405, "APIGW.0101"),
        observed: (405, "APIGW.0101"),
        ..BASE
    },
    Case {
        code: ErrorCode::gateway(Situation::UnsupportedMediaType),
        line: "PUT /v1/job/role-permission",
        body: "{}",
        quirk: "content-type=strict",
        documented: (415, "APIGW.0201"),
        observed: (415, "APIGW.0201"),
        message: "API request error. Content-Type: expected application/json, got text/plain",
        pointer: Some("/Content-Type"),
        ..BASE
    },
];

#[tokio::test]
async fn a_wrong_path_is_not_found_whether_or_not_there_is_a_credential() {
    let mock = Mock::fresh();

    let answer = mock.ask("GET /v1/nowhere").no_token().answer().await;

    assert_eq!(answer.refusal(), (404, "APIGW.0101"));
}

#[tokio::test]
async fn an_empty_credential_is_none() {
    let mock = Mock::fresh();

    let answer = mock.ask("GET /v1/job/permission").token("").answer().await;

    assert_eq!(answer.refusal(), (401, "APIGW.0301"));
}

#[tokio::test]
async fn a_segment_that_is_cut_inside_a_letter_is_no_trouble() {
    let mock = Mock::fresh();
    let long = format!("/{}", "\u{e9}\u{1F600}".repeat(100));

    let answer = mock.ask(&format!("GET /x{long}")).answer().await;

    assert_eq!(answer.refusal(), (404, "APIGW.0101"));
}
