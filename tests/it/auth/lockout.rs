//! The lock on an access key after too many wrong signatures, in each position of its quirk.

use codearts_mock::auth::Mode;

use super::{keys, signed};
use crate::mock::{JOB, Mock, PROJECT};

async fn statuses(mock: &Mock) -> (Vec<String>, u16) {
    let (access_key, secret_key) = keys(mock, "developer");
    let line = format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}");
    let mut messages = Vec::new();
    for _ in 0..6 {
        let answer = signed(mock, &line, "", (&access_key, "wrong"), 0).answer().await;
        messages.push(answer.body["error_msg"].as_str().unwrap().to_owned());
    }
    (messages, signed(mock, &line, "", (&access_key, &secret_key), 0).answer().await.status)
}

#[tokio::test]
async fn quirk_off_never_locks() {
    let mock = Mock::fresh().auth(Mode::Verify);

    let (messages, right) = statuses(&mock).await;

    assert!(messages.iter().all(|message| message.ends_with("verify aksk signature fail")), "{messages:?}");
    assert_eq!(right, 200);
}

#[tokio::test]
async fn quirk_on_locks_after_five_for_five_minutes() {
    let mock = Mock::fresh().auth(Mode::Verify).quirk("ak-lockout=on");

    let (messages, right) = statuses(&mock).await;

    assert!(messages[4].ends_with("verify aksk signature fail"), "{messages:?}");
    assert!(messages[5].ends_with("AK access failed to reach the limit,forbidden."), "{messages:?}");
    assert_eq!(right, 401);
    mock.advance(5 * 60 * 1000);
    let (access_key, secret_key) = keys(&mock, "developer");
    let line = format!("GET /v1/job/permission?project_id={PROJECT}&job_id={JOB}");
    // The request is signed at the mock's first time, which is five minutes ago now: well within the skew.
    assert_eq!(signed(&mock, &line, "", (&access_key, &secret_key), 0).answer().await.status, 200);
}
