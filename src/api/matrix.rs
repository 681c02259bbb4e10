//! What all writes of a permission matrix have in common.

mod strange;
mod user;

use std::collections::BTreeSet;

use crate::{
    contract::{Problem, Rule},
    domain::{Edit, Permissions, PipelinePermission, RoleId},
    store::{Pipeline, Project, Resource, Seen, Slot, Stored},
};

use super::{
    ApiError, Situation, Writing,
    context::Named,
    quirk::{BatchSemantics, FixedRows, QuirkId, UnknownRole},
};

/// What a request wants of one role's row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoleEdit<R: Resource> {
    /// The role.
    pub(super) role: RoleId,
    /// The flags that are mentioned.
    pub(super) edit: Edit<R::Permission>,
}

impl<R: Resource> RoleEdit<R> {
    /// The row that the edit makes of what was there: of the project's row where there was none, or where it is replaced.
    fn result(
        &self,
        before: Option<Permissions<R::Permission>>,
        semantics: BatchSemantics,
        project: &Project,
    ) -> Permissions<R::Permission> {
        let kept = before.filter(|_| semantics == BatchSemantics::Merge);
        self.edit.applied_to(kept.unwrap_or_else(|| R::project_row(project, self.role)))
    }
}

/// A row as it was seen, if there was one.
fn seen<R: Stored>(row: Option<Permissions<R::Permission>>) -> Seen {
    row.map_or(Seen::Nothing, R::seen)
}

/// The five flags that a pipeline's row is written with, all of them mandatory.
#[derive(Clone, Copy, Debug)]
pub(super) struct PipelineFlags {
    pub(super) query: bool,
    pub(super) execute: bool,
    pub(super) update: bool,
    pub(super) delete: bool,
    pub(super) authorize: bool,
}

impl PipelineFlags {
    /// The row with these flags for a role.
    pub(super) fn of_role(self, role: RoleId) -> RoleEdit<Pipeline> {
        RoleEdit { role, edit: self.edit() }
    }

    fn edit(self) -> Edit<PipelinePermission> {
        Edit::new([
            (PipelinePermission::Query, Some(self.query)),
            (PipelinePermission::Execute, Some(self.execute)),
            (PipelinePermission::Update, Some(self.update)),
            (PipelinePermission::Delete, Some(self.delete)),
            (PipelinePermission::Authorize, Some(self.authorize)),
        ])
    }
}

impl Writing<'_> {
    /// Refuses roles that the resources' projects do not have, if that is not accepted.
    ///
    /// # Errors
    /// Names every such role, and the roles that there are.
    pub(super) fn check_roles<R: Named>(
        &self,
        slots: &[Slot],
        edits: &[RoleEdit<R>],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        if self.quirks.unknown_role == UnknownRole::Create {
            self.note_strange_roles(slots, edits);
            return self.check_room(slots, edits, pointer);
        }
        let mut problems = Vec::new();
        for (index, edit) in edits.iter().enumerate() {
            let mut projects = slots.iter().map(|slot| R::at(self.store, *slot).project());
            let strange = projects.find(|project| !R::is_fixed(edit.role) && !project.roles.contains_key(&edit.role));
            if let Some(project) = strange {
                let roles: Vec<_> = project.roles.keys().map(ToString::to_string).collect();
                problems.push(
                    Problem::new(pointer(index), Rule::Role)
                        .expected(format!("a role of project {}: one of {}", project.id, roles.join(", ")))
                        .got(edit.role.to_string())
                        .remedy("send one of them, add the role to the seed, or set the quirk unknown-role=create"),
                );
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        self.note_quirk(QuirkId::UnknownRole);
        Err(ApiError::because(self.service.refusal(Situation::InvalidParameter), problems))
    }

    /// Refuses to create rows without end.
    fn check_room<R: Named>(
        &self,
        slots: &[Slot],
        edits: &[RoleEdit<R>],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        const MOST_ROWS: usize = 1_000;
        let rows = |slot: &Slot| R::at(self.store, *slot).rows();
        if slots.iter().all(|slot| rows(slot).len() + edits.len() <= MOST_ROWS) {
            return Ok(());
        }
        // A role that is listed twice, or is there already, has one row.
        let roles: BTreeSet<RoleId> = edits.iter().map(|edit| edit.role).collect();
        let new = |slot: &Slot| roles.iter().filter(|role| rows(slot).get(role).is_none()).count();
        let mut counts = slots.iter().map(|slot| (rows(slot).len(), new(slot)));
        let Some((there, more)) = counts.find(|(there, more)| there + more > MOST_ROWS) else { return Ok(()) };
        let problem = Problem::new(pointer(0), Rule::Role)
            .expected(format!("at most {MOST_ROWS} roles for one {}", R::NOUN))
            .got(format!("{more} more to {there} that are there"))
            .remedy("use the roles that the project has");
        Err(ApiError::because(self.service.refusal(Situation::InvalidParameter), vec![problem]))
    }

    /// Refuses or remarks on changes of rows that always grant everything.
    ///
    /// # Errors
    /// Such a row is to lose something, and that is not accepted.
    pub(super) fn check_fixed_rows<R: Named>(
        &mut self,
        edits: &[RoleEdit<R>],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        for (index, edit) in edits.iter().enumerate() {
            if !R::is_fixed(edit.role) || edit.edit.only_grants() {
                continue;
            }
            self.refuse_or_remark_fixed(pointer(index), ("role", edit.role.to_string()))?;
        }
        Ok(())
    }

    fn refuse_or_remark_fixed(&mut self, pointer: String, (noun, id): (&str, String)) -> Result<(), ApiError> {
        self.note_quirk(QuirkId::FixedRows);
        let problem = Problem::new(pointer, Rule::Own("fixed-row"))
            .expected(format!("a {noun} whose row can be changed"))
            .got(format!("{noun} {id}, whose row always grants everything"));
        if self.quirks.fixed_rows == FixedRows::Reject {
            let problem = problem.remedy("leave it out, or set the quirk fixed-rows=ignore");
            return Err(ApiError::because(self.service.refusal(Situation::Forbidden), vec![problem]));
        }
        self.remark(|| problem.remedy("the change was ignored; leave it out"));
        Ok(())
    }

    /// Remarks on a key that is listed twice, of which the later entry wins; says whether there is one.
    pub(super) fn remark_repetitions<K: Ord + Copy>(
        &mut self,
        keys: &[K],
        pointer: &str,
        text: impl Fn(usize) -> String,
    ) -> bool {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by_key(|index| keys[*index]);
        let mut repeated: Vec<usize> =
            order.windows(2).filter(|pair| keys[pair[0]] == keys[pair[1]]).map(|pair| pair[1]).collect();
        repeated.sort_unstable();
        for index in &repeated {
            self.remark(|| {
                Problem::new(format!("{pointer}/{index}"), Rule::Own("repeated"))
                    .expected("each entry once")
                    .got(format!("{} again", text(*index)))
                    .remedy("the later entry won; list it once")
            });
        }
        !repeated.is_empty()
    }

    /// Stores the rows of one resource.
    pub(super) fn write_rows<R: Named>(
        &mut self,
        id: &R::Id,
        slot: &mut Slot,
        edits: &[RoleEdit<R>],
        semantics: BatchSemantics,
    ) {
        if semantics == BatchSemantics::Replace {
            self.drop_unlisted_rows::<R>(id, slot, edits);
        }
        let edits = || edits.iter().filter(|edit| !R::is_fixed(edit.role) && !edit.edit.is_empty());
        // A resource that stays as it is is not copied out of the base.
        let resource = R::at(self.store, *slot);
        let changes = |edit: &RoleEdit<R>| {
            let before = resource.rows().get(&edit.role);
            before != Some(edit.result(before, semantics, resource.project()))
        };
        if !edits().any(changes) {
            return;
        }
        let stamp = self.stamp;
        let mut noted = self.changes.of(R::entity(id));
        let resource = R::at_mut(self.store, slot);
        resource.touch(stamp);
        let (project, rows) = resource.project_and_rows();
        let mut rows = rows.updates(stamp);
        for edit in edits() {
            let change = rows.update(edit.role, |before| edit.result(before, semantics, project));
            if let Some((before, after)) = change {
                noted.role(edit.role, seen::<R>(before), R::seen(after));
            }
        }
    }

    /// Removes the rows of roles that a replacing batch does not list.
    fn drop_unlisted_rows<R: Named>(&mut self, id: &R::Id, slot: &mut Slot, edits: &[RoleEdit<R>]) {
        let rows = R::at(self.store, *slot).rows();
        let is_listed = |role: RoleId| edits.iter().any(|edit| edit.role == role && !edit.edit.is_empty());
        let unlisted: Vec<_> =
            rows.iter().map(|(role, row)| (*role, row)).filter(|(role, _)| !is_listed(*role)).collect();
        for (role, row) in unlisted {
            self.write_row::<R>(id, slot, role, Some(row), None);
        }
    }

    /// Overwrites the rows of a resource with those of its project.
    pub(super) fn copy_project_rows<R: Named>(&mut self, id: &R::Id, slot: &mut Slot) {
        let resource = R::at(self.store, *slot);
        let project = resource.project();
        let foreign = resource.rows().iter().filter(|(role, _)| !project.roles.contains_key(role));
        let mut changes: Vec<_> = foreign.map(|(role, row)| (*role, Some(row), None)).collect();
        for role in project.roles.keys().filter(|role| !R::is_fixed(**role)) {
            changes.push((*role, resource.rows().get(role), Some(R::project_row(project, *role))));
        }
        for (role, before, after) in changes {
            if before != after {
                self.write_row::<R>(id, slot, role, before, after);
            }
        }
    }

    fn write_row<R: Named>(
        &mut self,
        id: &R::Id,
        slot: &mut Slot,
        role: RoleId,
        before: Option<Permissions<R::Permission>>,
        after: Option<Permissions<R::Permission>>,
    ) {
        let stamp = self.stamp;
        let resource = R::at_mut(self.store, slot);
        let (_, rows) = resource.project_and_rows();
        match after {
            Some(row) => _ = rows.update(role, stamp, |_| row),
            None => rows.remove(&role),
        }
        resource.touch(stamp);
        self.changes.of(R::entity(id)).role(role, seen::<R>(before), seen::<R>(after));
    }
}
