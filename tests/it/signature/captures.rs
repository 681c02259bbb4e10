//! Requests recorded from the Python and Node SDKs, replayed at the time they were signed.

use super::request::{Request, SECRET};
use codearts_mock::auth::signature::Refusal;

const CAPTURES: [&str; 7] = [
    include_str!("captures/python_apply_project_permission.http"),
    include_str!("captures/python_batch_update_job_role_permission.http"),
    include_str!("captures/python_show_project_job_permission.http"),
    include_str!("captures/python_show_job_role_permission.http"),
    include_str!("captures/python_show_default_project_permission.http"),
    include_str!("captures/python_show_project_permission.http"),
    include_str!("captures/node_show_project_job_permission.http"),
];

#[test]
fn every_recorded_request_is_believed() {
    for capture in CAPTURES {
        let request = Request::parse(capture);
        let authorization = request.find("authorization").unwrap();

        assert_eq!(request.verify(authorization, SECRET, request.signed_at()), Ok(()), "{capture}");
    }
}

#[test]
fn no_recorded_request_is_believed_of_another_secret_key() {
    for capture in CAPTURES {
        let request = Request::parse(capture);
        let authorization = request.find("authorization").unwrap();

        let verdict = request.verify(authorization, "SKEXAMPLF", request.signed_at());

        assert_eq!(verdict, Err(Refusal::Mismatch), "{capture}");
    }
}
