//! Each call of the control plane is one step, whoever calls at the same moment: nothing gets lost and nothing is mixed.

use std::{
    sync::{Arc, Barrier},
    thread,
};

use codearts_mock::{
    domain::{Clock, Timestamp},
    http::App,
    namespace::{Beginning, Namespace},
    store::{World, WorldFile},
};
use serde_json::{Value, json};

use crate::{
    oneshot::Oneshot,
    wire::{Answer, PIPELINE, write},
};

/// How often two steps are made to meet.
const MEETINGS: usize = 2_000;

/// Sends calls at the same moment.
fn at_once(server: &Oneshot, calls: &[(String, String)]) -> Vec<Answer> {
    let barrier = Barrier::new(calls.len());
    thread::scope(|scope| {
        let ask = |(line, body): &(String, String)| {
            barrier.wait();
            server.ask(line, &[("x-auth-token", "any")], body)
        };
        let threads: Vec<_> = calls.iter().map(|call| scope.spawn(move || ask(call))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Does two things at the same moment.
fn meet(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            barrier.wait();
            one();
        });
        barrier.wait();
        other();
    });
}

fn merge_of(project: usize) -> (String, String) {
    let seed = json!({ "schema_version": 1, "projects": { format!("{project:032x}"): {} } });
    ("POST /_mock/seed?mode=merge".to_owned(), seed.to_string())
}

fn empty() -> Arc<World> {
    Arc::new(WorldFile::empty().into_world().unwrap())
}

fn server() -> Oneshot {
    let world = World::built_in();
    Oneshot::new(App::new(Beginning::new(Arc::new(world))))
}

#[test]
fn merges_at_once_leave_the_results_of_all() {
    let server = Oneshot::new(App::new(Beginning::new(empty())));
    let merges: Vec<_> = (0..48).map(merge_of).collect();

    let answers = at_once(&server, &merges);

    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    let state = server.ask("GET /_mock/state", &[], "").json();
    let projects: Vec<_> = state["projects"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(statuses, [200; 48]);
    assert_eq!(projects, (0..48).map(|project| format!("{project:032x}")).collect::<Vec<_>>());
}

#[test]
fn what_is_written_while_seeds_are_merged_is_there_afterwards() {
    let server = server();
    for round in 0..10 {
        let writes = (500..508).map(|role| write(role, round % 2 == 0));
        let merges = (0..8).map(|project| merge_of(round * 8 + project));
        let calls: Vec<_> = writes.zip(merges).flat_map(|(write, merge)| [write, merge]).collect();

        let answers = at_once(&server, &calls);

        assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200; 16]);
        let read = server.ask(&format!("GET {PIPELINE}/role-permission"), &[("x-auth-token", "any")], "").json();
        let roles = read["roles"].as_array().unwrap();
        let wrong: Vec<_> = (500..508)
            .filter(|role| {
                let row = roles.iter().find(|row| row["role_id"] == *role).unwrap();
                row["operation_delete"] != (round % 2 == 0)
            })
            .collect();
        assert_eq!(wrong, Vec::<u32>::new(), "in round {round}");
        let state = server.ask("GET /_mock/state", &[], "").json();
        let is_there = |project: &usize| state["projects"].get(format!("{project:032x}")).is_some();
        assert_eq!((0..(round + 1) * 8).filter(is_there).count(), (round + 1) * 8);
    }
}

#[test]
fn after_a_seed_and_a_reset_at_once_the_present_is_of_the_seed() {
    let namespace = Namespace::new(None, Beginning::new(empty()));
    for _ in 0..MEETINGS {
        let seed = empty();

        meet(|| namespace.begin_with(Arc::clone(&seed)), || drop(namespace.reset()));

        assert!(Arc::ptr_eq(namespace.seed_store().base(), &seed));
        assert!(namespace.session().look(|store| Arc::ptr_eq(store.base(), &seed)), "the reset undid the seed");
    }
}

#[test]
fn after_a_merge_and_a_reset_at_once_the_present_is_what_a_reset_returns_to() {
    let namespace = Namespace::new(None, Beginning::new(empty()));
    for _ in 0..MEETINGS {
        meet(|| namespace.merge(|present| present.export().into_world()).unwrap(), || drop(namespace.reset()));

        let seed = namespace.seed_store();
        assert!(namespace.session().look(|store| Arc::ptr_eq(store.base(), seed.base())));
    }
}

#[test]
fn a_merge_that_fails_changes_nothing() {
    let namespace = Namespace::new(None, Beginning::new(empty()));
    let before = namespace.session();

    let refused = namespace.merge(|_| Err("no world"));

    assert_eq!(refused, Err("no world"));
    assert!(Arc::ptr_eq(&namespace.session(), &before));
}

#[test]
fn a_merge_that_is_always_overtaken_comes_to_an_end() {
    let namespace = Namespace::new(None, Beginning::new(empty()));
    let tries = std::cell::Cell::new(0);

    let merged = namespace.merge(|present| {
        tries.set(tries.get() + 1);
        if tries.get() < 5 {
            namespace.put(empty());
        }
        present.export().into_world()
    });

    assert!(merged.is_ok());
    assert_eq!(tries.get(), 5);
    let seed = namespace.seed_store();
    assert!(namespace.session().look(|store| Arc::ptr_eq(store.base(), seed.base())));
}

#[test]
fn a_request_that_saw_very_many_merges_finds_the_present() {
    let namespace = Namespace::new(None, Beginning::new(empty()));
    let begun = namespace.session();
    for _ in 0..3_000 {
        namespace.merge(|present| present.export().into_world()).unwrap();
    }

    let present = namespace.session();
    assert!(begun.is_succeeded() && begun.shares_state_with(&present) && !present.is_succeeded());
    let base = |store: &codearts_mock::store::Store| Arc::as_ptr(store.base());
    assert_eq!(begun.look(base), present.look(base));
}

#[test]
fn a_call_that_saw_a_merge_is_written_down_where_everybody_looks() {
    let server = server();
    let (line, body) = write(500, true);
    let slow = json!({ "faults": [{ "operation": "UpdatePipelineRolePermission", "delay": { "fixed_ms": 500 } }] })
        .to_string();
    server.ask("PUT /_mock/faults", &[], &slow).expect(200);
    thread::scope(|scope| {
        let call = scope.spawn(|| server.ask(&line, &[("x-auth-token", "any")], &body).status);
        // Its rule is hit when it has begun.
        while server.ask("GET /_mock/faults", &[], "").expect(200)["faults"][0]["hits"] != 1 {}
        let merge = merge_of(7);
        assert_eq!(server.ask(&merge.0, &[], &merge.1).status, 200);
        assert_eq!(call.join().unwrap(), 200);
    });

    let journal = server.ask("GET /_mock/requests", &[], "").expect(200);

    assert_eq!(journal["requests"][0]["status"], 200, "{journal}");
    assert_eq!(journal["requests"][0]["path"].as_str().unwrap(), line.split_once(' ').unwrap().1);
}

#[test]
fn a_snapshot_that_is_taken_and_restored_at_once_is_the_present() {
    let namespace = Namespace::new(None, Beginning::new(empty()));
    namespace.take_snapshot("s").unwrap();
    for _ in 0..MEETINGS {
        namespace.put(empty());

        meet(|| namespace.take_snapshot("s").unwrap(), || assert_eq!(namespace.restore("s"), Ok(true)));

        let kept = namespace.snapshot("s").unwrap();
        assert!(namespace.session().look(|store| Arc::ptr_eq(store.base(), kept.base())));
    }
}

#[test]
fn of_two_snapshots_at_once_none_hides_what_was_put_before_the_other() {
    let namespace = Namespace::new(None, Beginning::new(empty()));
    for _ in 0..MEETINGS {
        let world = empty();

        meet(
            || namespace.take_snapshot("s").unwrap(),
            || {
                namespace.put(Arc::clone(&world));
                namespace.take_snapshot("s").unwrap();
            },
        );

        assert!(Arc::ptr_eq(namespace.snapshot("s").unwrap().base(), &world));
    }
}

#[test]
fn a_clock_that_is_moved_by_two_at_once_stays_within_its_years() {
    // A minute before the last time that can be written.
    let nearly = Timestamp::from_milliseconds(253_402_207_140_000);
    for _ in 0..MEETINGS {
        let clock = Clock::new(Some(nearly));
        let moved = std::sync::Mutex::new(Vec::new());
        let advance = || moved.lock().unwrap().push(clock.advance_if(40_000, Timestamp::is_writable));

        meet(advance, advance);

        let mut moved = moved.into_inner().unwrap();
        moved.sort();
        assert_eq!(moved, [None, Some(nearly.after(40_000))]);
    }
}

#[test]
fn a_clock_that_is_set_running_while_it_is_moved_runs() {
    let begin: Timestamp = "2024-09-20T06:38:49.000+00:00".parse().unwrap();
    for _ in 0..MEETINGS {
        let clock = Clock::new(Some(begin));

        meet(|| clock.set(None), || clock.advance(1_000));

        assert!(!clock.stands_still(), "it stands at {:?}", clock.now());
    }
}

#[test]
fn who_moves_a_clock_is_told_their_own_time() {
    let server = server();
    server.ask("PUT /_mock/clock", &[], r#"{ "now": "2024-09-20T06:38:49Z" }"#);
    let step = ("POST /_mock/clock/advance".to_owned(), r#"{ "ms": 1000 }"#.to_owned());

    let answers = at_once(&server, &std::iter::repeat_n(step, 48).collect::<Vec<_>>());

    let mut told: Vec<_> = answers.iter().map(|answer| answer.json()["now"].as_str().unwrap().to_owned()).collect();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 48);
    assert_eq!(told.last().unwrap(), "2024-09-20T06:39:37.000+00:00");
}

#[test]
fn who_replaces_the_faults_is_shown_their_own() {
    let server = server();
    let replace = |number: usize| {
        let rule = json!({ "id": format!("rule-{number}"), "operation": "*", "action": { "status": 503 } });
        ("PUT /_mock/faults".to_owned(), json!({ "faults": [rule] }).to_string())
    };

    let answers = at_once(&server, &(0..48).map(replace).collect::<Vec<_>>());

    let shown: Vec<Value> = answers.iter().map(|answer| answer.json()["faults"][0]["id"].clone()).collect();
    assert_eq!(shown, (0..48).map(|number| json!(format!("rule-{number}"))).collect::<Vec<_>>());
}
