//! `--strict`: every quirk at its strictest, together.

use serde_json::json;

use crate::mock::{APPLY, BATCH, JOB, Mock, NOWHERE, UPDATE};

#[tokio::test]
async fn quirk_strict_refuses_all_that_is_doubtful() {
    let mock = Mock::fresh().strict();
    let before = mock.state();
    let role = |id: i32, value: bool| json!({ "job_id": JOB, "role_id": id, "permission_name": "is_view", "permission_value": value });

    let target = mock.ask(APPLY).answer().await;
    let unknown_role = mock.send(UPDATE, &role(777, true)).await;
    let fixed_row = mock.send(UPDATE, &role(-1, false)).await;
    let unknown_id = mock.send(APPLY, &json!({ "job_id": NOWHERE, "project_switch": true })).await;
    let malformed = mock.send(APPLY, &json!({ "job_id": "short", "project_switch": true })).await;
    let unknown_field = mock.send(APPLY, &json!({ "job_id": JOB, "projectswitch": true })).await;
    let form = mock.ask(BATCH).header("content-type", "text/plain").body("{}".into()).answer().await;
    let method = mock.ask("DELETE /v1/job/permission").answer().await;

    assert_eq!(target.refusal(), (400, "CB.00060200"));
    assert_eq!(unknown_role.refusal(), (400, "CB.00060200"));
    assert_eq!(fixed_row.refusal(), (403, "CB.00031059"));
    assert_eq!(unknown_id.refusal(), (404, "DEVCB.00031006"));
    assert_eq!(malformed.refusal(), (400, "CB.00060201"));
    assert_eq!(unknown_field.refusal(), (400, "CB.00060200"));
    assert_eq!(form.refusal(), (415, "APIGW.0201"));
    assert_eq!((method.refusal(), method.header("allow")), ((405, "APIGW.0101"), Some("GET, HEAD")));
    assert_eq!(mock.state(), before);
}

#[tokio::test]
async fn quirk_strict_answers_a_request_that_is_in_order() {
    let mock = Mock::fresh().strict();

    let body =
        json!({ "job_ids": [JOB], "project_switch": false, "permissions": [{ "role_id": 4, "is_manager": true }] });
    let answer = mock.send(BATCH, &body).await;

    assert_eq!((answer.status, answer.problems), (200, vec![]));
}
