//! What all writes of a permission matrix check.

mod strange;
mod user;

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    hash::Hash,
};

use foldhash::fast::RandomState;

use crate::{
    contract::{Problem, Rule},
    domain::{Flags, Permissions, PipelinePermission, RoleId},
    store::{Kind, Pipeline, Project},
};

use super::{
    ApiError, Situation, Writing,
    quirk::{BatchSemantics, FixedRows, QuirkId, UnknownRole},
};

/// What a request wants of one role's row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoleEdit<K: Kind> {
    /// The role.
    pub(super) role: RoleId,
    /// The flags that are mentioned.
    pub(super) flags: Flags<K::Permission>,
}

impl<K: Kind> RoleEdit<K> {
    /// Whether it can change anything at all.
    pub(super) fn is_of_effect(&self) -> bool {
        !K::is_fixed(self.role) && !self.flags.is_empty()
    }

    /// The row that it makes of what was there: of the project's row where there was none, or where it is replaced.
    pub(super) fn result(
        &self,
        project: &Project,
        before: Option<Permissions<K::Permission>>,
        semantics: BatchSemantics,
    ) -> Permissions<K::Permission> {
        let kept = before.filter(|_| semantics == BatchSemantics::Merge);
        self.flags.applied_to(kept.unwrap_or_else(|| project.row::<K>(self.role)))
    }
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
        RoleEdit { role, flags: self.flags() }
    }

    /// The row with these flags.
    pub(super) fn flags(self) -> Flags<PipelinePermission> {
        Flags::new([
            (PipelinePermission::Query, Some(self.query)),
            (PipelinePermission::Execute, Some(self.execute)),
            (PipelinePermission::Update, Some(self.update)),
            (PipelinePermission::Delete, Some(self.delete)),
            (PipelinePermission::Authorize, Some(self.authorize)),
        ])
    }
}

impl Writing<'_> {
    /// Refuses roles that the projects do not have, if that is not accepted.
    ///
    /// # Errors
    /// Names every such role, and the roles that there are.
    pub(super) fn check_roles<K: Kind>(
        &self,
        entities: &[&K],
        edits: &[RoleEdit<K>],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        if self.quirks.unknown_role == UnknownRole::Create {
            self.note_strange_roles(entities, edits);
            return self.check_room(entities, edits, pointer);
        }
        let mut problems = Vec::new();
        for (index, edit) in edits.iter().enumerate() {
            let mut projects = entities.iter().map(|entity| &entity.matrix().project);
            let strange = projects.find(|project| !K::is_fixed(edit.role) && !project.roles.contains_key(&edit.role));
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
    fn check_room<K: Kind>(
        &self,
        entities: &[&K],
        edits: &[RoleEdit<K>],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        const MOST_ROWS: usize = 1_000;
        if entities.iter().all(|entity| entity.matrix().rows.len() + edits.len() <= MOST_ROWS) {
            return Ok(());
        }
        // A role that is listed twice, or is there already, has one row.
        let roles: BTreeSet<RoleId> = edits.iter().map(|edit| edit.role).collect();
        let counts = |entity: &&K| {
            let rows = &entity.matrix().rows;
            (rows.len(), roles.iter().filter(|role| rows.get(role).is_none()).count())
        };
        let mut counts = entities.iter().map(counts);
        let Some((there, more)) = counts.find(|(there, more)| there + more > MOST_ROWS) else { return Ok(()) };
        let problem = Problem::new(pointer(0), Rule::Role)
            .expected(format!("at most {MOST_ROWS} roles for one {}", K::NOUN))
            .got(format!("{more} more to {there} that are there"))
            .remedy("use the roles that the project has");
        Err(ApiError::because(self.service.refusal(Situation::InvalidParameter), vec![problem]))
    }

    /// Refuses or remarks on changes of rows that always grant everything.
    ///
    /// # Errors
    /// Such a row is to lose something, and that is not accepted.
    pub(super) fn check_fixed_rows<K: Kind>(
        &mut self,
        edits: &[RoleEdit<K>],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        for (index, edit) in edits.iter().enumerate() {
            if !K::is_fixed(edit.role) || edit.flags.only_grants() {
                continue;
            }
            self.refuse_or_remark_fixed(pointer(index), ("role", edit.role.to_string()))?;
        }
        Ok(())
    }

    pub(super) fn refuse_or_remark_fixed(
        &mut self,
        pointer: String,
        (noun, id): (&str, String),
    ) -> Result<(), ApiError> {
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

    /// Remarks on a key that is listed twice, of which the later entry wins.
    pub(super) fn remark_repetitions<I: Hash + Eq + fmt::Display>(&mut self, keys: &[I], pointer: &str) {
        let mut seen = HashSet::with_capacity_and_hasher(keys.len(), RandomState::default());
        for (index, key) in keys.iter().enumerate().filter(|(_, key)| !seen.insert(*key)) {
            self.remark(|| {
                Problem::new(format!("{pointer}/{index}"), Rule::Own("repeated"))
                    .expected("each entry once")
                    .got(format!("{key} again"))
                    .remedy("the later entry won; list it once")
            });
        }
    }
}
