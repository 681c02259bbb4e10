//! Failures on purpose: a client that tries again is held to it, also when the call took effect although it failed.
//!
//! `cargo run --example faults`

use std::error::Error;

use codearts_mock::{Action, Always, Expectation, Fault, MockServer};
use serde_json::json;

const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";

/// What is to be tested: it revokes a permission, and tries so many times.
fn revoke(endpoint: &str, attempts: usize) -> Result<(), ureq::Error> {
    let body = json!({ "job_id": JOB, "role_id": "4", "permission_name": "is_delete", "permission_value": false });
    let url = format!("{endpoint}/v1/job/role-permission");
    let try_once = || ureq::put(&url).header("X-Auth-Token", "any").send_json(&body);
    let mut outcome = try_once();
    for _ in 1..attempts {
        if outcome.is_ok() {
            break;
        }
        outcome = try_once();
    }
    outcome.map(|_| ())
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = MockServer::start();
    let operation = "UpdateSimpleJobRolePermission";

    // The first call is refused; the second takes effect, but the connection is reset before the answer.
    server.inject(Fault::status(operation, 503).times(1).named("busy"));
    server.inject(Fault::new(operation, Some(Action::Reset(Always))).times(1).afterwards().named("lost"));
    revoke(&server.uri(), 3)?;

    assert_eq!(server.verify(&Expectation::of(operation).exactly(3)), Ok(()));
    let seen = server
        .requests()
        .iter()
        .map(|it| (it.fault.as_deref().map(str::to_owned), !it.changes.is_empty()))
        .collect::<Vec<_>>();
    assert_eq!(seen, [(Some("busy".to_owned()), false), (Some("lost".to_owned()), true), (None, false)]);

    // Whoever tries only once is found out.
    server.reset();
    server.inject(Fault::status(operation, 503).times(1));
    assert!(revoke(&server.uri(), 1).is_err());
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
