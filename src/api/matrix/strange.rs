//! Roles that the project of a resource does not have.

use crate::{
    api::{Writing, context::Named, quirk::QuirkId},
    store::Slot,
};

use super::RoleEdit;

impl Writing<'_> {
    /// Notes that roles are created. One resource stands for all: its project's roles are nearly always everybody's.
    pub(super) fn note_strange_roles<R: Named>(&self, slots: &[Slot], edits: &[RoleEdit<R>]) {
        let project = slots.first().map(|slot| R::at(self.store, *slot).project());
        let is_strange = |role| !R::is_fixed(role) && project.is_some_and(|it| !it.roles.contains_key(&role));
        if edits.iter().any(|edit| is_strange(edit.role)) {
            self.note_quirk(QuirkId::UnknownRole);
        }
    }
}
