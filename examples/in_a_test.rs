//! A server of its own for one test, a blocking client, and an expectation that is held when the server goes.
//!
//! `cargo run --example in_a_test`

use std::error::Error;

use codearts_mock::{Expectation, MockServer};
use serde_json::{Value, json};

const PROJECT: &str = "p45e51b060f1b4e82916f9d2c33e8eb28";
const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";

/// What is to be tested: it makes a build task follow its project, and says whether it does.
fn follow_project(endpoint: &str) -> Result<bool, Box<dyn Error>> {
    let body = json!({ "project_id": PROJECT, "job_id": JOB, "project_switch": true });
    ureq::post(format!("{endpoint}/v1/job/project/permission")).header("X-Auth-Token", "any").send_json(body)?;
    let url = format!("{endpoint}/v1/job/{JOB}/info");
    let info: Value = ureq::get(url).header("X-Auth-Token", "any").call()?.body_mut().read_json()?;
    Ok(info["result"]["project_permission_switch"] == true)
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = MockServer::start();
    server.expect(Expectation::of("ApplyProjectPermission").body(json!({ "project_switch": true })).exactly(1));

    assert!(follow_project(&server.uri())?);

    let state = serde_json::to_value(server.state())?;
    assert_eq!(state["projects"][PROJECT]["jobs"][JOB]["project_switch"], true);
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
