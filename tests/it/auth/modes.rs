//! The three modes, and the gateway's words for what is wrong with a credential.

use codearts_mock::auth::Mode;

use super::{keys, signed};
use crate::mock::{JOB, Mock, PROJECT};

fn line() -> String {
    format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}")
}

const UNAUTHENTICATED: &str = "Incorrect IAM authentication information";

#[tokio::test]
async fn without_any_demand_nothing_need_be_there() {
    let mock = Mock::fresh().auth(Mode::Off);

    let answer = mock.ask(&line()).no_token().answer().await;

    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_wrong_credential_is_refused_only_where_credentials_are_verified() {
    for (mode, status) in [(Mode::Off, 200), (Mode::Presence, 200), (Mode::Verify, 401)] {
        let mock = Mock::fresh().auth(mode);

        let by_token = mock.ask(&line()).token("nobody's").answer().await;
        let by_key = signed(&mock, &line(), "", ("NOBODY", "secret"), 0).answer().await;

        assert_eq!((by_token.status, by_key.status), (status, status), "{mode:?}");
    }
}

#[tokio::test]
async fn each_wrong_credential_is_refused_in_the_words_of_the_gateway() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let (access_key, secret_key) = keys(&mock, "developer");
    let line = line();
    let cases = [
        (mock.ask(&line).no_token(), "x-auth-token not found"),
        (mock.ask(&line).token("MIIDxyz"), "decrypt token fail"),
        (signed(&mock, &line, "", ("UNKNOWN", "secret"), 0), "Get secretKey failed"),
        (
            mock.ask(&line).no_token().header("authorization", "Bearer x"),
            "verify aksk signature fail, The Authorization",
        ),
        (signed(&mock, &line, "", (&access_key, "wrong"), 0), "verify aksk signature fail"),
        (signed(&mock, &line, "", (&access_key, &secret_key), -901), "verify aksk signature fail, "),
        (signed(&mock, &line, "", (&access_key, &secret_key), 901), "verify aksk signature fail, "),
    ];
    for (ask, suffix) in cases {
        let answer = ask.answer().await;

        assert_eq!((answer.status, answer.body["error_code"].as_str()), (401, Some("APIGW.0301")), "{suffix}");
        let message = answer.body["error_msg"].as_str().unwrap();
        assert!(message.starts_with(&format!("{UNAUTHENTICATED}: {suffix}")), "{message}");
    }
}

#[tokio::test]
async fn either_credential_suffices_when_the_other_is_wrong() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let (access_key, secret_key) = keys(&mock, "developer");

    let right_signature = signed(&mock, &line(), "", (&access_key, &secret_key), 900).token("wrong").answer().await;
    let right_token = signed(&mock, &line(), "", (&access_key, "wrong"), 0).token(&mock.token("tester")).answer().await;

    assert_eq!(right_signature.body["result"]["role_id"], 4);
    assert_eq!(right_token.body["result"]["role_id"], 6);
}

#[tokio::test]
async fn a_wrong_signature_names_its_likely_cause() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let (access_key, secret_key) = keys(&mock, "developer");
    let body = format!("{{\"job_id\":\"{JOB}\"}}");

    let signed = signed(&mock, "POST /v1/job/project/permission", &body, (&access_key, &secret_key), 0);
    let answer = signed.body(format!("{body}\n").into()).answer().await;

    let causes: Vec<_> = answer.problems.iter().map(|problem| problem["rule"].as_str().unwrap()).collect();
    assert_eq!((answer.status, causes.first().copied()), (401, Some("trailing-newline-added")), "{causes:?}");
}

#[tokio::test]
async fn the_alias_of_a_path_is_verified_as_it_was_signed() {
    let mock = Mock::fresh().auth(Mode::Verify);
    let (access_key, secret_key) = keys(&mock, "administrator");
    let body = format!("{{\"job_id\":\"{JOB}\",\"role_id\":\"4\",\"permission_name\":\"is_view\"}}");

    for line in ["PUT /v1/job/role-permission", "PUT /v1/job/role-permission/update"] {
        let answer = signed(&mock, line, &body, (&access_key, &secret_key), 0).answer().await;

        assert_eq!((answer.status, answer.text.as_str()), (200, r#"{"status":"success"}"#));
    }
}
