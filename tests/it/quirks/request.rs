//! Quirks about the form of requests and of errors.

use serde_json::json;

use crate::mock::{APPLY, BATCH, JOB, Mock, NOWHERE, PIPELINE_BATCH, UPDATE};

use super::Pinned;

pub(super) const PINNED: &[Pinned] = &[
    ("error-profile", "documented", quirk_error_profile_documented_has_the_statuses_of_the_pages),
    ("error-profile", "observed", quirk_error_profile_observed_has_the_statuses_that_clients_meet),
    ("missing-target", "accept", quirk_missing_target_accept_is_a_success_with_a_remark),
    ("missing-target", "reject", quirk_missing_target_reject_names_what_is_missing),
    ("unknown-fields", "report", quirk_unknown_fields_report_takes_them_with_a_remark),
    ("unknown-fields", "reject", quirk_unknown_fields_reject_names_the_nearest_right_one),
    ("content-type", "lenient", quirk_content_type_lenient_reads_a_form_as_json),
    ("content-type", "strict", quirk_content_type_strict_wants_to_be_told_that_it_is_json),
    ("wrong-method", "404", quirk_wrong_method_404_is_as_the_gateway_does),
    ("wrong-method", "405", quirk_wrong_method_405_names_the_methods_that_are_allowed),
    ("timestamps", "iso", quirk_timestamps_iso_are_those_of_the_matrix),
    ("timestamps", "gson", quirk_timestamps_gson_are_those_of_the_example),
];

/// A task that nobody knows, and a pipeline: with which statuses and codes they are refused.
async fn refusals(profile: &str) -> [(u16, String); 2] {
    let mock = Mock::fresh().quirk(&format!("error-profile={profile}"));
    let job = mock.send(UPDATE, &json!({ "job_id": NOWHERE, "role_id": 4, "permission_name": "is_view" })).await;
    let body = json!({ "pipeline_ids": [NOWHERE], "is_project_switch": true, "roles": [] });
    let pipeline = mock.send(PIPELINE_BATCH, &body).await;
    [job, pipeline].map(|answer| (answer.status, answer.refusal().1.to_owned()))
}

#[tokio::test]
async fn quirk_error_profile_documented_has_the_statuses_of_the_pages() {
    assert_eq!(
        refusals("documented").await,
        [(404, "DEVCB.00031006".to_owned()), (404, "DEVPIPE.00011401".to_owned())]
    );
}

#[tokio::test]
async fn quirk_error_profile_observed_has_the_statuses_that_clients_meet() {
    assert_eq!(refusals("observed").await, [(422, "DEVCB.00031006".to_owned()), (200, "DEVPIPE.00011401".to_owned())]);
}

#[tokio::test]
async fn quirk_missing_target_accept_is_a_success_with_a_remark() {
    let mock = Mock::fresh().quirk("missing-target=accept");

    for line in [BATCH, UPDATE, APPLY] {
        let answer = mock.ask(line).answer().await;

        assert_eq!((answer.status, answer.reported()), (200, vec![("missing-target", "")]), "{line}");
    }
}

#[tokio::test]
async fn quirk_missing_target_reject_names_what_is_missing() {
    let mock = Mock::fresh().quirk("missing-target=reject");
    let expected: [(&str, &[&str]); 3] =
        [(BATCH, &["/job_ids"]), (UPDATE, &["/job_id", "/role_id", "/permission_name"]), (APPLY, &["/job_id"])];

    for (line, needed) in expected {
        for body in ["", "{}"] {
            let answer = mock.ask(line).text(body).answer().await;

            let named: Vec<_> = answer.reported().into_iter().map(|(_, pointer)| pointer).collect();
            assert_eq!((answer.refusal(), named.as_slice()), ((400, "CB.00060200"), needed), "{line} {body:?}");
        }
    }
}

#[tokio::test]
async fn quirk_unknown_fields_report_takes_them_with_a_remark() {
    let mock = Mock::fresh().quirk("unknown-fields=report");

    let answer = mock.send(APPLY, &json!({ "job_id": JOB, "projectSwitch": true })).await;

    assert_eq!((answer.status, answer.reported()), (200, vec![("unknown-field", "/projectSwitch")]));
}

#[tokio::test]
async fn quirk_unknown_fields_reject_names_the_nearest_right_one() {
    let mock = Mock::fresh().quirk("unknown-fields=reject");
    let before = mock.state();

    let edits = json!([{ "role_id": 4, "is_veiw": true }]);
    let answer = mock.send(BATCH, &json!({ "job_ids": [JOB], "permissions": edits })).await;

    assert_eq!(answer.refusal(), (400, "CB.00060200"));
    assert_eq!(answer.reported(), [("unknown-field", "/permissions/0/is_veiw")]);
    assert!(answer.message().contains("did you mean is_view?"), "{}", answer.message());
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn quirk_content_type_lenient_reads_a_form_as_json() {
    let mock = Mock::fresh().quirk("content-type=lenient");

    for kind in ["application/x-www-form-urlencoded", "text/plain", ""] {
        let body = json!({ "job_id": JOB }).to_string();
        let answer = mock.ask(APPLY).header("content-type", kind).body(body.into()).answer().await;

        assert_eq!((answer.status, answer.problems), (200, vec![]), "{kind}");
    }
}

#[tokio::test]
async fn quirk_content_type_strict_wants_to_be_told_that_it_is_json() {
    let mock = Mock::fresh().quirk("content-type=strict");
    let send = async |kind: Option<&str>| {
        let ask = mock.ask(APPLY).body(json!({ "job_id": JOB }).to_string().into());
        let ask = if let Some(kind) = kind { ask.header("content-type", kind) } else { ask };
        ask.answer().await.status
    };

    for kind in ["application/json", "application/json;charset=UTF-8", "Application/JSON ; x=y"] {
        assert_eq!(send(Some(kind)).await, 200, "{kind}");
    }
    for kind in [Some("application/x-www-form-urlencoded"), Some("application/jsonp"), Some(""), None] {
        assert_eq!(send(kind).await, 415, "{kind:?}");
    }
    // There is nothing to be told of where there is no body.
    assert_eq!(mock.ask(APPLY).answer().await.status, 200);
}

#[tokio::test]
async fn quirk_wrong_method_404_is_as_the_gateway_does() {
    let mock = Mock::fresh().quirk("wrong-method=404");

    let answer = mock.ask("POST /v1/job/permission").answer().await;

    assert_eq!((answer.refusal(), answer.header("allow")), ((404, "APIGW.0101"), None));
}

#[tokio::test]
async fn quirk_wrong_method_405_names_the_methods_that_are_allowed() {
    let mock = Mock::fresh().quirk("wrong-method=405");
    let expected = [
        ("POST /v1/job/permission", "GET, HEAD"),
        ("GET /v1/job/permissions/batch", "POST"),
        ("PATCH /v1/job/role-permission", "PUT"),
        ("DELETE /v1/job/role-permission/update", "PUT"),
    ];

    for (line, allow) in expected {
        let answer = mock.ask(line).answer().await;

        assert_eq!((answer.refusal(), answer.header("allow")), ((405, "APIGW.0101"), Some(allow)), "{line}");
    }
    assert_eq!(mock.ask("POST /v1/job/nowhere").answer().await.refusal(), (404, "APIGW.0101"));
}

/// The time of creation that the list of rows shows.
async fn create_time(option: &str) -> serde_json::Value {
    let mock = Mock::fresh().quirk(&format!("timestamps={option}"));
    let answer = mock.ask(&format!("GET /v1/job/permission/role?job_id={JOB}")).answer().await;
    answer.body["result"][0]["create_time"].clone()
}

#[tokio::test]
async fn quirk_timestamps_iso_are_those_of_the_matrix() {
    assert_eq!(create_time("iso").await, "2024-09-20T06:38:49.000+00:00");
}

#[tokio::test]
async fn quirk_timestamps_gson_are_those_of_the_example() {
    assert_eq!(create_time("gson").await, "Sep 20, 2024 6:38:49 AM");
}
