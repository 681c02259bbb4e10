//! Roles that the project of a job or a pipeline does not have.

use crate::{
    api::{Writing, quirk::QuirkId},
    store::Kind,
};

use super::RoleEdit;

impl Writing<'_> {
    /// Notes that roles are created. One entity stands for all: its project's roles are nearly always everybody's.
    pub(super) fn note_strange_roles<K: Kind>(&self, entities: &[&K], edits: &[RoleEdit<K>]) {
        let project = entities.first().map(|entity| &entity.matrix().project);
        let is_strange = |role| !K::is_fixed(role) && project.is_some_and(|it| !it.roles.contains_key(&role));
        if edits.iter().any(|edit| is_strange(edit.role)) {
            self.note_quirk(QuirkId::UnknownRole);
        }
    }
}
