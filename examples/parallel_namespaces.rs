//! One server for all tests, a namespace for each: they write to the same ids at once and never meet.
//!
//! `cargo run --example parallel_namespaces`

use std::{error::Error, sync::LazyLock, thread};

use codearts_mock::{MockServer, Scope};
use serde_json::{Value, json};

const PROJECT: &str = "p45e51b060f1b4e82916f9d2c33e8eb28";
const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";

/// The server of the whole test program.
static SERVER: LazyLock<MockServer> = LazyLock::new(MockServer::start);

/// What a test does: the client has one base URL, and it names the namespace.
fn test(scope: &Scope, may_delete: bool) -> Result<(), ureq::Error> {
    let body = json!({ "job_id": JOB, "role_id": "4", "permission_name": "is_delete", "permission_value": may_delete });
    let url = format!("{}/v1/job/role-permission", scope.uri());
    ureq::put(url).header("X-Auth-Token", "any").send_json(body)?;
    Ok(())
}

/// Whether a developer may delete the build task.
fn may_delete(scope: &Scope) -> Result<bool, Box<dyn Error>> {
    let url = format!("{}/v1/job/permission/role?job_id={JOB}&project_id={PROJECT}", scope.uri());
    let matrix: Value = ureq::get(url).header("X-Auth-Token", "any").call()?.body_mut().read_json()?;
    let rows = matrix["result"].as_array().ok_or("no rows")?;
    Ok(rows.iter().any(|row| row["role_id"] == 4 && row["is_delete"] == true))
}

fn main() -> Result<(), Box<dyn Error>> {
    let scopes: Vec<_> = (0..8).map(|worker| SERVER.namespace(&format!("worker_{worker}"))).collect();

    thread::scope(|threads| {
        let tests: Vec<_> = scopes
            .iter()
            .enumerate()
            .map(|(number, scope)| threads.spawn(move || test(scope, number % 2 == 0)))
            .collect();
        tests.into_iter().try_for_each(|test| test.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;

    for (number, scope) in scopes.iter().enumerate() {
        assert_eq!(scope.requests().len(), 1);
        assert_eq!(may_delete(scope)?, number % 2 == 0);
    }
    assert!(SERVER.requests().is_empty(), "nobody used the default namespace");
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
