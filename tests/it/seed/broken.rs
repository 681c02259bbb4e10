//! A broken seed is refused with line and path.

use codearts_mock::{
    World,
    store::{SeedError, WorldFile},
};
use serde_json::json;

/// What is said of a seed: the line, the path with dots, and the whole text.
fn refusal(text: &str) -> (usize, String, String) {
    let error = text.parse::<World>().map(drop).expect_err("the seed is broken");
    (error.line, error.problems[0].pointer.trim_start_matches('/').replace('/', "."), error.to_string())
}

/// The same with lines in the places where a person would break them.
fn of_lines(lines: &[&str]) -> (usize, String, String) {
    refusal(&lines.join("\n"))
}

fn assert_refused(lines: &[&str], line: usize, path: &str, words: &str) {
    let (found_line, found_path, message) = of_lines(lines);
    assert_eq!((found_line, found_path.as_str()), (line, path), "{message}");
    assert!(message.contains(words), "{message}");
}

#[test]
fn the_smallest_seed_has_a_version_and_nothing_else() {
    assert!(r#"{"schema_version":1}"#.parse::<World>().is_ok());
}

#[test]
fn an_error_reads_line_path_and_reason() {
    let text = "{\"schema_version\":1,\n\"users\":{\"u\":{\"nam\":\"x\"}}}";
    let error = text.parse::<World>().map(drop).unwrap_err();

    assert!(error.to_string().starts_with("line 2, column "), "{error}");
    assert!(error.to_string().contains(": users.u.nam: expected one of the fields name, token, "), "{error}");
    assert!(error.to_string().ends_with("got \"nam\"; did you mean name? - rename it to name"), "{error}");
}

#[test]
fn a_text_that_is_no_json_is_refused_by_its_line() {
    assert_refused(&["{", "\"schema_version\": 1,", "}"], 3, "", "trailing comma at line 3 column 1");
    assert_refused(&["{\"schema_version\": 1}", "{}"], 2, "", "trailing characters at line 2");
    assert_refused(&["{\"schema_version\": 1,", "\"users\": {\"u\": {,"], 2, "", "key must be a string at line 2");
    assert_refused(&[""], 1, "", "expected a seed in JSON, got nothing");
}

#[test]
fn a_number_in_a_name_is_no_place_in_a_list_that_comes_first() {
    let text = r#"{"schema_version":1,"projects":[],"projects":{"18446744073709551615":5}}"#;

    let (line, _, message) = refusal(text);

    assert_eq!(line, 1, "{message}");
}

#[test]
fn a_list_is_no_seed_however_it_is_read() {
    let list = "[1,{},{}]";

    assert!(WorldFile::read(&mut list.as_bytes()).is_err());
    assert!(list.parse::<World>().is_err());
}

#[test]
fn a_stream_is_read_once_more_for_the_path_if_that_can_be_done() {
    let text = "{\"schema_version\": 1,\n\"users\": {\"u\": {\"name\": 3}}}";
    let error = WorldFile::read(&mut text.as_bytes()).unwrap_err();

    let again = SeedError::explained(&error, Some(&mut text.as_bytes()));
    let once = SeedError::explained(&error, None);

    assert_eq!(again.to_string(), "line 2, column 23: users.u.name: expected a string, got 3 (a number)");
    assert_eq!(
        once.to_string(),
        "line 2, column 26: expected a seed as described, got invalid type: integer `3`, expected a string at line 2 column 26"
    );
}

#[test]
fn another_version_or_none_is_refused() {
    assert_refused(
        &["{", "\"schema_version\": 2}"],
        2,
        "schema_version",
        "expected 1, the only version there is, got 2",
    );
    assert_refused(
        &["{", "\"users\": {}}"],
        2,
        "schema_version",
        "expected 1, the only version there is, got nothing - add schema_version",
    );
    assert_refused(
        &["{", "\"schema_version\": \"1\"}"],
        2,
        "schema_version",
        "expected 1, the only version there is, got \"1\" (a string) - send 1 without quotes",
    );
}

#[test]
fn an_unknown_key_is_refused_at_every_depth() {
    let deep: [(&str, &str); 6] = [
        (r#""project": {}"#, "project"),
        (r#""users": {"u": {"secret": "x"}}"#, "users.u.secret"),
        (r#""projects": {"p": {"job": {}}}"#, "projects.p.job"),
        (r#""projects": {"p": {"roles": {"4": {"builds": []}}}}"#, "projects.p.roles.4.builds"),
        (r#""projects": {"p": {"jobs": {"j": {"is_project_switch": true}}}}"#, "projects.p.jobs.j.is_project_switch"),
        (
            r#""projects": {"p": {"pipelines": {"l": {"project_switch": true}}}}"#,
            "projects.p.pipelines.l.project_switch",
        ),
    ];

    for (member, path) in deep {
        assert_refused(&["{\"schema_version\": 1,", member, "}"], 2, path, "expected one of the fields ");
    }
}

#[test]
fn an_unknown_permission_is_refused_with_the_right_names() {
    let row = r#""projects": {"p": {"jobs": {"j": {"roles": {"4": ["is_view", "operation_query"]}}}}}"#;
    assert_refused(
        &["{\"schema_version\": 1,", row, "}"],
        2,
        "projects.p.jobs.j.roles.4.1",
        "expected one of is_modify, is_delete, is_view, is_execute, is_copy, is_forbidden, is_manager, got \"operation_query\"",
    );
    let role = r#""projects": {"p": {"roles": {"4": {"pipeline": ["is_view"]}}}}"#;
    assert_refused(
        &["{\"schema_version\": 1,", role, "}"],
        2,
        "projects.p.roles.4.pipeline.0",
        "expected one of operation_query, operation_execute, operation_update, operation_delete, operation_authorize",
    );
}

#[test]
fn a_role_that_is_no_number_is_refused() {
    let row = r#""projects": {"p": {"jobs": {"j": {"roles": {"developer": []}}}}}"#;
    assert_refused(
        &["{\"schema_version\": 1,", row, "}"],
        2,
        "projects.p.jobs.j.roles.developer",
        "expected a role id: a whole number of 32 bits, or one in a string",
    );
}

#[test]
fn a_time_that_is_none_is_refused() {
    let job = r#""projects": {"p": {"jobs": {"j": {"create_time": "yesterday"}}}}"#;
    assert_refused(
        &["{\"schema_version\": 1,", job, "}"],
        2,
        "projects.p.jobs.j.create_time",
        "expected a point in time such as 2024-09-20T06:38:49.000+00:00, got \"yesterday\"",
    );
}

#[test]
fn somebody_who_is_not_described_is_refused_wherever_they_are_named() {
    let member = r#""members": {"nobody": [4]}"#;
    let job = r#""jobs": {"j": {"creator": "nobody"}}"#;
    let pipeline = r#""pipelines": {"l": {"creator": "nobody"}}"#;

    for (text, path) in [
        (member, "projects.p.members.nobody"),
        (job, "projects.p.jobs.j.creator"),
        (pipeline, "projects.p.pipelines.l.creator"),
    ] {
        assert_refused(
            &["{\"schema_version\": 1,", "\"projects\": {\"p\": {", text, "}}}"],
            3,
            path,
            "not among `users`",
        );
    }
}

#[test]
fn an_id_of_two_projects_is_refused_where_it_is_the_second_time() {
    for (kind, noun) in [("jobs", "job"), ("pipelines", "pipeline")] {
        let one = format!("\"p\": {{\"{kind}\": {{\"x\": {{}}}}}},");
        let other = format!("\"q\": {{\"{kind}\": {{\"x\": {{}}}}}}");
        let lines = ["{\"schema_version\": 1, \"projects\": {", one.as_str(), other.as_str(), "}}"];

        assert_refused(&lines, 3, &format!("projects.q.{kind}.x"), &format!("got that of a {noun} of another project"));
    }
}

#[test]
fn a_name_that_is_there_twice_is_refused() {
    assert_refused(
        &["{\"schema_version\": 1, \"projects\": {\"p\": {\"jobs\": {", "\"j\": {},", "\"j\": {}", "}}}}"],
        3,
        "projects.p.jobs.j",
        "expected each field once, got a second j - send it once",
    );
    assert_refused(&["{\"schema_version\": 1, \"users\": {\"u\": {},", "\"u\": {}}}"], 2, "users.u", "a second u");
    let rows =
        "{\"schema_version\": 1, \"projects\": {\"p\": {\"jobs\": {\"j\": {\"roles\": {\"4\": [], \"4\": []}}}}}}";
    assert_refused(&[rows], 1, "projects.p.jobs.j.roles.4", "a second 4");
}

#[test]
fn a_credential_that_two_users_share_is_refused_and_not_shown() {
    for name in ["token", "access_key"] {
        let seed = json!({ "schema_version": 1, "users": { "a": { name: "S3CRET" }, "b": { name: "S3CRET" } } });

        let (line, path, message) = refusal(&serde_json::to_string_pretty(&seed).unwrap());

        assert_eq!((line, path), (8, format!("users.b.{name}")));
        assert!(message.ends_with(&format!(
            "users.b.{name}: expected a {name} of its own, got that of user a - give each user another one"
        )));
        assert!(!message.contains("S3CRET"));
    }
}
