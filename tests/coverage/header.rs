//! Quirks for one request, and which ones an answer depended on.

use codearts_mock::{
    api::{QUIRKS, Quirks},
    auth::Mode,
};
use serde_json::Value;

use crate::server::{Answer, Server};

const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";
const OF_DEVELOPER: &str = "wUl7NQbHuGoR4ZI2D2sp7b4fjBHECVs8ylotcmzmbRDjCJmO2Wt92yI2liYSkPeR";
const SWITCH: &str = "/v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions";
const PIPELINE: &str = "53acae73a3f44b2994f9b20a710721c6";
const ROWS: &str = "GET /v1/job/permission/role?job_id=6ecbc5bac7c8442fb3d2563d53c13582";

/// A request whose outcome a quirk decides, and a request that shows the outcome if the answer does not.
struct Probe {
    quirk: &'static str,
    line: String,
    headers: Vec<(&'static str, &'static str)>,
    body: String,
    before: Option<(String, String)>,
    shows: Option<String>,
}

fn probe(quirk: &'static str, line: &str, body: &str) -> Probe {
    let headers = vec![("x-auth-token", "anything"), ("content-type", "application/json")];
    Probe { quirk, line: line.to_owned(), headers, body: body.to_owned(), before: None, shows: None }
}

const UPDATE: &str = "PUT /v1/job/role-permission";
const BATCH: &str = "POST /v1/job/permissions/batch";
const APPLY: &str = "POST /v1/job/project/permission";
const UNKNOWN: &str = "00000000000000000000000000000bad";

fn grant(job: &str, role: i32, more: &str) -> String {
    format!(r#"{{"job_id":"{job}","role_id":{role},"permission_name":"is_view"{more}}}"#)
}

fn probes() -> Vec<Probe> {
    [probes_of_form(), probes_of_the_matrix(), probes_of_callers()].into_iter().flatten().collect()
}

fn probes_of_form() -> Vec<Probe> {
    vec![
        probe("error-profile", UPDATE, &grant(UNKNOWN, 4, "")),
        probe("missing-target", APPLY, "{}"),
        probe("unknown-role", UPDATE, &grant(JOB, 777, "")),
        probe("unknown-ids", UPDATE, &grant(UNKNOWN, 4, "")),
        probe("id-format", UPDATE, &grant("short", 4, "")),
        probe("unknown-fields", UPDATE, &grant(JOB, 4, r#","colour":1"#)),
        Probe {
            headers: vec![("x-auth-token", "anything"), ("content-type", "text/plain")],
            ..probe("content-type", UPDATE, &grant(JOB, 4, ""))
        },
        probe("project-check", APPLY, &format!(r#"{{"job_id":"{JOB}"}}"#)),
    ]
}

fn probes_of_the_matrix() -> Vec<Probe> {
    let rows = Some(ROWS.to_owned());
    vec![
        probe("wrong-method", "DELETE /v1/job/role-permission", ""),
        Probe {
            before: Some((
                BATCH.to_owned(),
                format!(r#"{{"job_ids":["{JOB}"],"permissions":[{{"role_id":6,"is_view":true}}]}}"#),
            )),
            shows: rows.clone(),
            ..probe(
                "batch-semantics",
                BATCH,
                &format!(r#"{{"job_ids":["{JOB}"],"permissions":[{{"role_id":4,"is_view":false}}]}}"#),
            )
        },
        probe("fixed-rows", UPDATE, &grant(JOB, -1, r#","permission_value":false"#)),
        probe("timestamps", ROWS, ""),
        Probe {
            shows: Some(format!("GET {SWITCH}/{PIPELINE}/permission-switch")),
            ..probe(
                "pipeline-switch-link",
                &format!("POST {SWITCH}/pipeline/batch-role-permission"),
                &format!(r#"{{"pipeline_ids":["{PIPELINE}"],"is_project_switch":true,"roles":[]}}"#),
            )
        },
        Probe {
            before: Some((UPDATE.to_owned(), grant(JOB, 6, r#","permission_value":true"#))),
            shows: rows,
            ..probe("project-switch-write", BATCH, &format!(r#"{{"job_ids":["{JOB}"],"project_switch":true}}"#))
        },
    ]
}

fn probes_of_callers() -> Vec<Probe> {
    vec![
        Probe {
            headers: vec![("x-auth-token", OF_DEVELOPER), ("content-type", "application/json")],
            ..probe("authorization", UPDATE, &grant(JOB, 6, ""))
        },
        Probe {
            headers: vec![
                (
                    "authorization",
                    "SDK-HMAC-SHA256 Access=W58IDJVGUSYGZNCR7WZ3, SignedHeaders=host;x-sdk-date, Signature=0000000000000000000000000000000000000000000000000000000000000000",
                ),
                ("x-sdk-date", "20260101T000000Z"),
                ("content-type", "application/json"),
            ],
            ..probe("ak-lockout", UPDATE, &grant(JOB, 6, ""))
        },
    ]
}

/// What a probe comes to on a server: status, body without what changes anyway, and what it has changed.
async fn outcome(server: &Server, probe: &Probe, choice: Option<&str>) -> (u16, String, String) {
    if let Some((line, body)) = &probe.before {
        let answer = server.call(line, body).await;
        assert_eq!(answer.status, 200, "{}: {}", probe.quirk, answer.text);
        server.call("DELETE /_mock/coverage", "").await;
    }
    let mut headers = probe.headers.clone();
    headers.extend(choice.map(|choice| ("x-mock-quirk", choice)));
    // Only after the fifth failure a key is locked.
    let times = if probe.quirk == "ak-lockout" { 6 } else { 1 };
    let mut answer = server.send(&probe.line, &headers, &probe.body).await;
    for _ in 1..times {
        answer = server.send(&probe.line, &headers, &probe.body).await;
    }
    let shown = match &probe.shows {
        Some(line) => server.call(line, "").await.text,
        None => String::new(),
    };
    (answer.status, answer.text, shown)
}

fn server_for(probe: &Probe, quirks: Quirks) -> Server {
    let mode = if probe.quirk == "ak-lockout" { Mode::Verify } else { Mode::Presence };
    Server::with(|app| {
        app.quirks = quirks;
        app.auth = mode;
    })
}

#[tokio::test]
async fn each_option_can_be_chosen_for_one_request_and_makes_a_difference() {
    let probes = probes();
    let names: Vec<_> = probes.iter().map(|probe| probe.quirk).collect();
    for quirk in QUIRKS {
        assert!(names.contains(&quirk.name), "no probe for {}", quirk.name);
    }

    for probe in probes {
        let quirk = QUIRKS.iter().find(|quirk| quirk.name == probe.quirk).unwrap();
        let mut outcomes = Vec::new();
        for option in quirk.options {
            let choice = format!("{}={}", quirk.name, option.value);
            let mut quirks = Quirks::default();
            quirks.set(&choice).unwrap();
            let by_setting = outcome(&server_for(&probe, quirks), &probe, None).await;
            let by_header = outcome(&server_for(&probe, Quirks::default()), &probe, Some(&choice)).await;
            assert_eq!(by_setting, by_header, "{choice}");
            outcomes.push(by_header);
        }
        assert!(outcomes.iter().any(|other| *other != outcomes[0]), "{}: {:?}", quirk.name, outcomes[0]);
    }
}

#[tokio::test]
async fn a_request_whose_outcome_a_quirk_decides_is_counted_as_depending_on_it_whatever_the_option() {
    for probe in probes() {
        let quirk = QUIRKS.iter().find(|quirk| quirk.name == probe.quirk).unwrap();
        for option in quirk.options {
            let mut quirks = Quirks::default();
            quirks.set(&format!("{}={}", quirk.name, option.value)).unwrap();
            let server = server_for(&probe, quirks);
            outcome(&server, &probe, None).await;

            let report: Value = server.call("GET /_mock/coverage", "").await.json();

            let hit: Vec<_> = report["quirks"].as_array().unwrap().iter().map(|quirk| quirk["name"].clone()).collect();
            assert!(hit.contains(&quirk.name.into()), "{}={}: {hit:?}", quirk.name, option.value);
        }
    }
}

#[tokio::test]
async fn a_request_that_is_plain_everywhere_depends_on_no_quirk() {
    let server = Server::fresh();
    server
        .call(
            "PUT /v1/job/role-permission",
            &format!(r#"{{"job_id":"{JOB}","role_id":4,"permission_name":"is_view"}}"#),
        )
        .await;

    let report = server.call("GET /_mock/coverage", "").await.json();

    assert_eq!(report["quirks"], serde_json::json!([]));
}

async fn refusal(choice: &str) -> Answer {
    let headers = [("x-auth-token", "anything"), ("x-mock-quirk", choice)];
    Server::fresh().send("GET /v1/job/permission/internal", &headers, "").await
}

#[tokio::test]
async fn a_wrong_choice_is_refused_with_the_right_ones() {
    let answer = refusal("error-profile=obsrved").await;

    assert_eq!(answer.status, 400);
    let message = answer.json()["error_msg"].as_str().unwrap().to_owned();
    let expected = "expected an option of error-profile, one of documented, observed, got \"obsrved\"; did you mean observed? - send \
                    error-profile=observed";
    assert!(message.contains(expected), "{message}");
    for wrong in ["colour=red", "error-profile", "error-profile=", "=", "ends=with,error-profile=observed"] {
        assert_eq!(refusal(wrong).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_header_can_be_repeated_and_have_a_list() {
    let headers = [
        ("x-auth-token", "anything"),
        ("x-mock-quirk", "wrong-method=405, missing-target=reject"),
        ("x-mock-quirk", "error-profile=observed"),
    ];
    let server = Server::fresh();

    assert_eq!(server.send("DELETE /v1/job/permission/internal", &headers, "").await.status, 405);
    assert_eq!(server.send("POST /v1/job/project/permission", &headers, "").await.status, 400);
    assert_eq!(server.send("DELETE /v1/job/permission/internal", &headers[..1], "").await.status, 404);
}

#[tokio::test]
async fn the_ledger_shows_the_value_in_force_and_which_contradictions_it_settles() {
    let server = Server::with(|app| app.quirks.set("error-profile=observed").unwrap());

    let ledger = server.call("GET /_mock/quirks", "").await.json();

    let rows = ledger["quirks"].as_array().unwrap();
    assert_eq!(rows.len(), QUIRKS.len());
    let row = rows.iter().find(|row| row["name"] == "error-profile").unwrap();
    assert_eq!(
        (&row["default"], &row["value"], &row["settles"]),
        (&"documented".into(), &"observed".into(), &serde_json::json!([8, 10]))
    );
    for row in rows {
        assert!(
            !row["question"].as_str().unwrap().is_empty() && !row["sources"].as_array().unwrap().is_empty(),
            "{row}"
        );
        assert!(row["provenance"].is_string() && row["options"].as_array().unwrap().len() > 1, "{row}");
    }
    assert_eq!(ledger["contradictions"].as_array().unwrap().len(), 26);
}
