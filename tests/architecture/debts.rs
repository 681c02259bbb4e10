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

/// Files with `unwrap_or_default`, how many, and why: elsewhere it would hide a failure, or what is meant by nothing.
const DEFAULTS: &[Listed] =
    &[("src/http/control/coverage.rs", 1, "the form of a report that is asked for without one stands at `Format`")];

/// A file, how much of something it may have, and why.
type Listed = (&'static str, usize, &'static str);

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
fn assert_as_listed(list: &[Listed], count: fn(&str) -> usize) {
    let listed = |file: &File| list.iter().find(|(path, ..)| *path == file.path).map_or(0, |(_, number, _)| *number);
    let mut violations = Vec::new();
    for file in source().filter(|file| !file.path.ends_with("/tests.rs")) {
        let (found, listed) = (count(&without_tests(&file.code)), listed(file));
        if found != listed {
            violations.push(format!("{}: {found}, and {listed} are listed", file.path));
        }
    }
    let gone = list.iter().filter(|(path, ..)| source().all(|file| file.path != *path));
    violations.extend(gone.map(|(path, ..)| format!("{path}: is not there any more")));

    assert_none(&violations);
}
