//! Whoever waits sees each entry once, in its own namespace, and begins anew with it.

use std::sync::{Arc, Mutex};

use axum::{body::Body, http::Request};

use super::*;
use crate::{
    contract::Problem,
    domain::{RequestId, Timestamp},
    http::{App, control::table::calls},
    journal::{Entry, Expectation, Expected, Journal, Progress, Transcript},
    namespace::Beginning,
    store::{Changes, World},
};

fn entry(path: &str) -> Entry {
    Entry {
        number: 0,
        request_id: RequestId::from_bytes([0; 16]),
        time: Timestamp::from_milliseconds(0),
        duration_us: 0,
        said: Transcript::new(["GET", path, ""], || [("accept", b"*/*".as_slice().into())].into_iter(), b"", b""),
        is_body_cut: false,
        operation: None,
        caller: None,
        status: 200,
        problems: Vec::<Problem>::new(),
        fault: None,
        changes: Changes::default(),
    }
}

fn app() -> Arc<App> {
    Arc::new(App::new(Beginning::new(Arc::new(World::default()))))
}

/// Writes an entry down and rings, as a request does.
fn write(app: &App, name: &str, path: &str) {
    let namespace = app.namespaces.named(name.parse().unwrap()).unwrap();
    namespace.session().journal.lock().write(entry(path));
    app.recorded.ring(name);
}

async fn control(app: &Arc<App>, name: &str) -> Control {
    let form = calls().into_iter().find(|form| form.path == "/_mock/requests").unwrap();
    let request = Request::get(format!("/_mock/requests?namespace={name}")).body(Body::empty()).unwrap();
    Control::read(Arc::clone(app), (form, calls), request).await.unwrap_or_else(|_| panic!("the call is right"))
}

/// Notes what it is shown until it has seen a path.
struct Noting {
    until: &'static str,
    looks: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Watch for Noting {
    type Found = ();

    fn reads(&self) -> bool {
        true
    }

    fn look(&mut self, news: &News) -> Option<()> {
        let paths: Vec<_> = news.entries.iter().map(|entry| entry.said.path().to_owned()).collect();
        let is_found = paths.iter().any(|path| path == self.until);
        self.looks.lock().unwrap().push(paths);
        is_found.then_some(())
    }

    fn begin_anew(&mut self) {
        self.looks.lock().unwrap().push(vec!["anew".to_owned()]);
    }
}

/// Lets somebody wait in a namespace while something happens; tells what they were shown.
async fn shown(app: &Arc<App>, name: &str, until: &'static str, meanwhile: impl AsyncFnOnce()) -> Vec<Vec<String>> {
    let control = control(app, name).await;
    let looks = Arc::new(Mutex::new(Vec::new()));
    let noting = Noting { until, looks: Arc::clone(&looks) };
    let (seen, ()) = tokio::join!(watch(&control, 60_000, 0, noting), meanwhile());
    assert!(seen.is_ok_and(|seen| seen.found.is_some()));
    Arc::into_inner(looks).unwrap().into_inner().unwrap()
}

/// Lets time pass until whoever waits has looked and waits again: time stands still unless all wait.
async fn rest() {
    tokio::time::sleep(2 * REST).await;
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_is_shown_each_entry_once_and_none_of_another_namespace() {
    let app = app();
    for path in ["/1", "/2"] {
        write(&app, "a", path);
    }

    let looks = shown(&app, "a", "/5", async || {
        rest().await;
        write(&app, "a", "/3");
        rest().await;
        write(&app, "b", "/other");
        rest().await;
        write(&app, "a", "/4");
        // Those that come while somebody rests are looked at together.
        write(&app, "a", "/5");
    })
    .await;

    assert_eq!(looks, [vec!["anew"], vec!["/1", "/2"], vec!["/3"], vec!["/4", "/5"]]);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_begins_anew_after_a_reset_and_in_a_namespace_that_was_made_anew() {
    let app = app();
    write(&app, "a", "/1");

    let looks = shown(&app, "a", "/4", async || {
        rest().await;
        app.namespaces.known("a").unwrap().reset();
        write(&app, "a", "/2");
        rest().await;
        _ = app.namespaces.remove(&"a".parse().unwrap());
        write(&app, "a", "/3");
        rest().await;
        write(&app, "a", "/4");
    })
    .await;

    assert_eq!(looks, [vec!["anew"], vec!["/1"], vec!["anew"], vec!["/2"], vec!["anew"], vec!["/3"], vec!["/4"]]);
}

#[tokio::test(start_paused = true)]
async fn a_short_look_leaves_no_thread_waiting_for_a_long_one() {
    let app = app();
    write(&app, "a", "/1");
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let busy = app.apart.clone();
    let long = tokio::spawn(async move { busy.look(move || ended.recv()).await });

    let looks = shown(&app, "a", "/1", async || {}).await;
    drop(end);

    assert_eq!(looks, [vec!["anew"], vec!["/1"]]);
    assert!(long.await.unwrap().is_err());
}

/// Numbers that are the same in each run, and look like chance.
fn dice(rolls: u64) -> impl Iterator<Item = u64> {
    (0..rolls).map(crate::domain::mixed)
}

#[test]
fn the_answer_at_each_look_is_that_of_a_look_at_all_that_is_known() {
    let path = |name: &str| -> Expectation {
        serde_json::from_str(&format!(r#"{{ "match": {{ "path": "{name}" }} }}"#)).unwrap()
    };
    let times = |expectation| Expected::Times(Box::new(expectation));
    let sequence = |names: &[&str]| Expected::Sequence(names.iter().map(|name| path(name)).collect());
    let questions = [
        times(path("/a")),
        times(path("/a").exactly(2)),
        times(path("/b").at_most(1)),
        sequence(&["/a", "/b"]),
        sequence(&["/a", "/a", "/b"]),
        sequence(&["/c", "/b", "/a", "/c"]),
    ];
    for question in questions.map(Arc::new) {
        for capacity in [3, 6, 100] {
            let mut journal = Journal::new(crate::journal::Capacity { entries: capacity, bytes: usize::MAX });
            let (mut progress, mut seen) = (Progress::new(Arc::clone(&question)), 0);
            for roll in dice(300) {
                journal.write(entry(["/a", "/b", "/c"][usize::try_from(roll % 3).unwrap()]));
                if roll % 7 < 3 {
                    continue;
                }
                let news = journal.news(seen);
                seen = news.written;

                let found = progress.look(&news);

                let verdict = question.check(&journal.entries());
                assert_eq!(found, verdict.ok.then_some(verdict.found), "{question:?} after {seen} of {capacity}");
            }
        }
    }
}
