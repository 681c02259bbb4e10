//! A project: its roles with their default matrices, and its members.

use std::collections::BTreeMap;

use crate::domain::{BuildPermission, Caller, Permissions, PipelinePermission, ProjectId, RoleId, UserId};

/// A CodeArts project. Nothing that is emulated changes one, so jobs and pipelines share it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Project {
    /// The project's id.
    pub id: ProjectId,
    /// The project's name.
    pub name: String,
    /// The roles that its members can have.
    pub roles: BTreeMap<RoleId, Role>,
    /// Its members with their roles, the first one first.
    pub members: BTreeMap<UserId, Vec<RoleId>>,
}

/// A role of a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// The role's name.
    pub name: String,
    /// What it may do with build tasks unless a task says otherwise.
    pub build: Permissions<BuildPermission>,
    /// What it may do with pipelines unless a pipeline says otherwise.
    pub pipeline: Permissions<PipelinePermission>,
}

impl Project {
    /// A project without members that has the system roles with their default matrices.
    #[must_use]
    pub fn with_system_roles(id: ProjectId) -> Self {
        let roles = SYSTEM_ROLES.iter().map(|role| (RoleId::new(role.0), role.role())).collect();
        Self { name: id.to_string(), id, roles, members: BTreeMap::new() }
    }

    /// The name of a role; a role that the project does not know is called by its number.
    #[must_use]
    pub fn role_name(&self, role: RoleId) -> String {
        self.roles.get(&role).map_or_else(|| role.to_string(), |role| role.name.clone())
    }

    /// The roles with which somebody acts in the project, the first one first.
    #[must_use]
    pub fn roles_for(&self, caller: &Caller) -> &[RoleId] {
        caller.user().map_or(&[RoleId::ADMINISTRATOR], |user| self.roles_of(user))
    }

    /// The roles of a user, the first one first; somebody who is no member has none.
    #[must_use]
    pub fn roles_of(&self, user: &UserId) -> &[RoleId] {
        self.members.get(user).map_or(&[], Vec::as_slice)
    }
}

/// A system role: number, name, granted build permissions, granted pipeline permissions.
struct SystemRole(i32, &'static str, &'static [BuildPermission], &'static [PipelinePermission]);

impl SystemRole {
    fn role(&self) -> Role {
        Role {
            name: self.1.to_owned(),
            build: self.2.iter().copied().collect(),
            pipeline: self.3.iter().copied().collect(),
        }
    }
}

/// The system roles with the console's default matrices; a test keeps the default world equal to them.
const SYSTEM_ROLES: &[SystemRole] = {
    use BuildPermission::{Copy, Delete, Execute, Forbidden, Manager, Modify, View};
    use PipelinePermission as P;

    const MEMBER: &[BuildPermission] = &[Modify, Delete, View, Execute, Copy, Forbidden];
    const EVERYTHING: &[BuildPermission] = &[Modify, Delete, View, Execute, Copy, Forbidden, Manager];
    const WORK: &[P] = &[P::Query, P::Execute, P::Update];
    const LOOK: &[P] = &[P::Query];
    &[
        SystemRole(-1, "project_admin", EVERYTHING, &[P::Query, P::Execute, P::Update, P::Delete, P::Authorize]),
        SystemRole(0, "O&M manager", &[], LOOK),
        SystemRole(3, "Project manager", EVERYTHING, &[P::Query, P::Execute, P::Update, P::Delete]),
        SystemRole(4, "Developer", MEMBER, WORK),
        SystemRole(5, "Test manager", &[View], &[P::Query, P::Execute]),
        SystemRole(6, "Tester", &[], LOOK),
        SystemRole(7, "Participant", &[], LOOK),
        SystemRole(8, "Viewer", &[View], LOOK),
        SystemRole(9, "O&M manager", &[], LOOK),
        SystemRole(1001, "Committer", MEMBER, WORK),
        SystemRole(1002, "Product manager", &[View], LOOK),
        SystemRole(1015, "System engineer", MEMBER, WORK),
    ]
};
