//! Changing a job or a pipeline as the quirks say.

use std::cell::Cell;

use crate::{
    domain::{Permissions, RoleId, UserId},
    store::{self, Kind, Pipeline, Project},
};

use super::{
    Writing,
    matrix::{PipelineFlags, RoleEdit},
    quirk::{BatchSemantics, PipelineSwitchLink, ProjectSwitchWrite, QuirkId, QuirkSet, Quirks},
};

/// A job or a pipeline that a request changes, after everything was checked.
#[derive(Debug)]
pub(super) struct Edit<'a, K: Kind> {
    entity: store::Edit<'a, K>,
    quirks: Quirks,
    depends_on: &'a Cell<QuirkSet>,
}

impl Writing<'_> {
    /// Lends the job or pipeline of an id that was found, to be changed.
    pub(super) fn edit<K: Kind>(&mut self, id: &K::Id) -> Edit<'_, K> {
        let mut entity = self.store.edit::<K>(id, self.stamp).expect("every id is looked up before the first write");
        entity.note_in(id, &mut self.changes);
        Edit { entity, quirks: self.quirks, depends_on: &self.depends_on }
    }
}

impl<K: Kind> Edit<'_, K> {
    /// Sends it to its project's matrix, or back to its own rows.
    pub(super) fn follow_project(&mut self, on: bool) {
        self.entity.follow_project(on);
        self.copy_if_told(on);
    }

    /// Stores its rows.
    pub(super) fn write_rows<'e>(&mut self, edits: &'e [RoleEdit<K>], semantics: BatchSemantics) {
        if semantics == BatchSemantics::Replace {
            self.drop_unlisted_rows(edits);
        }
        let edits = edits.iter().filter(|edit| edit.is_of_effect());
        let result = |edit: &'e RoleEdit<K>| move |project: &Project, before| edit.result(project, before, semantics);
        self.entity.set_rows(edits.map(|edit| (edit.role, result(edit))));
    }

    /// Removes the rows of roles that a replacing batch does not list.
    fn drop_unlisted_rows(&mut self, edits: &[RoleEdit<K>]) {
        let is_listed = |role: &RoleId| edits.iter().any(|edit| edit.role == *role && !edit.flags.is_empty());
        let rows = self.entity.matrix().rows.iter();
        let unlisted: Vec<_> = rows.map(|(role, _)| *role).filter(|role| !is_listed(role)).collect();
        for role in unlisted {
            self.entity.remove_row(role);
        }
    }

    /// Overwrites its rows with those of its project when the switch goes there, if that is what the switch means.
    fn copy_if_told(&mut self, on: bool) {
        if !on {
            return;
        }
        self.note_quirk(QuirkId::ProjectSwitchWrite);
        if self.quirks.project_switch_write == ProjectSwitchWrite::Copy {
            self.copy_project_rows();
        }
    }

    fn copy_project_rows(&mut self) {
        let matrix = self.entity.matrix();
        let foreign = matrix.rows.iter().map(|(role, _)| *role).filter(|role| !matrix.project.roles.contains_key(role));
        let (foreign, known): (Vec<_>, Vec<_>) = (foreign.collect(), matrix.project.roles.keys().copied().collect());
        for role in foreign {
            self.entity.remove_row(role);
        }
        let changeable = known.into_iter().filter(|role| !K::is_fixed(*role));
        self.entity.set_rows(changeable.map(|role| (role, move |project: &Project, _| project.row::<K>(role))));
    }

    fn note_quirk(&self, quirk: QuirkId) {
        self.depends_on.set(self.depends_on.get().with(quirk));
    }
}

impl Edit<'_, Pipeline> {
    /// Sends the pipeline to its project's matrix, or back to its own rows, and its permission switch along.
    pub(super) fn switch(&mut self, is_project_switch: bool) {
        self.note_quirk(QuirkId::PipelineSwitchLink);
        self.entity.follow_project(is_project_switch);
        if let Some(is_use_devuc) = self.linked(is_project_switch) {
            self.entity.use_devuc(is_use_devuc);
        }
        self.copy_if_told(is_project_switch);
    }

    /// Stores what the permission switch is set to; it is read back as it was set, whatever the link.
    pub(super) fn use_devuc(&mut self, flag: bool) {
        self.note_quirk(QuirkId::PipelineSwitchLink);
        self.entity.use_devuc(flag);
        if let Some(is_project_switch) = self.linked(flag) {
            self.follow_project(is_project_switch);
        }
    }

    /// The value that one of the two switches has when the other one has this, if they are linked.
    const fn linked(&self, on: bool) -> Option<bool> {
        match self.quirks.pipeline_switch_link {
            PipelineSwitchLink::Inverse => Some(!on),
            PipelineSwitchLink::Same => Some(on),
            PipelineSwitchLink::None => None,
        }
    }

    /// Stores the row of a user.
    pub(super) fn write_user_row(&mut self, user: &UserId, flags: PipelineFlags) {
        self.entity.set_user_row(user, flags.flags().applied_to(Permissions::NONE));
    }
}
