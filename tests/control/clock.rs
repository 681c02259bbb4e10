//! The clock of a namespace: it stands where it was set, moves when told to, and runs again.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    server::MockServer,
    wire::{READ, api, control, journal},
};

fn shown(server: &MockServer) -> Value {
    control(&server.uri(), "GET /_mock/clock", "").expect(200)
}

fn standing(now: &str) -> Value {
    json!({ "schema_version": 1, "now": format!("{now}.000+00:00"), "stands_still": true })
}

#[test]
fn a_clock_that_was_set_stands_until_it_is_moved() {
    let server = MockServer::start();
    assert_eq!(shown(&server)["stands_still"], false);

    let set = control(&server.uri(), "PUT /_mock/clock", r#"{"now":"2024-09-20T06:38:49Z"}"#).expect(200);
    assert_eq!((set, shown(&server)), (standing("2024-09-20T06:38:49"), standing("2024-09-20T06:38:49")));
    control(&server.uri(), "POST /_mock/clock/advance", r#"{"ms":61000}"#).expect(200);
    assert_eq!(shown(&server), standing("2024-09-20T06:39:50"));
    control(&server.uri(), "POST /_mock/clock/advance", r#"{"ms":-1000}"#).expect(200);
    assert_eq!(shown(&server), standing("2024-09-20T06:39:49"));
    server.advance(Duration::from_secs(1));
    api(&server.uri(), READ, "");

    assert_eq!(journal(&server.uri())[0]["time"], "2024-09-20T06:39:50.000+00:00");
}

#[test]
fn a_clock_is_not_moved_where_no_time_can_be_written() {
    for clock in ["PUT /_mock/clock {\"now\":\"2024-09-20T06:38:49Z\"}", "PUT /_mock/clock {\"now\":null}"] {
        let server = MockServer::start();
        let (line, body) = clock.split_once(" {").unwrap();
        control(&server.uri(), line, &format!("{{{body}")).expect(200);
        for ms in [i64::MAX, i64::MIN, 9_000 * 365 * 24 * 3_600_000] {
            let refused =
                control(&server.uri(), "POST /_mock/clock/advance", &json!({ "ms": ms }).to_string()).expect(400);
            assert_eq!(refused["detail"], format!("ms: {ms} is beyond the years 0 to 9999."));
        }
        assert!(shown(&server)["now"].as_str().unwrap().starts_with("20"));
    }
    let server = MockServer::start();
    control(&server.uri(), "PUT /_mock/clock", r#"{"now":"-000001-01-01T00:00:00Z"}"#).expect(400);
    server.advance(Duration::MAX);
    assert_eq!(api(&server.uri(), READ, "").status, 200);
    assert!(shown(&server)["now"].as_str().unwrap().starts_with("9999-"));
}

#[test]
fn null_lets_the_clock_run_with_real_time_again() {
    let server = MockServer::builder().clock("2001-01-01T00:00:00Z").start();

    control(&server.uri(), "PUT /_mock/clock", r#"{"now":null}"#).expect(200);

    let running = shown(&server);
    assert_eq!(running["stands_still"], false);
    assert!(running["now"].as_str().unwrap() > "2024", "{running}");
    server.reset();
    assert_eq!(shown(&server), standing("2001-01-01T00:00:00"));
}

#[test]
fn a_clock_never_wraps_around() {
    let server = MockServer::builder().clock("2024-09-20T06:38:49Z").start();
    let moves: [&dyn Fn(); 2] = [&|| server.advance(Duration::MAX), &|| server.rewind(Duration::MAX)];
    for move_on in moves {
        for _ in 0..3 {
            move_on();
        }
        assert_eq!(api(&server.uri(), READ, "").status, 200);
        assert_eq!(shown(&server)["stands_still"], true);
    }
}

#[test]
fn each_namespace_has_a_clock_of_its_own() {
    let server = MockServer::builder().clock("2024-09-20T06:38:49Z").start();

    server.namespace("a").advance(Duration::from_secs(1));

    assert_eq!(shown(&server), standing("2024-09-20T06:38:49"));
    let other = control(&server.uri(), "GET /_mock/clock?namespace=a", "").expect(200);
    assert_eq!(other, standing("2024-09-20T06:38:50"));
}

#[test]
fn a_time_that_is_none_is_refused() {
    let server = MockServer::start();
    let detail = |line: &str, body: &str| control(&server.uri(), line, body).expect(400)["detail"].to_string();

    assert!(detail("PUT /_mock/clock", "{}").contains("now: expected a point in time such as "));
    assert!(detail("PUT /_mock/clock", r#"{"now":"noon"}"#).starts_with("\"now: "));
    assert!(
        detail("PUT /_mock/clock", r#"{"now":null,"then":1}"#).contains("then: expected one of the fields now, got ")
    );
    assert!(detail("POST /_mock/clock/advance", r#"{"ms":"1"}"#).starts_with("\"ms: "));
    assert!(detail("POST /_mock/clock/advance", "{}").contains("ms: expected a whole number, got nothing - add ms"));
}
