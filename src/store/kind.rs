//! What jobs and pipelines have in common: the store keeps them by id, and each has a permission matrix.

use std::{collections::BTreeSet, fmt, hash::Hash, sync::Arc};

use crate::domain::{Caller, Permission, Permissions, RoleId, UserId};

use super::{
    Entity, Project, Role, Rows, Stamp, Store,
    change::{Seen, SwitchName},
    entities::Entities,
    kept::Kept,
};

/// Something that the store keeps by its id, and that has a permission matrix.
pub trait Kind: Kept + Clone + fmt::Debug + 'static {
    /// Its id.
    type Id: Kept + Clone + Ord + Hash + fmt::Display + fmt::Debug + 'static;
    /// The columns of its matrix.
    type Permission: Permission;

    /// What it is called in a sentence.
    const NOUN: &'static str;
    /// The role that stands for whoever created it.
    const CREATOR: RoleId;
    /// The permission that one needs to change its permissions.
    const MANAGE: Self::Permission;
    /// The switch that sends it to its project's matrix.
    const SWITCH: SwitchName;

    /// Whether the row of this role always grants everything.
    #[must_use]
    fn is_fixed(role: RoleId) -> bool {
        role == RoleId::ADMINISTRATOR || role == Self::CREATOR
    }

    /// What a role of a project may do by default.
    fn default_row(role: &Role) -> Permissions<Self::Permission>;
    /// Its permission matrix.
    fn matrix(&self) -> &Matrix<Self>;
    /// Its permission matrix, to be changed.
    fn matrix_mut(&mut self) -> &mut Matrix<Self>;
    /// Takes note that it was changed.
    fn touch(&mut self, _stamp: Stamp) {}

    /// The one of this id as something that was changed.
    fn entity(id: &Self::Id) -> Entity;
    /// A row as it was seen.
    fn seen(row: Permissions<Self::Permission>) -> Seen;

    /// Where the store keeps all of this kind.
    fn entities(store: &Store) -> &Entities<Self::Id, Self>;
    /// Where the store keeps all of this kind, to be changed.
    fn entities_mut(store: &mut Store) -> &mut Entities<Self::Id, Self>;
}

/// The permission matrix of a job or a pipeline, with all that decides beside its rows.
#[derive(Clone, Debug)]
pub struct Matrix<K: Kind> {
    /// The project that it belongs to.
    pub project: Arc<Project>,
    /// Who created it; they may always do everything.
    pub creator: Option<UserId>,
    /// Its own rows for roles; a role without one has the project's.
    pub rows: Rows<RoleId, K::Permission>,
    /// Its rows for single users, which go before those of their roles. Few have any, and none of them is a job.
    pub user_rows: Option<Box<Rows<UserId, K::Permission>>>,
    /// When a switch was last changed, if one was since the seed.
    pub switch_change: Option<Box<Stamp>>,
    /// Whether the project's matrix is in force and its own rows are dormant.
    pub follows_project: bool,
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

impl Decision {
    const FIXED: Self = Self { granted: true, by: Granted::Fixed, role: None, change: None };
    const NOBODY: Self = Self { granted: false, by: Granted::Default, role: None, change: None };
}

impl<K: Kind> Matrix<K> {
    /// The matrix of something that is like its project.
    #[must_use]
    pub fn new(project: Arc<Project>, creator: Option<UserId>) -> Self {
        Self { project, creator, rows: Rows::default(), user_rows: None, switch_change: None, follows_project: false }
    }

    /// The row that is shown for a role: its own, or the project's where there is none.
    #[must_use]
    pub fn shown(&self, role: RoleId) -> Permissions<K::Permission> {
        if K::is_fixed(role) {
            return Permissions::all();
        }
        self.rows.get(&role).unwrap_or_else(|| self.project.row::<K>(role))
    }

    /// The roles that have a row to show: the project's, and those that only have a row of their own here.
    #[must_use]
    pub fn shown_roles(&self) -> BTreeSet<RoleId> {
        let own = self.rows.iter().map(|(role, _)| *role);
        self.project.roles.keys().copied().chain(own).collect()
    }

    /// The row that is shown for a user: their own, or what their roles have together.
    #[must_use]
    pub fn shown_for_user(&self, user: &UserId) -> Permissions<K::Permission> {
        if self.is_everything_allowed(user) {
            return Permissions::all();
        }
        self.user_row(user).unwrap_or_else(|| self.of_roles(user, |role| self.shown(role)))
    }

    /// Whether a user may do everything, whatever the rows say.
    #[must_use]
    pub fn is_everything_allowed(&self, user: &UserId) -> bool {
        self.creator.as_ref() == Some(user) || self.project.roles_of(user).contains(&RoleId::ADMINISTRATOR)
    }

    /// All that somebody may do.
    #[must_use]
    pub fn granted(&self, caller: &Caller) -> Permissions<K::Permission> {
        match caller {
            Caller::User(user) if !self.follows_project => self.shown_for_user(user),
            Caller::User(user) if !self.is_everything_allowed(user) => {
                self.of_roles(user, |role| self.project.row::<K>(role))
            }
            Caller::User(_) | Caller::Administrator => Permissions::all(),
        }
    }

    /// Whether a user may do one thing, and which row decided it.
    #[must_use]
    pub fn decide_for_user(&self, user: &UserId, permission: K::Permission) -> Decision {
        if self.is_everything_allowed(user) {
            return Decision::FIXED;
        }
        if let Some(row) = self.user_row(user).filter(|_| !self.follows_project) {
            let change = self.user_rows.as_ref().and_then(|rows| rows.last_change(user));
            return Decision { granted: row.allows(permission), by: Granted::User, role: None, change };
        }
        let decisions = self.project.roles_of(user).iter().map(|role| self.decide_by_row(*role, permission));
        // The first role that grants it decides; if none does, the first role at all.
        decisions
            .reduce(|first, next| if next.granted && !first.granted { next } else { first })
            .unwrap_or(Decision::NOBODY)
    }

    /// Whether whoever has just this role may do one thing, and which row decided it.
    #[must_use]
    pub fn decide_for_role(&self, role: RoleId, permission: K::Permission) -> Decision {
        if K::is_fixed(role) { Decision::FIXED } else { self.decide_by_row(role, permission) }
    }

    fn decide_by_row(&self, role: RoleId, permission: K::Permission) -> Decision {
        let own = if self.follows_project { None } else { self.rows.get(&role) };
        let (row, by) = match own {
            Some(row) => (row, Granted::Role),
            None if self.project.roles.contains_key(&role) => (self.project.row::<K>(role), Granted::Project),
            None => (Permissions::NONE, Granted::Default),
        };
        let change = if by == Granted::Role { self.rows.last_change(&role) } else { None };
        Decision { granted: row.allows(permission), by, role: Some(role), change }
    }

    fn user_row(&self, user: &UserId) -> Option<Permissions<K::Permission>> {
        self.user_rows.as_ref()?.get(user)
    }

    /// What the roles of a user have together.
    fn of_roles(
        &self,
        user: &UserId,
        row: impl Fn(RoleId) -> Permissions<K::Permission>,
    ) -> Permissions<K::Permission> {
        self.project.roles_of(user).iter().map(|role| row(*role)).fold(Permissions::NONE, Permissions::union)
    }
}

impl Project {
    /// What a role may do by default; a role that the project does not know may do nothing.
    #[must_use]
    pub fn row<K: Kind>(&self, role: RoleId) -> Permissions<K::Permission> {
        self.roles.get(&role).map_or(Permissions::NONE, K::default_row)
    }

    /// All that somebody may do by default.
    #[must_use]
    pub fn granted<K: Kind>(&self, caller: &Caller) -> Permissions<K::Permission> {
        let roles = self.roles_for(caller);
        if roles.contains(&RoleId::ADMINISTRATOR) {
            return Permissions::all();
        }
        roles.iter().map(|role| self.row::<K>(*role)).fold(Permissions::NONE, Permissions::union)
    }
}
