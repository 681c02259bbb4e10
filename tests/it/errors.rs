//! Every refusal: status, code, message and headers, in both profiles.

mod body;
mod gateway;
mod panic;
mod service;

use std::collections::BTreeSet;

use axum::body::Body;
use codearts_mock::api::{ErrorCode, Service, Situation};
use serde_json::json;

use crate::mock::{Answer, JOB, Mock};

/// A request that is refused, and how.
struct Case {
    /// The situation in the table of errors.
    code: ErrorCode,
    line: &'static str,
    body: &'static str,
    /// Whose token is sent; nobody's if it is empty.
    caller: &'static str,
    quirk: &'static str,
    documented: (u16, &'static str),
    observed: (u16, &'static str),
    /// How the message begins: that of the code, and the first words behind it.
    message: &'static str,
    /// The place that is named first; none if the whole request is meant.
    pointer: Option<&'static str>,
}

impl Case {
    async fn provoke(&self, profile: &str) -> Answer {
        let mut mock = Mock::fresh().quirk(&format!("error-profile={profile}"));
        if !self.quirk.is_empty() {
            mock = mock.quirk(self.quirk);
        }
        let mut ask = mock.ask(self.line);
        if !self.caller.is_empty() {
            ask = ask.token(&mock.token(self.caller));
        }
        if self.code == ErrorCode::gateway(Situation::Unauthenticated) {
            ask = ask.no_token();
        }
        let before = mock.state();
        let answer = ask.header("content-type", "text/plain").body(Body::from(self.body)).answer().await;
        assert_eq!(mock.state(), before, "{} {}", self.line, self.body);
        answer
    }

    async fn check(&self) {
        for (profile, expected) in [("documented", self.documented), ("observed", self.observed)] {
            let answer = self.provoke(profile).await;
            let context = format!("{profile}: {} {} -> {} {:?}", self.line, self.body, answer.text, answer.problems);

            assert_eq!(answer.refusal(), expected, "{context}");
            assert!(answer.message().starts_with(self.message), "{context}");
            let named = answer.problems.first().map(|problem| problem["pointer"].clone());
            assert_eq!(named, self.pointer.map(|pointer| json!(pointer)), "{context}");
            assert_eq!(answer.header("allow").is_some(), expected.0 == 405, "{context}");
        }
    }
}

#[tokio::test]
async fn every_refusal_has_the_status_the_code_and_the_message_of_its_profile() {
    for case in gateway::CASES.iter().chain(service::CASES) {
        case.check().await;
    }
}

#[tokio::test]
async fn a_parameter_is_not_blamed_for_being_text() {
    let line = "GET /v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/53acae73a3f44b2994f9b20a710721c6/user-permission?limit=ten&offset=0";

    let answer = Mock::fresh().ask(line).answer().await;

    let expected = "Bad request parameter. limit: expected a whole number not below 0, got \"ten\"";
    assert_eq!(answer.message(), expected);
}

#[tokio::test]
async fn an_empty_id_can_be_seen_in_its_refusal() {
    let mock = Mock::fresh();
    let line = "POST /v5/d78cbac186b744899480f25bd022f468/api/pipelines/check-rights";

    let answer = mock.send(line, &json!({ "resource_ids": [""] })).await;

    assert_eq!(answer.problems[0]["got"], "\"\", which does not");
}

#[tokio::test]
async fn a_refusal_of_very_many_things_names_each_of_them() {
    let row = |index: i32| json!({ "role_id": 1_000_000 + index, "is_view": true });
    let rows: Vec<_> = (0..40_000).map(row).collect();
    let mock = Mock::fresh().quirk("unknown-role=reject");

    let answer = mock.send("POST /v1/job/permissions/batch", &json!({ "job_ids": [JOB], "permissions": rows })).await;

    // With the square of their number this took minutes; it is not timed, for the machine may be busy.
    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert!(answer.message().ends_with("(39999 more in X-Mock-Problems)"), "{}", answer.message());
}

#[test]
fn every_situation_of_the_gateway_build_and_pipeline_is_provoked_by_a_test() {
    let by_case = gateway::CASES.iter().chain(service::CASES).map(|case| case.code);
    // These need more than a request of one line.
    let apart = [
        ErrorCode::gateway(Situation::TooLarge),
        ErrorCode::gateway(Situation::EncodedBody),
        ErrorCode::gateway(Situation::MalformedRequest),
        ErrorCode::gateway(Situation::SlowBody),
        ErrorCode::gateway(Situation::IncompleteBody),
        ErrorCode::of(Service::Build, Situation::Internal),
        ErrorCode::of(Service::Pipeline, Situation::Internal),
        // The user of a single pipeline's row, and an issued token that grows old: the tests of those operations.
        ErrorCode::of(Service::Pipeline, Situation::UnknownUser),
        ErrorCode::gateway(Situation::TokenExpired),
        // What the gateway answers when it is told to fail or is full: the tests of the control plane.
        ErrorCode::gateway(Situation::Throttled),
        ErrorCode::gateway(Situation::BackendUnavailable),
        ErrorCode::gateway(Situation::ServiceUnavailable),
        ErrorCode::gateway(Situation::BackendTimeout),
        ErrorCode::gateway(Situation::InvalidControl),
        ErrorCode::gateway(Situation::NamespacesFull),
        ErrorCode::gateway(Situation::MemoryFull),
        // Nothing leads here but a fault of the server's own making.
        ErrorCode::gateway(Situation::Internal),
    ];
    let provoked: BTreeSet<_> = by_case.chain(apart).collect();

    assert_eq!(provoked, ErrorCode::all().filter(|code| code.row().service != Service::Iam).collect());
}
