//! One bound for memory: what is counted, what makes room, what is refused, and what always works.

use std::sync::Arc;

use codearts_mock::{World, http::App, memory::Memory, namespace::Beginning};
use serde_json::{Value, json};

use crate::{
    oneshot::Oneshot,
    wire::{Answer, READ, TOKEN},
};

const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";
const WRITE: &str = "PUT /v1/job/role-permission";
const CREATE: (&str, &str) = ("X-Mock-Quirk", "unknown-ids=create");

/// An app whose memory ends here.
fn bounded(bytes: usize) -> Oneshot {
    let world = World::built_in();
    Oneshot::new(App::new(Beginning { memory: Memory::new(bytes), ..Beginning::new(Arc::new(world)) }))
}

/// A write that creates the job of this number.
fn create(mock: &Oneshot, number: usize, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "job_id": format!("{number:032x}"), "role_id": 4, "permission_name": "is_view" });
    mock.ask(WRITE, &[&[TOKEN, CREATE], headers].concat(), &body.to_string())
}

/// Creates jobs until there is no room; the refusal, and how many there were.
fn fill(mock: &Oneshot) -> (usize, Answer) {
    let mut answers = (0..).map(|number| create(mock, number, &[]));
    let (number, refusal) = answers.by_ref().enumerate().find(|(_, answer)| answer.status != 200).unwrap();
    (number, refusal)
}

fn memory(mock: &Oneshot) -> Value {
    mock.ask("GET /_mock/health", &[], "").expect(200)["memory"].clone()
}

fn bytes(memory: &Value, name: &str) -> u64 {
    memory[name].as_u64().unwrap()
}

fn state(mock: &Oneshot) -> Value {
    mock.ask("GET /_mock/state", &[], "").expect(200)
}

#[test]
fn a_write_for_which_there_is_no_room_is_refused_with_the_setting_and_changes_nothing() {
    let mock = bounded(100_000);
    let (jobs, refusal) = fill(&mock);
    let before = state(&mock);

    let body = refusal.expect(503);
    let message = body["error_msg"].as_str().unwrap();

    assert!(jobs > 50, "{jobs}");
    assert_eq!(body["error_code"], "APIGW.0613");
    let begins = "The service is unavailable. Try again later. Expected at most 100000 bytes in all, as --max-memory-bytes \
                  (CODEARTS_MOCK_MAX_MEMORY_BYTES) sets, got a call that may need ";
    assert!(message.starts_with(begins), "{message}");
    assert!(message.contains(" are changed state - reset or delete what is not needed any more"), "{message}");
    let problems: Value = serde_json::from_str(refusal.header("x-mock-problems")).unwrap();
    assert_eq!((&problems[0]["rule"], &problems[0]["pointer"]), (&json!("memory"), &json!("")));
    assert_eq!(create(&mock, jobs + 1, &[]).status, 503);
    assert_eq!(state(&mock), before);
    let memory = memory(&mock);
    assert!(bytes(&memory, "total") <= 100_000, "{memory}");
}

#[test]
fn reads_resets_and_deletes_work_when_there_is_no_room() {
    let mock = bounded(100_000);
    create(&mock, 1, &[("X-Mock-Namespace", "other")]).expect(200);
    fill(&mock);
    let matrix = format!("GET /v1/job/permission/role?job_id={JOB}");
    let rights = "POST /v5/d78cbac186b744899480f25bd022f468/api/pipelines/check-rights";

    for line in [READ, &matrix, "GET /_mock/state", "GET /_mock/requests", "GET /_mock/namespaces", "GET /_mock/repro"]
    {
        assert_eq!(mock.ask(line, &[TOKEN], "").status, 200, "{line}");
    }
    let body = json!({ "resource_ids": ["53acae73a3f44b2994f9b20a710721c6"] }).to_string();
    assert_eq!(mock.ask(rights, &[TOKEN], &body).status, 200);
    for line in ["DELETE /_mock/faults", "DELETE /_mock/namespaces/other", "POST /_mock/reset"] {
        assert_eq!(mock.ask(line, &[], "{}").status, 200, "{line}");
    }
    assert_eq!(bytes(&memory(&mock), "state"), 0);
    assert_eq!(create(&mock, 1, &[]).status, 200);
}

#[test]
fn the_control_plane_refuses_what_does_not_fit_with_507_and_changes_nothing() {
    let mock = bounded(100_000);
    mock.ask("PUT /_mock/snapshots/small", &[], "").expect(200);
    fill(&mock);
    let before = (state(&mock), mock.ask("GET /_mock/snapshots", &[], "").expect(200));
    let users: Vec<_> = (0..200).map(|number| format!("\"{number:032}\":{{\"name\":\"user {number}\"}}")).collect();
    let seed = format!("{{\"schema_version\":1,\"users\":{{{}}}}}", users.join(","));
    let fault =
        json!({ "operation": "ShowJobInfo", "match": { "body": "x".repeat(50_000) }, "action": { "status": 503 } });
    let faults = json!({ "faults": [fault] }).to_string();

    for (line, body) in [
        ("PUT /_mock/state", seed.as_str()),
        ("POST /_mock/seed", &seed),
        ("POST /_mock/seed?mode=merge", &seed),
        ("PUT /_mock/faults", &faults),
        ("PUT /_mock/snapshots/large", ""),
    ] {
        let refused = mock.ask(line, &[], body);
        assert_eq!(refused.header("content-type"), "application/problem+json", "{line}");
        let detail = refused.expect(507)["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("--max-memory-bytes") && detail.contains("are changed state"), "{line}: {detail}");
    }

    assert_eq!((state(&mock), mock.ask("GET /_mock/snapshots", &[], "").expect(200)), before);
    assert_eq!(mock.ask("GET /_mock/faults", &[], "").expect(200)["faults"], json!([]));
    let memory = memory(&mock);
    assert_eq!((bytes(&memory, "snapshots"), bytes(&memory, "faults"), bytes(&memory, "bodies")), (0, 0, 0));
}

#[test]
fn a_snapshot_is_restored_only_if_there_is_room_for_a_second_one_of_it() {
    let mock = bounded(100_000);
    (0..100).for_each(|number| _ = create(&mock, number, &[]));
    mock.ask("PUT /_mock/snapshots/full", &[], "").expect(200);
    let half = bytes(&memory(&mock), "snapshots");
    assert!(half > 25_000, "{half}");
    fill(&mock);
    let before = state(&mock);

    mock.ask("POST /_mock/snapshots/full/restore", &[], "").expect(507);

    assert_eq!(state(&mock), before);
    mock.ask("POST /_mock/reset", &[], "").expect(200);
    mock.ask("POST /_mock/snapshots/full/restore", &[], "").expect(200);
    assert_eq!(bytes(&memory(&mock), "snapshots"), half);
    mock.ask("DELETE /_mock/snapshots/full", &[], "").expect(200);
    assert_eq!(bytes(&memory(&mock), "snapshots"), 0);
}

#[test]
fn the_oldest_entries_of_the_largest_journal_go_before_anything_is_refused() {
    let mock = bounded(200_000);
    let filler = "x".repeat(2_000);
    let ask = |namespace: &str| mock.ask(READ, &[TOKEN, ("X-Mock-Namespace", namespace), ("X-Filler", &filler)], "");
    let numbers = |namespace: &str| -> Vec<u64> {
        let journal = mock.ask(&format!("GET /_mock/requests?namespace={namespace}"), &[], "").expect(200);
        journal["requests"].as_array().unwrap().iter().map(|entry| entry["number"].as_u64().unwrap()).collect()
    };
    (0..5).for_each(|_| _ = ask("small"));
    (0..60).for_each(|_| _ = ask("large"));
    assert_eq!(numbers("large").len(), 60);

    (0..100).for_each(|number| create(&mock, number, &[]).expect(200).as_object().map(drop).unwrap());

    assert_eq!(numbers("small"), [1, 2, 3, 4, 5]);
    let large = numbers("large");
    assert!(large.len() < 60 && large.last() == Some(&60), "{large:?}");
    assert!(bytes(&memory(&mock), "total") <= 200_000);
}

#[test]
fn health_shows_the_bytes_of_each_kind_and_a_reset_gives_them_back() {
    let mock = bounded(10_000_000);
    let nothing = json!({ "bound": 10_000_000, "total": 0, "journal": 0, "state": 0, "snapshots": 0, "faults": 0,
        "tokens": 0, "bodies": 0 });
    assert_eq!(memory(&mock), nothing);
    let login = json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": {
        "name": "developer", "password": "ww7t5Xl1oY9ShJDN7x4gTrVJ", "domain": { "name": "codearts-mock" } } } } } });
    let faults = json!({ "preset": "flaky" }).to_string();

    create(&mock, 1, &[]).expect(200);
    mock.ask("POST /v3/auth/tokens", &[], &login.to_string()).expect(201);
    mock.ask("PUT /_mock/snapshots/one", &[], "").expect(200);
    mock.ask("PUT /_mock/faults", &[], &faults).expect(200);

    let taken = memory(&mock);
    let kinds = ["journal", "state", "snapshots", "faults", "tokens", "bodies"].map(|kind| bytes(&taken, kind));
    assert_eq!(kinds.iter().sum::<u64>(), bytes(&taken, "total"));
    assert!(kinds[..5].iter().all(|bytes| *bytes > 0) && kinds[5] == 0, "{taken}");
    mock.ask("DELETE /_mock/snapshots/one", &[], "").expect(200);
    mock.ask("POST /_mock/reset", &[], "").expect(200);
    assert_eq!(memory(&mock), nothing);
}

#[test]
fn a_seed_is_counted_as_long_as_somebody_has_it() {
    let mock = bounded(10_000_000);
    let seed = json!({ "schema_version": 1, "users": { "ada": { "name": "x".repeat(5_000) } } }).to_string();
    let of_state = || bytes(&memory(&mock), "state");

    mock.ask("PUT /_mock/state?namespace=a", &[], &seed).expect(200);
    let once = of_state();
    assert!((5_000..6_500).contains(&once), "{once}");
    mock.ask("PUT /_mock/snapshots/kept?namespace=a", &[], "").expect(200);
    mock.ask("POST /_mock/reset?namespace=a", &[], "").expect(200);
    assert_eq!(of_state(), once);
    mock.ask("DELETE /_mock/namespaces/a", &[], "").expect(200);

    assert_eq!(of_state(), 0);
}

#[test]
fn a_body_that_does_not_fit_is_refused_while_it_is_read() {
    let mock = bounded(300_000);
    let spaces = " ".repeat(400_000);
    // Short as a text, and long once it is read: each item takes much more than its two characters.
    let items = format!("{{\"job_ids\":[{}0]}}", "0,".repeat(50_000));

    for (body, line, status) in [
        (&spaces, WRITE, 503),
        (&items, "POST /v1/job/permissions/batch", 503),
        (&spaces, "POST /_mock/verify", 507),
        (&items, "PUT /_mock/state", 507),
    ] {
        let refused = mock.ask(line, &[TOKEN], body);
        assert_eq!(refused.status, status, "{line}: {}", refused.text());
        assert!(refused.text().contains("--max-memory-bytes"), "{line}: {}", refused.text());
    }
    assert_eq!(bytes(&memory(&mock), "bodies"), 0);
}

#[test]
fn who_lists_the_namespaces_holds_up_nobody_who_makes_room() {
    let mock = bounded(300_000);
    let none_is_left = || memory(&mock)["total"].as_u64().unwrap() > 200_000;
    while !none_is_left() {
        assert_eq!(mock.ask("GET /v1/job/permission", &[TOKEN], "").status, 400);
    }

    // With the locks the other way round the two wait for each other for ever.
    std::thread::scope(|scope| {
        let writes = scope.spawn(|| (0..400).for_each(|number| _ = create(&mock, number, &[])));
        while !writes.is_finished() {
            assert_eq!(mock.ask("GET /_mock/namespaces", &[], "").status, 200);
        }
    });
}

#[test]
fn what_is_rolled_back_leaves_no_more_than_is_counted() {
    let mock = bounded(Memory::BOUND);
    let unknown_role = json!({ "job_id": "0".repeat(32), "role_id": 9_999, "permission_name": "is_view" }).to_string();
    create(&mock, 1, &[]).expect(200);

    let refused = mock.ask(WRITE, &[TOKEN, CREATE, ("X-Mock-Quirk", "unknown-role=reject")], &unknown_role);
    let kept = mock.ask("PUT /_mock/snapshots/a", &[], "");

    assert_eq!((refused.status, kept.status), (400, 200), "{}", kept.text());
}

#[test]
fn room_is_taken_for_every_size_that_a_table_grows_to() {
    const PROJECT: &str = "0000000000000000000000000000000a";
    for jobs in [1, 2, 3, 4, 7, 8, 14, 15, 28, 29, 57, 113] {
        let ids: Vec<_> = (0..jobs).map(|number| format!("{number:032x}")).collect();
        let files: serde_json::Map<_, _> = ids.iter().map(|id| (id.clone(), json!({}))).collect();
        let project = json!({ "roles": { "4": { "name": "Developer" } }, "jobs": files });
        let seed = json!({ "schema_version": 1, "projects": { PROJECT: project } });
        let mock = bounded(Memory::BOUND);
        mock.ask("PUT /_mock/state", &[], &seed.to_string()).expect(200);

        let batch = json!({ "job_ids": ids, "permissions": [{ "role_id": 4, "is_view": true }] });
        let answer = mock.ask("POST /v1/job/permissions/batch", &[TOKEN], &batch.to_string());

        // A debug build asserts that no more was changed than room was taken for.
        assert_eq!(answer.status, 200, "{jobs}: {}", answer.text());
    }
}
