//! A world of one's own, in the format that `GET /_mock/state` shows: what one test left is what the next begins with.
//!
//! `cargo run --example own_world`

use std::error::Error;

use codearts_mock::MockServer;
use serde_json::json;

const USER: &str = "0123456789abcdef0123456789abcdef";
const PROJECT: &str = "p45e51b060f1b4e82916f9d2c33e8eb28";
const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";

fn main() -> Result<(), Box<dyn Error>> {
    let world = json!({
        "schema_version": 1,
        "users": { USER: { "name": "dora", "token": "doras-token" } },
        "projects": { PROJECT: { "members": { USER: [4] }, "jobs": { JOB: { "roles": { "4": ["is_view"] } } } } },
    });
    let server = MockServer::builder().seed(&world.to_string()).start();
    let matrix = |server: &MockServer| {
        let url = format!("{}/v1/job/permission?project_id={PROJECT}&job_id={JOB}", server.uri());
        let mut answer = ureq::get(url).header("X-Auth-Token", "doras-token").call()?;
        answer.body_mut().read_json::<serde_json::Value>()
    };
    let dora = matrix(&server)?;
    assert_eq!((&dora["result"]["is_view"], &dora["result"]["is_delete"]), (&json!(true), &json!(false)));

    let body = json!({ "job_id": JOB, "role_id": "4", "permission_name": "is_delete", "permission_value": true });
    ureq::put(format!("{}/v1/job/role-permission", server.uri())).header("X-Auth-Token", "any").send_json(body)?;
    let next = MockServer::builder().seed(&serde_json::to_string(&server.state())?).start();

    assert_eq!(matrix(&next)?["result"]["is_delete"], true);
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
