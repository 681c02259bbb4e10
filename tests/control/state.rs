//! The state: shown, put, seeded, kept and restored, compared, masked.

use serde_json::{Value, json};

use crate::{
    server::MockServer,
    wire::{Answer, PIPELINE, api, control, row, state, write},
};

/// A server on which something was written.
fn changed() -> MockServer {
    let server = MockServer::start();
    change(&server, 500, true);
    api(&server.uri(), &format!("PUT {PIPELINE}/update-permission-switch?flag=true"), "").expect(200);
    server
}

fn change(server: &MockServer, role: u32, may_delete: bool) {
    let (line, body) = write(role, may_delete);
    api(&server.uri(), &line, &body).expect(200);
}

fn call(server: &MockServer, line: &str) -> Answer {
    control(&server.uri(), line, "")
}

/// Whether the role may delete.
fn may_delete(server: &MockServer, role: u32) -> bool {
    row(&server.uri(), role)["operation_delete"] == true
}

#[test]
fn the_state_as_it_is_shown_is_a_seed_of_the_same_state() {
    let server = changed();
    let shown = state(&server.uri());
    let other = MockServer::start();

    control(&other.uri(), "PUT /_mock/state", &shown).expect(200);

    assert_eq!(state(&other.uri()), shown);
    assert_eq!(state(&MockServer::builder().seed(&shown).start().uri()), shown);
    assert_ne!(state(&MockServer::start().uri()), shown);
    assert_eq!(serde_json::to_value(server.state()).unwrap(), serde_json::from_str::<Value>(&shown).unwrap());
}

#[test]
fn a_snapshot_has_a_name_that_is_spelt_the_same_everywhere() {
    let server = MockServer::start();
    for name in ["a%20b", "a+b", "now", "seed", &"x".repeat(65), "%C3%A9"] {
        assert_eq!(call(&server, &format!("PUT /_mock/snapshots/{name}")).status, 400, "{name}");
    }
    for name in ["a", "Before_1.2-3"] {
        call(&server, &format!("PUT /_mock/snapshots/{name}")).expect(200);
        assert_eq!(call(&server, &format!("GET /_mock/state/diff?from={name}")).expect(200), json!([]), "{name}");
    }
    assert_eq!(call(&server, "GET /_mock/snapshots").expect(200)["snapshots"], json!(["Before_1.2-3", "a"]));
}

#[test]
fn a_list_is_no_state() {
    let server = changed();
    let before = state(&server.uri());

    for line in ["PUT /_mock/state", "POST /_mock/seed", "POST /_mock/seed?mode=merge"] {
        let refused = control(&server.uri(), line, "[1,{},{}]").expect(400);
        assert_eq!(refused["detail"], "Expected a JSON object as the body, got a list of 3 items.", "{line}");
    }
    assert_eq!(state(&server.uri()), before);
}

#[test]
fn a_state_that_is_put_is_the_present_and_a_reset_returns_to_the_beginning() {
    let (server, beginning) = (MockServer::start(), state(&MockServer::start().uri()));
    let shown = state(&changed().uri());

    control(&server.uri(), "PUT /_mock/state", &shown).expect(200);
    assert_eq!(state(&server.uri()), shown);
    call(&server, "POST /_mock/reset").expect(200);

    assert_eq!(state(&server.uri()), beginning);
}

#[test]
fn a_seed_is_what_a_reset_returns_to() {
    let server = MockServer::start();
    let shown = state(&changed().uri());

    control(&server.uri(), "POST /_mock/seed", &shown).expect(200);
    assert_eq!(state(&server.uri()), shown);
    change(&server, 501, true);
    assert_ne!(state(&server.uri()), shown);
    server.reset();

    assert_eq!(state(&server.uri()), shown);
}

#[test]
fn a_seed_that_is_merged_keeps_what_it_does_not_name() {
    let server = changed();
    let before: Value = serde_json::from_str(&state(&server.uri())).unwrap();
    let user = json!({ "name": "guest", "domain": "codearts-mock" });
    let seed = json!({ "schema_version": 1, "users": { "0123456789abcdef0123456789abcdef": user } }).to_string();

    control(&server.uri(), "POST /_mock/seed?mode=merge", &seed).expect(200);
    let after: Value = serde_json::from_str(&state(&server.uri())).unwrap();
    server.reset();

    assert_eq!(after["projects"], before["projects"]);
    assert_eq!(after["users"]["0123456789abcdef0123456789abcdef"]["name"], "guest");
    assert_eq!(after["users"].as_object().unwrap().len(), before["users"].as_object().unwrap().len() + 1);
    assert_eq!(serde_json::from_str::<Value>(&state(&server.uri())).unwrap(), after);
}

#[test]
fn a_state_that_is_none_is_refused_and_changes_nothing() {
    let server = changed();
    let before = state(&server.uri());
    for line in ["PUT /_mock/state", "POST /_mock/seed", "POST /_mock/seed?mode=merge"] {
        for body in ["", "{", "[]", r#"{"schema_version":99}"#, r#"{"schema_version":1,"projcts":{}}"#] {
            let answer = control(&server.uri(), line, body);
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (400, "application/problem+json"),
                "{line} {body}"
            );
        }
    }
    let mode = control(&server.uri(), "POST /_mock/seed?mode=add", &before).expect(400);

    assert_eq!(mode["detail"], "mode: expected one of replace, merge, got \"add\".");
    assert_eq!(state(&server.uri()), before);
}

#[test]
fn a_snapshot_is_taken_listed_shown_restored_and_forgotten() {
    let server = changed();
    let kept = state(&server.uri());
    call(&server, "PUT /_mock/snapshots/before").expect(200);
    change(&server, 501, true);

    assert_eq!(call(&server, "GET /_mock/snapshots").expect(200)["snapshots"], json!(["before"]));
    assert_eq!(call(&server, "GET /_mock/snapshots/before").text(), kept);
    assert_ne!(state(&server.uri()), kept);
    for _ in 0..2 {
        call(&server, "POST /_mock/snapshots/before/restore").expect(200);
        assert_eq!(state(&server.uri()), kept);
        change(&server, 502, true);
    }
    call(&server, "DELETE /_mock/snapshots/before").expect(200);

    assert_eq!(call(&server, "GET /_mock/snapshots").expect(200)["snapshots"], json!([]));
    for line in
        ["GET /_mock/snapshots/before", "POST /_mock/snapshots/before/restore", "DELETE /_mock/snapshots/before"]
    {
        assert_eq!(call(&server, line).expect(404)["detail"], "There is no snapshot before; there are none.");
    }
}

#[test]
fn there_are_so_many_snapshots_and_two_names_that_are_taken() {
    let server = MockServer::start();
    for name in ["now", "seed"] {
        assert_eq!(call(&server, &format!("PUT /_mock/snapshots/{name}")).status, 400);
    }
    for number in 0..100 {
        call(&server, &format!("PUT /_mock/snapshots/s{number}")).expect(200);
    }

    let full = call(&server, "PUT /_mock/snapshots/another").expect(400);

    assert_eq!(full["detail"], "There are 100 snapshots already; delete one first.");
    call(&server, "PUT /_mock/snapshots/s7").expect(200);
}

#[test]
fn two_states_differ_by_a_json_patch() {
    let server = MockServer::start();
    call(&server, "PUT /_mock/snapshots/empty").expect(200);
    change(&server, 500, true);
    call(&server, "PUT /_mock/snapshots/one").expect(200);
    change(&server, 501, false);
    let pipeline = "/projects/071112d87d3e4ed49130c691936202e9/pipelines/53acae73a3f44b2994f9b20a710721c6";
    let patch = |query: &str| call(&server, &format!("GET /_mock/state/diff{query}")).expect(200);
    let places = |query: &str| -> Vec<String> {
        let patch = patch(query);
        let steps = patch.as_array().unwrap().iter();
        steps
            .map(|step| step["path"].as_str().unwrap().replace(pipeline, ""))
            .filter(|it| it.contains("roles"))
            .collect()
    };

    assert_eq!(places(""), ["/roles/500", "/roles/501"]);
    assert_eq!(places("?from=one"), ["/roles/501"]);
    assert_eq!(places("?from=empty&to=one"), ["/roles/500"]);
    assert_eq!(patch("?from=now&to=now"), json!([]));
    assert_eq!(patch("?from=seed&to=empty"), json!([]));
    assert_eq!(call(&server, "GET /_mock/state/diff?from=none").status, 404);
}

#[test]
fn a_masked_state_has_no_credential() {
    let server = changed();
    call(&server, "PUT /_mock/snapshots/one").expect(200);
    let open = state(&server.uri());
    for target in ["/_mock/state", "/_mock/snapshots/one"] {
        let masked = call(&server, &format!("GET {target}?redact=true"));
        assert_eq!(masked.status, 200);
        let users: Value = serde_json::from_str(&open).unwrap();
        for user in users["users"].as_object().unwrap().values() {
            for name in ["token", "access_key", "secret_key", "password"] {
                let secret = user[name].as_str().unwrap();
                assert!(open.contains(secret) && (name == "access_key" || !masked.text().contains(secret)), "{name}");
            }
        }
    }
}

#[test]
fn a_restore_is_one_swap_for_whoever_reads_meanwhile() {
    let server = MockServer::start();
    let roles = 500..513_u32;
    call(&server, "PUT /_mock/snapshots/none").expect(200);
    roles.clone().for_each(|role| change(&server, role, true));
    call(&server, "PUT /_mock/snapshots/all").expect(200);

    std::thread::scope(|scope| {
        let restoring = scope.spawn(|| {
            for name in ["none", "all"].repeat(50) {
                call(&server, &format!("POST /_mock/snapshots/{name}/restore")).expect(200);
            }
        });
        while !restoring.is_finished() {
            let rows = api(&server.uri(), &format!("GET {PIPELINE}/role-permission"), "").expect(200);
            let rows = rows["roles"].as_array().unwrap().iter();
            let granted = rows.filter(|row| {
                row["role_id"].as_u64().is_some_and(|role| (500..513).contains(&role))
                    && row["operation_delete"] == true
            });
            assert!(matches!(granted.count(), 0 | 13));
        }
    });
    assert!(may_delete(&server, 500));
}

#[test]
fn the_name_of_a_snapshot_is_what_the_percent_signs_stand_for() {
    let server = MockServer::start();

    call(&server, "PUT /_mock/snapshots/%62efore%2D1").expect(200);

    assert_eq!(call(&server, "GET /_mock/snapshots").expect(200)["snapshots"], json!(["before-1"]));
    call(&server, "DELETE /_mock/snapshots/before%2d1").expect(200);
    assert_eq!(call(&server, "PUT /_mock/snapshots/%FF").status, 400);
}
