//! The journal as a script, run against another server, and the variables that point clients here.

use std::process::Command;

use codearts_mock::MockServer;
use serde_json::{Value, json};

use crate::{
    faults::set,
    wire::{PIPELINE, READ, api, ask, control, journal, write},
};

const CLOCK: &str = "2024-09-20T06:38:49Z";

fn fresh() -> MockServer {
    MockServer::builder().clock(CLOCK).id_seed(3).start()
}

/// Runs the script against a server, and says what it prints.
fn run(script: &str, uri: &str) -> String {
    let output = Command::new("sh").args(["-c", script, "repro.sh", uri]).output().unwrap();
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    printed.into_owned()
}

/// The state without credentials, which a script has not.
fn masked(uri: &str) -> Value {
    control(uri, "GET /_mock/state?redact=true", "").expect(200)
}

/// Makes calls in a namespace, some that change something and some that are refused.
fn make_calls(uri: &str) {
    let (line, body) = write(500, true);
    api(uri, &line, &body).expect(200);
    api(uri, &format!("PUT {PIPELINE}/update-permission-switch?flag=true"), "").expect(200);
    api(uri, READ, "").expect(200);
    assert_eq!(api(uri, "GET /v1/it's/{nowhere}?a=[1]&b=%27x%27", "").status, 404);
    assert_eq!(api(uri, &line, r#"{"role_id":"it's $HOME `id` \\ \"x\""}"#).status, 400);
    assert_eq!(api(uri, "HEAD /v1/job/permission/internal", "").status, 404);
}

/// Method, path, query, body and status of every request.
fn happened(uri: &str) -> Vec<[Value; 5]> {
    let entries = journal(uri).into_iter();
    entries.map(|entry| ["method", "path", "query", "body", "status"].map(|name| entry[name].clone())).collect()
}

#[test]
fn the_script_does_it_all_again_on_another_server() {
    let (server, other) = (fresh(), fresh());
    make_calls(&server.uri());

    let script = control(&server.uri(), "GET /_mock/repro", "");
    assert_eq!(script.header("content-type"), "text/x-shellscript; charset=utf-8");
    assert!(script.text().starts_with("#!/bin/sh\n# What happened in the namespace default, "), "{}", script.text());
    run(script.text(), &other.uri());

    assert_eq!(happened(&other.uri()), happened(&server.uri()));
    assert_eq!(masked(&other.uri()), masked(&server.uri()));
    assert_ne!(masked(&fresh().uri()), masked(&server.uri()));
}

#[test]
fn the_script_of_a_namespace_runs_wherever_it_is_pointed() {
    let (server, other) = (fresh(), fresh());
    let scope = server.namespace("mine");
    let (line, body) = write(500, true);
    api(&scope.uri(), &line, &body).expect(200);
    ask(&server.uri(), READ, &[("X-Auth-Token", "ns-mine-any")], "").expect(200);

    let script = control(&scope.uri(), "GET /_mock/repro", "");
    run(script.text(), &other.uri());
    run(script.text(), &other.namespace("theirs").uri());

    for uri in [other.uri(), other.namespace("theirs").uri()] {
        assert_eq!(happened(&uri), happened(&scope.uri()));
        assert_eq!(masked(&uri), masked(&scope.uri()));
    }
}

#[test]
fn the_script_meets_the_same_faults() {
    let (server, other) = (fresh(), fresh());
    let operation = "UpdatePipelineRolePermission";
    set(
        &server.uri(),
        &json!([
            { "operation": operation, "times": 1, "action": { "status": 503 } },
            { "operation": operation, "times": 1, "phase": "after", "action": { "status": 500 } },
        ]),
    );
    for role in [500, 501, 502] {
        let (line, body) = write(role, true);
        api(&server.uri(), &line, &body);
    }
    let script = control(&server.uri(), "GET /_mock/repro", "");

    run(script.text(), &other.uri());

    assert_eq!(masked(&other.uri()), masked(&server.uri()));
}

#[test]
fn the_variables_are_written_in_every_format_with_the_key_of_the_namespace() {
    let server = MockServer::start();
    let host = server.uri().replace("http://", "");
    let env = |query: &str| ask(&server.uri(), &format!("GET /_mock/env?{query}"), &[("Host", &host)], "");
    let url = server.uri();
    let rows = [
        ("dotenv", format!("HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4={url}\n")),
        ("github", format!("HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4={url}\n")),
        ("export", format!("export HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4='{url}'\n")),
        ("gitlab", format!("variables:\n  HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4: \"{url}\"\n")),
        ("json", format!("{{\n  \"HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4\": \"{url}\",\n")),
        ("terraform", "provider \"huaweicloud\" {\n  region     = \"cn-north-4\"\n".to_owned()),
        (
            "python",
            format!("import os\n\nos.environ[\"HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4\"] = \"{url}\"\n"),
        ),
        ("go", format!("os.Setenv(\"HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4\", \"{url}\")\n")),
        ("java", format!("environment(\"HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4\", \"{url}\")\n")),
    ];
    for (format, beginning) in rows {
        let answer = env(&format!("format={format}"));
        assert_eq!(answer.status, 200);
        assert!(answer.text().starts_with(&beginning), "{format}: {}", answer.text());
        assert!(answer.text().contains("4G1Y1ACTPHO14O4GDET1") && !answer.text().contains("ns-"), "{format}");
        let named = env(&format!("format={format}&namespace=w1"));
        assert!(named.text().contains("ns-w1-4G1Y1ACTPHO14O4GDET1"), "{format}");
    }
    let refused = env("format=dotnev").expect(400);
    assert_eq!(
        refused["detail"],
        "expected one of dotenv, export, github, gitlab, json, terraform, python, go, java, got \"dotnev\"; did you mean dotenv?"
    );
    assert!(env("region=cn-south-1").text().contains("CODEARTSPIPELINE_CN_SOUTH_1="));
}
