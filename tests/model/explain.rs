//! `GET /_mock/explain` in every branch of the model: a table of questions and answers.

use serde_json::{Value, json};

use crate::mock::{Mock, START};

const WORLD: &str = include_str!("sequences/world.json");

const JOB: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SWITCHED_JOB: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const PIPELINE: &str = "dddddddddddddddddddddddddddddddd";

/// Resource, who, permission, and then value, kind of row, its role, and whether the project's matrix is followed.
type Row = (&'static str, &'static str, &'static str, bool, &'static str, Option<i32>, bool);

const TABLE: &[Row] = &[
    // The administrator's and the creator's rows grant everything, whatever is stored and switched.
    ("job_id=JOB", "user_id=admin", "is_delete", true, "fixed", None, false),
    ("job_id=JOB", "role_id=-1", "is_delete", true, "fixed", None, false),
    ("job_id=JOB", "role_id=-3", "is_delete", true, "fixed", None, false),
    ("job_id=SWITCHED", "user_id=creator", "is_delete", true, "fixed", None, true),
    ("pipeline_id=odd-pipeline", "role_id=1", "operation_delete", true, "fixed", None, true),
    ("pipeline_id=odd-pipeline", "user_id=creator", "operation_delete", true, "fixed", None, true),
    // Build's creator role is nobody special in a pipeline, and the other way about.
    ("pipeline_id=PIPELINE", "role_id=-3", "operation_query", false, "default", Some(-3), false),
    ("job_id=JOB", "role_id=1", "is_view", false, "default", Some(1), false),
    // No row of its own: the project's.
    ("job_id=JOB", "role_id=4", "is_execute", true, "project", Some(4), false),
    ("job_id=JOB", "role_id=4", "is_delete", false, "project", Some(4), false),
    ("job_id=JOB", "user_id=developer", "is_execute", true, "project", Some(4), false),
    ("pipeline_id=PIPELINE", "user_id=manager", "operation_delete", true, "project", Some(3), false),
    // The switch hides rows of its own.
    ("job_id=SWITCHED", "role_id=4", "is_manager", false, "project", Some(4), true),
    ("pipeline_id=odd-pipeline", "role_id=6", "operation_execute", false, "project", Some(6), true),
    ("pipeline_id=odd-pipeline", "user_id=developer", "operation_authorize", false, "project", Some(4), true),
    // Several roles: the first that grants it, or else the first.
    ("job_id=JOB", "user_id=several", "is_view", true, "project", Some(6), false),
    ("job_id=JOB", "user_id=several", "is_manager", true, "project", Some(500), false),
    ("job_id=JOB", "user_id=several", "is_copy", false, "project", Some(6), false),
    // Nobody has a row for a role that the project does not know, for a member without roles, or for a stranger.
    ("job_id=JOB", "role_id=777", "is_view", false, "default", Some(777), false),
    ("job_id=JOB", "user_id=idle", "is_view", false, "default", None, false),
    ("pipeline_id=PIPELINE", "user_id=stranger", "operation_query", false, "default", None, false),
];

/// The same after the rows were written: now they decide.
const AFTER_WRITES: &[Row] = &[
    ("job_id=JOB", "role_id=4", "is_delete", true, "role", Some(4), false),
    ("job_id=JOB", "role_id=4", "is_execute", true, "role", Some(4), false),
    ("job_id=JOB", "user_id=developer", "is_delete", true, "role", Some(4), false),
    ("job_id=JOB", "user_id=several", "is_copy", true, "role", Some(500), false),
    ("job_id=JOB", "role_id=777", "is_view", true, "role", Some(777), false),
    ("job_id=JOB", "role_id=3", "is_delete", true, "project", Some(3), false),
    ("pipeline_id=PIPELINE", "role_id=6", "operation_delete", true, "role", Some(6), false),
    ("pipeline_id=PIPELINE", "user_id=several", "operation_delete", true, "role", Some(6), false),
    ("pipeline_id=PIPELINE", "user_id=developer", "operation_query", false, "user", None, false),
    ("pipeline_id=PIPELINE", "user_id=developer", "operation_delete", true, "user", None, false),
];

#[test]
fn every_branch_of_the_model_is_explained() {
    let mock = Mock::with_world(WORLD, "");

    for row in TABLE {
        assert_eq!(explained(&mock, row), expected(row, None, None), "{row:?}");
    }
}

#[test]
fn a_row_that_was_written_is_explained_with_the_request_that_wrote_it() {
    let mock = Mock::with_world(WORLD, "");
    mock.tick();
    let batch = json!({ "job_ids": [JOB], "permissions": [
        { "role_id": 4, "is_delete": true }, { "role_id": 500, "is_copy": true }, { "role_id": 777, "is_view": true },
    ] });
    let of_job = mock.send("manager", "POST /v1/job/permissions/batch", &batch.to_string()).request_id;
    let whole = json!({ "operation_query": false, "operation_execute": false, "operation_update": false,
        "operation_delete": true, "operation_authorize": false });
    let line =
        |verb| format!("POST /v5/{}/api/pipeline-permissions/{PIPELINE}/update-{verb}-permission", "1".repeat(32));
    let with = |name: &str, value: Value| {
        let mut body = whole.clone();
        body[name] = value;
        body.to_string()
    };
    let of_role = mock.send("manager", &line("role"), &with("role_id", 6.into())).request_id;
    let of_user = mock.send("manager", &line("user"), &with("user_id", mock.user_id("developer").into())).request_id;

    for row in AFTER_WRITES {
        let (resource, _, _, _, by, ..) = *row;
        let writer = match (resource, by) {
            (_, "project") => None,
            ("job_id=JOB", _) => Some(of_job.as_str()),
            (_, "user") => Some(of_user.as_str()),
            _ => Some(of_role.as_str()),
        };
        assert_eq!(explained(&mock, row), expected(row, writer, None), "{row:?}");
    }
}

#[test]
fn the_last_change_of_the_switch_is_explained() {
    let mock = Mock::with_world(WORLD, "");
    mock.tick();
    let body = json!({ "job_id": SWITCHED_JOB, "project_switch": false }).to_string();

    let off = mock.send("manager", "POST /v1/job/project/permission", &body).request_id;

    let row = ("job_id=SWITCHED", "role_id=4", "is_manager", true, "role", Some(4), false);
    assert_eq!(explained(&mock, &row), expected(&row, None, Some(&off)));
}

#[test]
fn a_wrong_question_is_refused_with_the_right_ones() {
    let mock = Mock::with_world(WORLD, "");
    let user = format!("user_id={}", mock.user_id("admin"));

    for (question, status, detail) in [
        (format!("job_id={JOB}&{user}&permission=is_veiw"), 400, "Did you mean is_view?"),
        (format!("job_id={JOB}&{user}&permission=operation_query"), 400, "expected one of is_modify"),
        (format!("job_id={JOB}&{user}"), 400, "expected one of is_modify"),
        (format!("pipeline_id={PIPELINE}&{user}&permission=operation_qury"), 400, "Did you mean operation_query?"),
        (format!("{user}&permission=is_view"), 400, "Name either job_id or pipeline_id."),
        (
            format!("job_id={JOB}&pipeline_id={PIPELINE}&{user}&permission=is_view"),
            400,
            "Name either job_id or pipeline_id.",
        ),
        (format!("job_id={JOB}&permission=is_view"), 400, "Name either user_id or role_id."),
        (format!("job_id={JOB}&{user}&role_id=4&permission=is_view"), 400, "Name either user_id or role_id."),
        (format!("job_id={JOB}&role_id=four&permission=is_view"), 400, "role"),
        (format!("job={JOB}&role_id=4&permission=is_view"), 400, "job"),
        (format!("job_id={PIPELINE}&role_id=4&permission=is_view"), 404, PIPELINE),
        (format!("job_id={JOB}&user_id=nobody&permission=is_view"), 404, "nobody"),
    ] {
        let answer = mock.get("anybody", &format!("/_mock/explain?{question}"));

        assert_eq!(answer.status, status, "{question}: {}", answer.body);
        let said = answer.body["detail"].as_str().unwrap_or_default();
        assert!(said.contains(detail), "{question}: {said}");
    }
}

fn explained(mock: &Mock, (resource, who, permission, ..): &Row) -> Value {
    let resource = resource.replace("JOB", JOB).replace("SWITCHED", SWITCHED_JOB).replace("PIPELINE", PIPELINE);
    let who = who
        .strip_prefix("user_id=")
        .map_or_else(|| (*who).to_owned(), |name| format!("user_id={}", mock.user_id(name)));
    let answer = mock.get("anybody", &format!("/_mock/explain?{resource}&{who}&permission={permission}"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// The whole document; a second has passed since the start when something was written.
fn expected((_, _, _, value, by, role, follows): &Row, writer: Option<&str>, switcher: Option<&str>) -> Value {
    let change = |request_id: &str| json!({ "request_id": request_id, "time": START.replace(":00.000", ":01.000") });
    json!({
        "schema_version": 1,
        "value": value,
        "decided_by": by,
        "role_id": role,
        "follows_project": follows,
        "last_change": writer.map(change),
        "switch_change": switcher.map(change),
    })
}
