//! A build task and its permissions.

use std::sync::Arc;

use crate::domain::{BuildPermission, JobId, Permissions, RoleId, Timestamp, UserId};

use super::{
    Entity, Kind, Matrix, Project, Role, Stamp, Store,
    change::{Seen, SwitchName},
    entities::Entities,
};

/// A build task.
#[derive(Clone, Debug)]
pub struct Job {
    /// Who may do what with it.
    pub matrix: Matrix<Self>,
    /// When it was created.
    pub create_time: Timestamp,
    /// When its switch or a row of its matrix was last changed.
    pub last_update_time: Timestamp,
}

impl Job {
    /// A job that was created just now and is like its project.
    #[must_use]
    pub fn new(project: Arc<Project>, creator: Option<UserId>, now: Timestamp) -> Self {
        Self { matrix: Matrix::new(project, creator), create_time: now, last_update_time: now }
    }
}

impl Kind for Job {
    type Id = JobId;
    type Permission = BuildPermission;

    const NOUN: &'static str = "build task";
    const CREATOR: RoleId = RoleId::TASK_CREATOR;
    const MANAGE: BuildPermission = BuildPermission::Manager;
    const SWITCH: SwitchName = SwitchName::ProjectSwitch;

    fn default_row(role: &Role) -> Permissions<BuildPermission> {
        role.build
    }

    fn matrix(&self) -> &Matrix<Self> {
        &self.matrix
    }

    fn matrix_mut(&mut self) -> &mut Matrix<Self> {
        &mut self.matrix
    }

    fn touch(&mut self, stamp: Stamp) {
        self.last_update_time = stamp.time;
    }

    fn entity(id: &JobId) -> Entity {
        Entity::Job(id.clone())
    }

    fn seen(row: Permissions<BuildPermission>) -> Seen {
        Seen::Build(row)
    }

    fn entities(store: &Store) -> &Entities<Self::Id, Self> {
        &store.jobs
    }

    fn entities_mut(store: &mut Store) -> &mut Entities<Self::Id, Self> {
        &mut store.jobs
    }
}
