//! The journal as a script, run against another server, and the variables that point clients here.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    faults::set,
    server::MockServer,
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
    assert_eq!(api(uri, "HEAD /v1/job/permission/internal", "").status, 200);
    assert_eq!(api(uri, "HEAD /v1/job/nowhere", "").status, 404);
}

/// Method, path, query, body and status of every request.
fn happened(uri: &str) -> Vec<[Value; 5]> {
    let entries = journal(uri).into_iter();
    entries.map(|entry| ["method", "path", "query", "body", "status"].map(|name| entry[name].clone())).collect()
}

#[test]
fn a_call_whose_body_was_not_kept_whole_is_not_sent_again() {
    let server = fresh();
    let (line, body) = write(500, true);
    let padded = body.replacen('{', &format!("{{\"padding\":\"{}\",", "x".repeat(70_000)), 1);
    api(&server.uri(), &line, &padded).expect(200);

    let script = control(&server.uri(), "GET /_mock/repro", "");

    let note = "answered 200; the body was too long to be kept, so it is not sent again\n";
    assert!(script.text().ends_with(note), "{}", script.text());
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
fn nothing_that_a_client_sends_is_run_by_the_script() {
    let (server, other) = (fresh(), fresh());
    let uri = server.uri();
    // A host has no slash and no braces, but dollars, parentheses, semicolons and quotes.
    let proof = format!(".codearts-mock-repro-{}", std::process::id());
    let touch = format!("touch$IFS{proof}");
    let secret = std::env::temp_dir().join(format!("codearts-mock-repro-secret-{}", std::process::id()));
    std::fs::write(&secret, "a secret of whoever runs it").unwrap();
    // A method is a token, in which backticks are allowed.
    assert_eq!(api(&uri, "`false` /v1/nowhere", "").status, 404);
    api(&uri, &write(500, true).0, &format!("@{}", secret.display()));

    let host = format!("$({touch});{touch};'{touch}'");
    let refused = ask(&uri, "GET /_mock/repro", &[("Host", host.as_str())], "");
    let script = control(&uri, "GET /_mock/repro", "");
    run(script.text(), &other.uri());

    assert_eq!(refused.status, 403, "that host is none");
    assert!(!std::path::Path::new(&proof).exists(), "the host was run");
    assert_eq!(happened(&other.uri()), happened(&uri));
    std::fs::remove_file(secret).unwrap();
}

#[test]
fn variables_that_would_say_more_than_one_are_not_written() {
    let server = MockServer::start();
    let refused = |query: &str, host: &str| {
        let answer = ask(&server.uri(), &format!("GET /_mock/env?{query}"), &[("Host", host)], "");
        answer.expect(400)["detail"].as_str().unwrap().to_owned()
    };

    assert_eq!(
        refused("region=x%0AEVIL=1", "localhost"),
        "region: expected letters, digits and hyphens, got \"x\\nEVIL=1\"."
    );
    let hostile = ask(&server.uri(), "GET /_mock/env?format=export", &[("Host", "x';id;'")], "");
    assert_eq!(hostile.status, 403, "{}", hostile.text());
}

#[test]
fn a_credential_is_one_word_in_every_format() {
    let secret = r#"it's "${x}" `id` \ $HOME"#;
    let user = json!({ "name": "a", "access_key": "AK", "secret_key": secret });
    let seed = json!({ "schema_version": 1, "users": { "0123456789abcdef0123456789abcdef": user } }).to_string();
    let server = MockServer::builder().seed(&seed).start();
    let env = |format: &str| control(&server.uri(), &format!("GET /_mock/env?format={format}"), "").text().to_owned();

    let script = format!("{}\nprintf %s \"$HUAWEICLOUD_SDK_SK\"", env("export"));
    let printed = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), secret);
    let quoted = Value::from(secret).to_string();
    for (format, line) in [
        ("gitlab", format!("  HUAWEICLOUD_SDK_SK: {}\n", quoted.replace('$', "$$"))),
        ("python", format!("os.environ[\"HUAWEICLOUD_SDK_SK\"] = {quoted}\n")),
        ("go", format!("os.Setenv(\"HUAWEICLOUD_SDK_SK\", {quoted})\n")),
        ("java", format!("environment(\"HUAWEICLOUD_SDK_SK\", {})\n", quoted.replace('$', "\\$"))),
        ("terraform", format!("secret_key = {}\n", quoted.replace("${", "$${"))),
        ("github", format!("HUAWEICLOUD_SDK_SK={secret}\n")),
    ] {
        assert!(env(format).contains(&line), "{format}: {}", env(format));
    }
    let refused = control(&server.uri(), "GET /_mock/env?format=dotenv", "").expect(400);
    assert_eq!(
        refused["detail"],
        "HUAWEICLOUD_SDK_SK: a dotenv file cannot carry '\\'' in a way that every reader understands; choose another \
         format, such as export or json, or change the credential in the seed."
    );
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
        "format: expected one of dotenv, export, github, gitlab, json, terraform, python, go, java, got \"dotnev\"; did you mean dotenv? - send \"dotenv\"."
    );
    assert!(env("region=cn-south-1").text().contains("CODEARTSPIPELINE_CN_SOUTH_1="));
}
