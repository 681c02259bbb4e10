//! Pointers to the members of a JSON value.

use super::problem::{MOST_QUOTED, beginning};

/// The pointer of a member of the value at a pointer.
#[must_use]
pub fn place(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The same of a member whose name a client gave: all below it begin with that, so that a long one is cut.
pub(super) fn entry(pointer: &str, name: &str) -> String {
    place(pointer, &beginning(name, MOST_QUOTED))
}
