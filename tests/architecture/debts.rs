//! What is not as it should be yet. Every list may only grow shorter: an entry that is not needed any more is complained of.

use super::{
    assert_none,
    files::{File, library, source},
    imports::Excused,
    reading::{errors_that_are_texts, without_tests},
};

/// Imports that go round in a ring.
pub(crate) const EXCUSED: Excused<'static> = Excused { families: FAMILIES, imports: IMPORTS };

/// Modules that define something for their children, and use what their children define for them.
pub(crate) const FAMILIES: &[&str] = &["store"];

/// Who imports from somebody who imports, directly or by way of others, from them.
pub(crate) const IMPORTS: &[(&str, &str)] = &[];

/// Files with `unwrap_or_default`, and how many: each hides a failure, or is right where nothing given means nothing.
const DEFAULTS: &[(&str, usize)] = &[
    ("src/api/build/batch_update_job_role_permission.rs", 2),
    ("src/api/build/show_job_role_permission.rs", 1),
    ("src/api/build/show_project_permission.rs", 2),
    ("src/api/dispatch/explained.rs", 1),
    ("src/api/dispatch/form.rs", 1),
    ("src/api/forced.rs", 1),
    ("src/api/pipeline/show_pipeline_user_permission.rs", 1),
    ("src/api/quirk/matrix.rs", 1),
    ("src/api/schema.rs", 1),
    ("src/auth/signature/authorization.rs", 1),
    ("src/auth/signature/canonical.rs", 1),
    ("src/auth/signature/explain.rs", 3),
    ("src/auth/signature/hex.rs", 1),
    ("src/auth/signature/hypothesis/header.rs", 1),
    ("src/auth/signature/hypothesis/target.rs", 1),
    ("src/auth/signature/reading.rs", 1),
    ("src/command/sign.rs", 1),
    ("src/config/environment.rs", 2),
    ("src/contract/explain.rs", 1),
    ("src/contract/problem/shown.rs", 1),
    ("src/contract/schema.rs", 2),
    ("src/contract/words.rs", 1),
    ("src/coverage/json.rs", 1),
    ("src/coverage/tally.rs", 2),
    ("src/domain/clock.rs", 1),
    ("src/domain/timestamp.rs", 1),
    ("src/fault/throttle.rs", 1),
    ("src/http/control/answer.rs", 1),
    ("src/http/control/coverage.rs", 1),
    ("src/http/control/docs/curl.rs", 1),
    ("src/http/control/docs/html.rs", 1),
    ("src/http/control/docs/operation.rs", 1),
    ("src/http/control/explain.rs", 1),
    ("src/http/control/guard/place.rs", 1),
    ("src/http/control/guard.rs", 1),
    ("src/http/control/pieces.rs", 1),
    ("src/http/control/refusal.rs", 1),
    ("src/http/control/request.rs", 2),
    ("src/http/control/requests.rs", 1),
    ("src/http/control.rs", 1),
    ("src/http/credential.rs", 1),
    ("src/http/interference.rs", 4),
    ("src/http/operation.rs", 1),
    ("src/http/quirk_header.rs", 1),
    ("src/http/received.rs", 1),
    ("src/http/record.rs", 1),
    ("src/journal/transcript.rs", 1),
    ("src/journal/verify.rs", 1),
    ("src/namespace/session.rs", 1),
    ("src/namespace.rs", 1),
    ("src/openapi/control/parameter.rs", 2),
    ("src/openapi/control.rs", 2),
    ("src/openapi/example.rs", 1),
    ("src/server/coverage.rs", 1),
    ("src/server/framing.rs", 1),
    ("src/server/get.rs", 3),
];

#[test]
fn every_import_that_is_excused_closes_a_ring() {
    let imports = library();
    let mut violations = Vec::new();
    for family in FAMILIES {
        let families: Vec<_> = FAMILIES.iter().copied().filter(|other| other != family).collect();
        if imports.rings(Excused { families: &families, ..EXCUSED }).is_empty() {
            violations.push(format!("{family} and its children need no excuse any more"));
        }
    }
    for import in IMPORTS {
        let others: Vec<_> = IMPORTS.iter().copied().filter(|other| other != import).collect();
        if imports.rings(Excused { imports: &others, ..EXCUSED }).is_empty() {
            violations.push(format!("{} -> {} needs no excuse any more", import.0, import.1));
        }
    }

    assert_none(&violations);
}

#[test]
fn no_error_is_a_text() {
    assert_as_listed(&[], errors_that_are_texts);
}

#[test]
fn nothing_impossible_is_silenced() {
    assert_as_listed(DEFAULTS, |code| code.matches("unwrap_or_default()").count());
}

/// Asserts that there is as much of something in every file as a list says, and nothing where it says nothing.
fn assert_as_listed(list: &[(&str, usize)], count: fn(&str) -> usize) {
    let listed = |file: &File| list.iter().find(|(path, _)| *path == file.path).map_or(0, |(_, number)| *number);
    let mut violations = Vec::new();
    for file in source().filter(|file| !file.path.ends_with("/tests.rs")) {
        let (found, listed) = (count(&without_tests(&file.code)), listed(file));
        if found != listed {
            violations.push(format!("{}: {found}, and {listed} are listed", file.path));
        }
    }
    let gone = list.iter().filter(|(path, _)| source().all(|file| file.path != *path));
    violations.extend(gone.map(|(path, _)| format!("{path}: is not there any more")));

    assert_none(&violations);
}
