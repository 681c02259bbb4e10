//! Reads the source and holds what no compiler does: the floors, a first sentence for every file, small files and functions.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

#[path = "architecture/debts.rs"]
mod debts;
#[path = "architecture/files.rs"]
mod files;
#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/paths.rs"]
mod paths;
#[path = "architecture/reading.rs"]
mod reading;
#[path = "architecture/tested.rs"]
mod tested;

use codearts_mock::api::OPERATIONS;

use files::{File, everything, library, source};
use reading::{function_lengths, words};

/// Lowest first. A module names only modules on lower floors, and none on its own.
const FLOORS: &[&[&str]] = &[
    &["contract"],
    &["domain", "memory"],
    &["store", "auth"],
    &["api"],
    &["openapi", "journal", "fault", "environment"],
    &["coverage"],
    &["namespace"],
    &["http"],
    &["server"],
    &["config"],
    &["mock_server", "command"],
    &["main"],
];

/// The steps of a request, in their order.
const STEPS: &[&str] = &[
    "namespace",
    "quirk_header",
    "body",
    "interference",
    "credential",
    "operation",
    "answer",
    "cover",
    "validate",
    "record",
];

/// What only `http` and the floors above it may name.
const WEB: &[&str] = &["axum", "hyper", "hyper_util", "tokio", "tower", "tower_http", "tower_service"];

/// Words that would tie `contract` to one API.
const WORDS_OF_CODEARTS: &[&str] = &["codearts", "huawei", "devuc", "iam", "job", "pipeline", "permission"];

const LONGEST_FILE: usize = 300;
const LONGEST_FUNCTION: usize = 40;

/// Files that are longer, and why they may be.
const LONG_FILES: &[(&str, &str)] =
    &[("tests/it/build/batch_update_job_role_permission.rs", "the cases of one operation, which has the most")];

/// Files with functions that are longer because they are lists, of which no line does anything.
const LISTS: &[&str] = &[
    "tests/coverage/header.rs",
    "src/http/control/guard/tests.rs",
    "src/journal/redact/tests.rs",
    "src/journal/redact/name.rs",
];

#[test]
fn a_module_names_only_modules_on_lower_floors() {
    let mut violations = Vec::new();
    for file in source().filter(|file| file.path != "src/lib.rs") {
        let own = file.modules()[0];
        for named in file.named_modules().iter().filter(|named| *named != own) {
            match (floor(own), floor(named)) {
                (Some(own), Some(other)) if other < own => {}
                (Some(_), Some(_)) => violations.push(format!("{}: names {named}, which is not below", file.path)),
                _ => violations.push(format!("{}: {own} or {named} has no floor", file.path)),
            }
        }
    }

    assert_none(&violations);
}

#[test]
fn nobody_imports_in_a_ring() {
    let violations: Vec<_> = library().rings(debts::EXCUSED).iter().map(|ring| ring.join(" <-> ")).collect();

    assert_none(&violations);
}

#[test]
fn no_step_of_a_request_knows_another_step() {
    let imports = library();
    let mut violations = Vec::new();
    for step in STEPS {
        for other in STEPS.iter().chain(["exchange"].iter()).filter(|other| *other != step) {
            if imports.of_module(&format!("http::{step}")).contains(&format!("http::{other}")) {
                violations.push(format!("http::{step} imports http::{other}"));
            }
        }
    }

    assert_none(&violations);
}

#[test]
fn nothing_below_http_knows_the_web_framework() {
    let is_below = |file: &&File| floor(file.modules()[0]) < floor("http");
    let mut violations = Vec::new();
    for file in source().filter(|file| file.path != "src/lib.rs").filter(is_below) {
        let named = words(&file.code).into_iter().filter(|word| WEB.contains(word));
        violations.extend(named.map(|word| format!("{}: names {word}", file.path)));
    }

    assert_none(&violations);
}

#[test]
fn the_contract_could_describe_any_api() {
    let mut violations = Vec::new();
    for file in source().filter(|file| file.modules()[0] == "contract") {
        let text = file.text.split("#[cfg(test)]").next().unwrap().to_lowercase();
        let named = words(&text).into_iter().filter(|word| WORDS_OF_CODEARTS.contains(word));
        violations.extend(named.map(|word| format!("{}: speaks of {word}", file.path)));
    }

    assert_none(&violations);
}

#[test]
fn an_operation_is_named_by_its_own_file_its_service_and_the_table_only() {
    let mut violations = Vec::new();
    for operation in OPERATIONS {
        for file in source() {
            let is_own =
                file.modules().last().is_some_and(|name| name.replace('_', "") == operation.id().to_lowercase());
            let is_list = file.modules()[0] == "api" && file.modules().len() < 3;
            if !is_own && !is_list && words(&file.code).contains(operation.id()) {
                violations.push(format!("{}: names {}", file.path, operation.id()));
            }
        }
    }

    assert_none(&violations);
}

#[test]
fn every_file_begins_with_a_sentence_about_itself() {
    let begins =
        |file: &&File| file.text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 12);
    let violations: Vec<_> = everything().iter().filter(|file| !begins(file)).map(|file| file.path.clone()).collect();

    assert_none(&violations);
}

#[test]
fn no_module_hides_in_a_file_called_mod() {
    let violations: Vec<_> =
        everything().iter().map(|file| file.path.clone()).filter(|path| path.ends_with("/mod.rs")).collect();

    assert_none(&violations);
}

#[test]
fn no_file_is_long_without_a_reason_and_no_reason_outlives_its_file() {
    let length = |file: &File| file.text.lines().count();
    let excused = |file: &File| LONG_FILES.iter().any(|(path, _)| *path == file.path);
    let all = everything();

    let mut violations: Vec<_> = all
        .iter()
        .filter(|file| (length(file) > LONGEST_FILE) != excused(file))
        .map(|file| format!("{}: {} lines", file.path, length(file)))
        .collect();
    let gone = LONG_FILES.iter().filter(|(path, _)| all.iter().all(|file| file.path != *path));
    violations.extend(gone.map(|(path, _)| format!("{path}: is not there any more")));

    assert_none(&violations);
}

#[test]
fn no_function_is_long() {
    let mut violations = Vec::new();
    for file in everything().iter().filter(|file| !LISTS.contains(&file.path.as_str())) {
        let long = function_lengths(&file.code).into_iter().filter(|(_, length)| *length > LONGEST_FUNCTION);
        violations.extend(long.map(|(line, length)| format!("{}:{line}: {length} lines", file.path)));
    }

    assert_none(&violations);
}

fn assert_none(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}
