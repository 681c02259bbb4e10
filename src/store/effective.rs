//! What somebody may do in the end, and which row decided it.

use std::collections::BTreeSet;

use crate::domain::{BuildPermission, Permission, Permissions, PipelinePermission, RoleId, UserId};

use super::{Job, Pipeline, Project, Rows, Stamp};

/// Who wants to do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who<'a> {
    /// Somebody who stands for the project administrator.
    Administrator,
    /// A user, with all the roles that they have in the project.
    User(&'a UserId),
    /// Whoever has just this role.
    Role(RoleId),
}

/// Which row decided a permission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Whether the permission is granted.
    pub granted: bool,
    /// What kind of row decided.
    pub by: Granted,
    /// The role whose row it was, if it was a role's.
    pub role: Option<RoleId>,
    /// The last change of that row, if there was one since the seed.
    pub change: Option<Stamp>,
}

/// The kinds of rows that decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Granted {
    /// The administrator and the creator may do everything, whatever the rows say.
    Fixed,
    /// The user's own row.
    User,
    /// The row of a role.
    Role,
    /// The project's matrix.
    Project,
    /// No row at all: nothing is granted.
    Default,
}

impl Granted {
    /// The kind in a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::User => "user",
            Self::Role => "role",
            Self::Project => "project",
            Self::Default => "default",
        }
    }
}

/// Something that has a permission matrix: a job or a pipeline.
pub trait Resource {
    /// The columns of the matrix.
    type Permission: Permission;

    /// The role that stands for whoever created it.
    const CREATOR: RoleId;

    /// The project that it belongs to.
    fn project(&self) -> &Project;
    /// Who created it.
    fn creator(&self) -> Option<&UserId>;
    /// Whether its own rows are dormant.
    fn follows_project(&self) -> bool;
    /// Its own rows.
    fn rows(&self) -> &Rows<RoleId, Self::Permission>;
    /// Its own rows, to be changed, and the project that they may be taken from.
    fn project_and_rows(&mut self) -> (&Project, &mut Rows<RoleId, Self::Permission>);
    /// The project's row for a role.
    fn project_row(project: &Project, role: RoleId) -> Permissions<Self::Permission>;
    /// A user's own row, with its last change.
    fn user_row(&self, _user: &UserId) -> Option<(Permissions<Self::Permission>, Option<Stamp>)> {
        None
    }

    /// Whether the row of this role always grants everything.
    #[must_use]
    fn is_fixed(role: RoleId) -> bool {
        role == RoleId::ADMINISTRATOR || role == Self::CREATOR
    }

    /// The row that is shown for a role: its own, or the project's where there is none.
    #[must_use]
    fn shown(&self, role: RoleId) -> Permissions<Self::Permission> {
        if Self::is_fixed(role) {
            return Permissions::all();
        }
        self.rows().get(&role).unwrap_or_else(|| Self::project_row(self.project(), role))
    }

    /// The roles that have a row to show: the project's, and those that only have a row of their own here.
    #[must_use]
    fn shown_roles(&self) -> BTreeSet<RoleId> {
        let own = self.rows().iter().map(|(role, _)| *role);
        self.project().roles.keys().copied().chain(own).collect()
    }

    /// The row that is shown for a user: their own, or what their roles have together.
    #[must_use]
    fn shown_for_user(&self, user: &UserId) -> Permissions<Self::Permission> {
        if self.is_everything_allowed(Who::User(user)) {
            return Permissions::all();
        }
        let of_roles =
            || self.project().roles_of(user).iter().fold(Permissions::NONE, |set, role| set.union(self.shown(*role)));
        self.user_row(user).map_or_else(of_roles, |(row, _)| row)
    }

    /// Whether somebody may do everything, whatever the rows say.
    #[must_use]
    fn is_everything_allowed(&self, who: Who<'_>) -> bool {
        match who {
            Who::Administrator => true,
            Who::Role(role) => Self::is_fixed(role),
            Who::User(user) => {
                self.creator() == Some(user) || self.project().roles_of(user).contains(&RoleId::ADMINISTRATOR)
            }
        }
    }

    /// All that somebody may do.
    #[must_use]
    fn granted(&self, who: Who<'_>) -> Permissions<Self::Permission> {
        if self.is_everything_allowed(who) {
            return Permissions::all();
        }
        let of = |role: &RoleId| {
            if self.follows_project() { Self::project_row(self.project(), *role) } else { self.shown(*role) }
        };
        match who {
            Who::User(user) => {
                let own = if self.follows_project() { None } else { self.user_row(user) };
                let of_roles =
                    || self.project().roles_of(user).iter().map(of).fold(Permissions::NONE, Permissions::union);
                own.map_or_else(of_roles, |(row, _)| row)
            }
            Who::Role(role) => of(&role),
            Who::Administrator => Permissions::all(),
        }
    }

    /// Whether somebody may do one thing, and which row decided it.
    #[must_use]
    fn decide(&self, who: Who<'_>, permission: Self::Permission) -> Decision {
        if self.is_everything_allowed(who) {
            return Decision { granted: true, by: Granted::Fixed, role: None, change: None };
        }
        let nobody = Decision { granted: false, by: Granted::Default, role: None, change: None };
        match who {
            Who::User(user) => {
                if let Some((row, change)) = self.user_row(user).filter(|_| !self.follows_project()) {
                    Decision { granted: row.allows(permission), by: Granted::User, role: None, change }
                } else {
                    let decisions =
                        self.project().roles_of(user).iter().map(|role| self.decide_for_role(*role, permission));
                    // The first role that grants it decides; if none does, the first role at all.
                    decisions
                        .reduce(|first, next| if next.granted && !first.granted { next } else { first })
                        .unwrap_or(nobody)
                }
            }
            Who::Role(role) => self.decide_for_role(role, permission),
            Who::Administrator => nobody,
        }
    }

    /// Whether a role may do one thing, and which row decided it.
    #[must_use]
    fn decide_for_role(&self, role: RoleId, permission: Self::Permission) -> Decision {
        let own = if self.follows_project() { None } else { self.rows().get(&role) };
        let (row, by) = match own {
            Some(row) => (row, Granted::Role),
            None if self.project().roles.contains_key(&role) => {
                (Self::project_row(self.project(), role), Granted::Project)
            }
            None => (Permissions::NONE, Granted::Default),
        };
        let change = if by == Granted::Role { self.rows().last_change(&role) } else { None };
        Decision { granted: row.allows(permission), by, role: Some(role), change }
    }
}

impl Resource for Job {
    type Permission = BuildPermission;

    const CREATOR: RoleId = RoleId::TASK_CREATOR;

    fn project(&self) -> &Project {
        &self.project
    }

    fn creator(&self) -> Option<&UserId> {
        self.creator.as_ref()
    }

    fn follows_project(&self) -> bool {
        self.project_switch
    }

    fn rows(&self) -> &Rows<RoleId, BuildPermission> {
        &self.rows
    }

    fn project_and_rows(&mut self) -> (&Project, &mut Rows<RoleId, BuildPermission>) {
        (&self.project, &mut self.rows)
    }

    fn project_row(project: &Project, role: RoleId) -> Permissions<BuildPermission> {
        project.build(role)
    }
}

impl Resource for Pipeline {
    type Permission = PipelinePermission;

    const CREATOR: RoleId = RoleId::PIPELINE_CREATOR;

    fn project(&self) -> &Project {
        &self.project
    }

    fn creator(&self) -> Option<&UserId> {
        self.creator.as_ref()
    }

    fn follows_project(&self) -> bool {
        self.is_project_switch
    }

    fn rows(&self) -> &Rows<RoleId, PipelinePermission> {
        &self.rows
    }

    fn project_and_rows(&mut self) -> (&Project, &mut Rows<RoleId, PipelinePermission>) {
        (&self.project, &mut self.rows)
    }

    fn project_row(project: &Project, role: RoleId) -> Permissions<PipelinePermission> {
        project.pipeline(role)
    }

    fn user_row(&self, user: &UserId) -> Option<(Permissions<PipelinePermission>, Option<Stamp>)> {
        Some((self.user_rows.get(user)?, self.user_rows.last_change(user)))
    }
}
