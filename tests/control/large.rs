//! Large states: whoever shows, reads or swaps one keeps nobody else from being answered.

use std::{cell::RefCell, sync::Arc};

use codearts_mock::{http::App, namespace::Beginning, store::WorldFile};
use serde_json::json;

use crate::{oneshot::Oneshot, wire::READ};

/// A seed of so many jobs.
fn seed(jobs: usize) -> String {
    let rows = json!({ "3": ["is_view", "is_execute"], "4": ["is_view"] });
    let jobs: serde_json::Map<_, _> = (0..jobs).map(|job| (format!("{job:032x}"), json!({ "roles": rows }))).collect();
    json!({ "schema_version": 1, "projects": { "923785f9674548259144259077bc6a98": { "jobs": jobs } } }).to_string()
}

/// A server whose default namespace has a large state over an empty seed.
fn server() -> Oneshot {
    let world = Arc::new(WorldFile::empty().into_world().unwrap());
    let server = Oneshot::new(App::new(Beginning::new(world)));
    server.ask("PUT /_mock/state", &[], &seed(4_000)).expect(200);
    server.ask("PUT /_mock/snapshots/large", &[], "").expect(200);
    server
}

/// The lines of a large call and of small ones in the order in which they are answered, all sent from one thread.
fn order<'a>(server: &Oneshot, large: (&'a str, &str), small: &[&'a str]) -> Vec<(&'a str, u16)> {
    let answered = RefCell::new(Vec::new());
    server.wait_for(async {
        let ask = async |line: &'a str, body: &str| {
            let status = server.asked(line, &[("x-auth-token", "any")], body).await.status;
            answered.borrow_mut().push((line, status));
        };
        // The large call is under way before the first small one begins.
        let others = async {
            for line in small {
                ask(line, "").await;
            }
        };
        tokio::join!(ask(large.0, large.1), others);
    });
    answered.into_inner()
}

#[test]
fn while_a_large_state_is_shown_read_or_swapped_others_are_answered() {
    let body = seed(4_000);
    let calls = [
        ("GET /_mock/state", ""),
        ("GET /_mock/state/diff", ""),
        ("GET /_mock/snapshots/large", ""),
        ("PUT /_mock/state", body.as_str()),
        ("POST /_mock/seed?mode=merge", body.as_str()),
        ("POST /_mock/seed", body.as_str()),
        ("GET /_mock/repro", ""),
    ];
    let other = READ.replacen("GET ", "GET /_ns/other", 1);
    let server = server();

    for call in calls {
        let order = order(&server, call, &["GET /healthz", "GET /_mock/clock?namespace=other", &other]);

        let lines: Vec<_> = order.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, ["GET /healthz", "GET /_mock/clock?namespace=other", &other, call.0]);
        assert_eq!((order[0].1, order[1].1, order[3].1), (200, 200, 200), "{}", call.0);
    }
}

#[test]
fn a_large_seed_that_is_refused_changes_nothing() {
    let server = server();
    let before = server.ask("GET /_mock/state", &[], "").body;
    let wrong = seed(4_000).replace("is_execute", "is_fly");

    for line in ["PUT /_mock/state", "POST /_mock/seed", "POST /_mock/seed?mode=merge"] {
        assert_eq!(server.ask(line, &[], &wrong).status, 400, "{line}");
    }

    assert!(server.ask("GET /_mock/state", &[], "").body == before);
}

#[test]
fn a_view_of_a_state_does_not_change_with_it() {
    let server = server();

    server.ask("POST /_mock/snapshots/large/restore", &[], "").expect(200);
    let line = "GET /_mock/state/diff?from=large";

    assert_eq!(server.ask(line, &[], "").json(), json!([]));
}
