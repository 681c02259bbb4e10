//! What all writes of a permission matrix have in common.

mod strange;

use crate::{
    contract::{Problem, beginning},
    domain::{Edit, Permissions, PipelineId, PipelinePermission, RoleId, UserId},
    store::{Change, Part, Pipeline, Resource, Seen, Slot, Stored, Who},
};

use super::{
    ApiError, ErrorCode, Writing,
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
                    Problem::new(pointer(index), "role")
                        .expected(format!("a role of project {}: one of {}", project.id, roles.join(", ")))
                        .got(edit.role.to_string())
                        .remedy("add the role to the seed, or set the quirk unknown-role=create"),
                );
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        self.note_quirk(QuirkId::UnknownRole);
        Err(ApiError::because(self.service.invalid_parameter(), problems))
    }

    /// Refuses to create rows without end.
    fn check_room<R: Named>(
        &self,
        slots: &[Slot],
        edits: &[RoleEdit<R>],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        const MOST_ROWS: usize = 1_000;
        let rows = slots.iter().map(|slot| R::at(self.store, *slot).rows().len()).max().unwrap_or_default();
        if rows + edits.len() <= MOST_ROWS {
            return Ok(());
        }
        let problem = Problem::new(pointer(0), "role")
            .expected(format!("at most {MOST_ROWS} roles for one {}", R::NOUN))
            .got(format!("{} more to {rows} that are there", edits.len()))
            .remedy("use the roles that the project has");
        Err(ApiError::because(self.service.invalid_parameter(), vec![problem]))
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
            self.refuse_or_remark_fixed(pointer(index), &format!("role {}", edit.role))?;
        }
        Ok(())
    }

    fn refuse_or_remark_fixed(&mut self, pointer: String, whose: &str) -> Result<(), ApiError> {
        self.note_quirk(QuirkId::FixedRows);
        let problem = Problem::new(pointer, "fixed-row")
            .expected("somebody whose row can be changed")
            .got(format!("{whose}, who may always do everything"));
        if self.quirks.fixed_rows == FixedRows::Reject {
            let problem = problem.remedy("leave them out, or set the quirk fixed-rows=ignore");
            return Err(ApiError::because(self.service.forbidden(), vec![problem]));
        }
        self.remark(|| problem.remedy("the change was ignored; leave them out"));
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
                Problem::new(format!("{pointer}/{index}"), "repeated")
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
        for RoleEdit { role, edit } in edits {
            if R::is_fixed(*role) || edit.is_empty() {
                continue;
            }
            let resource = R::at(self.store, *slot);
            let before = resource.rows().get(role);
            let start = match semantics {
                BatchSemantics::Merge => before,
                BatchSemantics::Replace => None,
            };
            let start = start.unwrap_or_else(|| R::project_row(resource.project(), *role));
            let after = edit.applied_to(start);
            if before != Some(after) {
                self.write_row::<R>(id, slot, *role, before, Some(after));
            }
        }
    }

    /// Removes the rows of roles that a replacing batch does not list.
    fn drop_unlisted_rows<R: Named>(&mut self, id: &R::Id, slot: &mut Slot, edits: &[RoleEdit<R>]) {
        let rows = R::at(self.store, *slot).rows();
        let is_listed = |role: RoleId| edits.iter().any(|edit| edit.role == role && !edit.edit.is_empty());
        let unlisted: Vec<_> = rows.iter().filter(|(role, _)| !is_listed(*role)).copied().collect();
        for (role, row) in unlisted {
            self.write_row::<R>(id, slot, role, Some(row), None);
        }
    }

    /// Overwrites the rows of a resource with those of its project.
    pub(super) fn copy_project_rows<R: Named>(&mut self, id: &R::Id, slot: &mut Slot) {
        let resource = R::at(self.store, *slot);
        let project = resource.project();
        let foreign = resource.rows().iter().filter(|(role, _)| !project.roles.contains_key(role));
        let mut changes: Vec<_> = foreign.map(|(role, row)| (*role, Some(*row), None)).collect();
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
        match after {
            Some(row) => resource.rows_mut().set(role, row, stamp),
            None => resource.rows_mut().remove(&role, stamp),
        }
        resource.touch(stamp);
        let seen = |row: Option<_>| row.map_or(Seen::Nothing, R::seen);
        self.changes.note(|| Change {
            entity: R::entity(id),
            part: Part::Role(role),
            from: seen(before),
            to: seen(after),
        });
    }

    /// Refuses a user whom the pipeline's project does not have.
    ///
    /// # Errors
    /// The user is no member.
    pub(super) fn check_user(&self, slot: Slot, user: &UserId) -> Result<(), ApiError> {
        let project = &self.store.pipeline(slot).project;
        if project.members.contains_key(user) {
            return Ok(());
        }
        let problem = Problem::new("/user_id", "membership")
            .expected(format!("the id of a member of project {}", project.id))
            .got(format!("{}, who is none", beginning(&user.to_string(), 80)))
            .remedy("add the user to the project's members in the seed");
        Err(ApiError::because(ErrorCode::PipelineUnknownUser, vec![problem]))
    }

    /// Whether a user's row can be changed at all: the administrator's and the creator's always grant everything.
    ///
    /// # Errors
    /// It cannot, and that is not accepted.
    pub(super) fn may_change_user(
        &mut self,
        slot: Slot,
        user: &UserId,
        flags: PipelineFlags,
    ) -> Result<bool, ApiError> {
        if !self.store.pipeline(slot).is_everything_allowed(Who::User(user)) {
            return Ok(true);
        }
        if !flags.edit().only_grants() {
            self.refuse_or_remark_fixed("/user_id".to_owned(), &format!("user {user}"))?;
        }
        Ok(false)
    }

    /// Stores the row of a user if it has another value.
    pub(super) fn write_user_row(&mut self, id: &PipelineId, slot: &mut Slot, user: &UserId, flags: PipelineFlags) {
        let after = flags.edit().applied_to(Permissions::NONE);
        let before = self.store.pipeline(*slot).user_rows.get(user);
        if before == Some(after) {
            return;
        }
        self.store.pipeline_mut(slot).user_rows.set(user.clone(), after, self.stamp);
        let (from, to) = (before.map_or(Seen::Nothing, Seen::Pipeline), Seen::Pipeline(after));
        self.changes.note(|| Change { entity: Pipeline::entity(id), part: Part::User(user.clone()), from, to });
    }

    /// Remarks on a body that names another pipeline than the path, which is what counts.
    pub(super) fn remark_other_pipeline(&mut self, of_path: &PipelineId, of_body: Option<&PipelineId>) {
        if let Some(other) = of_body.filter(|other| *other != of_path) {
            self.remark(|| {
                Problem::new("/pipeline_id", "other-pipeline")
                    .expected(format!("{of_path}, as in the path, or null"))
                    .got(beginning(&other.to_string(), 80))
                    .remedy("the path counted; leave the member out")
            });
        }
    }
}
