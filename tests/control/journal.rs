//! The journal: what it has of each request, what is asked of it, how much it keeps, and no secret in it.

use std::{sync::Arc, thread};

use codearts_mock::{
    World,
    auth::Mode,
    http::App,
    journal::Capacity,
    namespace::{Beginning, Options},
};
use serde_json::{Value, json};

use crate::{
    oneshot::Oneshot,
    server::MockServer,
    wire::{READ, TOKEN, api, ask, control, journal, write},
};

const DEVELOPER_TOKEN: &str = "wUl7NQbHuGoR4ZI2D2sp7b4fjBHECVs8ylotcmzmbRDjCJmO2Wt92yI2liYSkPeR";
const PASSWORD: &str = "ww7t5Xl1oY9ShJDN7x4gTrVJ";

/// The numbers of the entries of an answer.
fn numbers(server: &MockServer, query: &str) -> Vec<u64> {
    let document = control(&server.uri(), &format!("GET /_mock/requests?{query}"), "").expect(200);
    document["requests"].as_array().unwrap().iter().map(|entry| entry["number"].as_u64().unwrap()).collect()
}

#[test]
fn an_entry_has_the_whole_exchange() {
    let server = MockServer::builder().clock("2024-09-20T06:38:49Z").id_seed(1).start();
    let (line, body) = write(500, true);
    let administrator = "SMxN8YlorVw7E0QSHnIDTRanPAuqNjgOefJwke3wJSlNMk9jrybYrit4xi5OQGCK";
    let headers = [("X-Auth-Token", administrator), ("X-Trace", "1")];

    let answer = ask(&server.uri(), &format!("{line}?a=1"), &headers, &body);

    let mut entry = journal(&server.uri()).remove(0);
    let entry = entry.as_object_mut().unwrap();
    assert!(entry.remove("duration_us").unwrap().is_u64());
    let problems = entry.remove("problems").unwrap();
    assert_eq!(problems.as_array().map(Vec::len), Some(1), "the parameter that nobody reads: {problems}");
    let path = line.split_once(' ').unwrap().1;
    let part = "pipelines.53acae73a3f44b2994f9b20a710721c6.roles.500";
    let to = ["operation_query", "operation_delete"];
    let granted = json!({ "list": [{ "path": part, "from": null, "to": to }], "more": 0 });
    assert_eq!(
        Value::Object(entry.clone()),
        json!({
            "number": 1,
            "request_id": answer.header("x-request-id"),
            "time": "2024-09-20T06:38:49.000+00:00",
            "operation": "UpdatePipelineRolePermission",
            "caller": "4126726a41e19564ee1eeedbc2218c26",
            "method": "POST",
            "path": path,
            "query": "a=1",
            "headers": {
                "host": "localhost", "x-auth-token": "[redacted]", "x-trace": "1",
                "content-type": "application/json", "content-length": body.len().to_string(),
            },
            "body": serde_json::from_str::<Value>(&body).unwrap(), "is_body_cut": false,
            "status": 200,
            "answer": { "status": "success" },
            "fault": null,
            "changes": granted,
        })
    );
}

#[test]
fn a_body_that_is_not_kept_whole_says_so() {
    let server = MockServer::start();
    let (line, body) = write(500, true);
    let of_length = |length: usize| {
        let padding = length - body.len() - "\"padding\":\"\",".len();
        body.replacen('{', &format!("{{\"padding\":\"{}\",", "x".repeat(padding)), 1)
    };
    let login = json!({ "auth": {}, "padding": "x".repeat(70_000) }).to_string();
    for (line, body) in [(&*line, of_length(65_536)), (&line, of_length(65_537)), ("POST /v3/auth/tokens", login)] {
        api(&server.uri(), line, &body);
    }

    let entries = journal(&server.uri());

    assert_eq!(entries.iter().map(|entry| &entry["is_body_cut"]).collect::<Vec<_>>(), [false, true, true]);
    assert!(entries[0]["body"].is_object());
    assert_eq!(entries[1]["body"].as_str().map(str::len), Some(65_536));
    assert_eq!(entries[2]["body"], "[redacted]");
}

#[test]
fn the_journal_is_asked_by_operation_status_and_what_came_before() {
    let server = MockServer::start();
    let (line, body) = write(500, true);
    for (line, body) in [(READ, ""), ("GET /v1/nowhere", ""), (&line, body.as_str()), (READ, "")] {
        api(&server.uri(), line, body);
    }

    assert_eq!(numbers(&server, ""), [1, 2, 3, 4]);
    assert_eq!(numbers(&server, "operation=CheckJobInternal"), [1, 4]);
    assert_eq!(numbers(&server, "status=404"), [2]);
    assert_eq!(numbers(&server, "after=2"), [3, 4]);
    assert_eq!(numbers(&server, "after=1&operation=CheckJobInternal&status=200"), [4]);
    assert_eq!(numbers(&server, "after=4"), [0; 0]);
}

#[test]
fn a_filter_that_cannot_be_meant_is_refused() {
    let server = MockServer::start();
    let status = |query: &str| control(&server.uri(), &format!("GET /_mock/requests?{query}"), "").status;

    for query in ["operation=CheckJobInterna", "status=ok", "after=-1", "wait=60001", "operations=CheckJobInternal"] {
        assert_eq!(status(query), 400, "{query}");
    }
}

#[test]
fn whoever_waits_gets_the_next_request_as_it_comes() {
    let server = MockServer::start();
    api(&server.uri(), READ, "");

    let seen = thread::scope(|scope| {
        let waiter = scope.spawn(|| numbers(&server, "after=1&wait=30000"));
        api(&server.uri(), READ, "");
        waiter.join().unwrap()
    });

    assert_eq!(seen, [2]);
}

#[test]
fn whoever_waits_in_vain_gets_nothing_after_that_time() {
    let server = MockServer::start();
    let began = std::time::Instant::now();

    assert_eq!(numbers(&server, "wait=80"), [0; 0]);
    assert!(began.elapsed().as_millis() >= 80);
}

#[test]
fn no_secret_is_in_the_journal_or_what_is_made_of_it() {
    let server = MockServer::builder().auth(Mode::Verify).start();
    let uri = server.uri();
    let login = json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": {
            "name": "developer", "password": PASSWORD, "domain": { "name": "codearts-mock" } } } },
        "scope": { "project": { "name": "cn-north-4" } },
    } });
    let issued = ask(&uri, "POST /v3/auth/tokens", &[], &login.to_string());
    let token = issued.header("x-subject-token").to_owned();
    assert_eq!((issued.status, token.is_empty()), (201, false));
    let authorization =
        "SDK-HMAC-SHA256 Access=W58IDJVGUSYGZNCR7WZ3, SignedHeaders=x-sdk-date, Signature=5ca1ab1e5ca1ab1e";
    let calls = [
        vec![("X-Auth-Token", token.as_str())],
        vec![("X-Auth-Token", DEVELOPER_TOKEN)],
        vec![("X-Auth-Token", token.as_str()), ("Cookie", "session=biscuit")],
        vec![("Authorization", authorization), ("X-Security-Token", "temporary-one")],
    ];
    for headers in &calls {
        ask(&uri, READ, headers, "");
    }
    ask(&uri, "GET /v3/auth/tokens", &[("X-Auth-Token", &token), ("X-Subject-Token", &token)], "");
    ask(&uri, "POST /v3/auth/tokens", &[], &format!("{{\"password\":\"{PASSWORD}"));
    ask(&uri, "POST /v9/elsewhere", &[TOKEN], &json!({ "password": PASSWORD }).to_string());

    let verdict = json!({ "operation": "ShowJobInfo", "match": { "headers": { "X-Auth-Token": "x" } } });
    let shown = [
        control(&uri, "GET /_mock/requests", "").text().to_owned(),
        control(&uri, "GET /_mock/repro", "").text().to_owned(),
        control(&uri, "POST /_mock/verify", &verdict.to_string()).text().to_owned(),
        format!("{:?}", server.requests()),
    ];
    for (index, text) in shown.iter().enumerate() {
        for secret in [token.as_str(), DEVELOPER_TOKEN, PASSWORD, "5ca1ab1e5ca1ab1e", "biscuit", "temporary-one"] {
            assert!(!text.contains(secret), "{index} shows {secret}");
        }
    }
    assert_eq!(server.requests().len(), 8);
}

#[test]
fn whoever_waits_sees_what_comes_after_the_namespace_was_forgotten() {
    let mock = bounded(Capacity::default());
    let others: &[(&str, &[_])] = &[("DELETE /_mock/namespaces/a", &[]), (READ, &[TOKEN, ("X-Mock-Namespace", "a")])];
    let question = r#"{"operation":"CheckJobInternal","timeout_ms":5000}"#;

    let seen = mock.ask_meanwhile(("GET /_mock/requests?namespace=a&wait=5000", ""), others).expect(200);
    mock.ask("DELETE /_mock/namespaces/a", &[], "").expect(200);
    let verified = mock.ask_meanwhile(("POST /_mock/verify?namespace=a", question), others[1..].as_ref()).status;

    assert_eq!((seen["written"].clone(), seen["requests"].as_array().unwrap().len(), verified), (json!(1), 1, 200));
}

fn bounded(journal: Capacity) -> Oneshot {
    let world = Arc::new(World::built_in());
    Oneshot::new(App::new(Beginning { options: Options { journal, ..Options::default() }, ..Beginning::new(world) }))
}

/// What the journal knows: the numbers of its entries, and how many there were.
fn known(mock: &Oneshot) -> (Vec<u64>, u64) {
    let document = mock.ask("GET /_mock/requests", &[], "").expect(200);
    let entries = document["requests"].as_array().unwrap().iter();
    (entries.map(|entry| entry["number"].as_u64().unwrap()).collect(), document["written"].as_u64().unwrap())
}

#[test]
fn a_journal_of_so_many_entries_forgets_the_oldest() {
    let mock = bounded(Capacity { entries: 3, bytes: usize::MAX });

    for _ in 0..5 {
        mock.ask(READ, &[TOKEN], "");
    }

    assert_eq!(known(&mock), (vec![3, 4, 5], 5));
}

#[test]
fn a_journal_of_so_many_bytes_forgets_the_oldest_and_never_holds_more() {
    let mock = bounded(Capacity { entries: 1000, bytes: 20_000 });
    let filler = "x".repeat(6000);

    for _ in 0..10 {
        mock.ask(READ, &[TOKEN, ("X-Filler", &filler)], "");
    }
    assert_eq!(known(&mock), (vec![8, 9, 10], 10));

    mock.ask(READ, &[TOKEN, ("X-Filler", &"x".repeat(30_000))], "");
    assert_eq!(known(&mock), (vec![], 11));
}

#[test]
fn a_journal_of_no_entries_keeps_nothing() {
    let mock = bounded(Capacity { entries: 0, bytes: usize::MAX });

    mock.ask(READ, &[TOKEN], "");

    assert_eq!(known(&mock), (vec![], 0));
}

#[test]
fn whoever_waits_sees_what_comes_after_a_reset() {
    let mock = bounded(Capacity::default());
    let others: &[(&str, &[_])] = &[("POST /_mock/reset", &[]), (READ, &[TOKEN])];
    let question = r#"{"operation":"CheckJobInternal","timeout_ms":5000}"#;

    let seen = mock.ask_meanwhile(("GET /_mock/requests?wait=5000", ""), others).expect(200);
    mock.ask("POST /_mock/reset", &[], "").expect(200);
    let verified = mock.ask_meanwhile(("POST /_mock/verify", question), others).status;

    assert_eq!((seen["written"].clone(), seen["requests"].as_array().unwrap().len(), verified), (json!(1), 1, 200));
}
