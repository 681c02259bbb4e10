//! A build task and its permissions.

use std::sync::Arc;

use crate::domain::{BuildPermission, RoleId, Timestamp, UserId};

use super::{Project, Rows, Stamp};

/// A build task.
#[derive(Clone, Debug)]
pub struct Job {
    /// The project that it belongs to.
    pub project: Arc<Project>,
    /// Who created it; they may always do everything.
    pub creator: Option<UserId>,
    /// When it was created.
    pub create_time: Timestamp,
    /// When its switch or a row of its matrix was last changed.
    pub last_update_time: Timestamp,
    /// Its own rows; a role without one has the project's.
    pub rows: Rows<RoleId, BuildPermission>,
    /// When the switch was last changed, if it was since the seed.
    pub switch_change: Option<Box<Stamp>>,
    /// Whether the project's matrix is in force and the job's own rows are dormant.
    pub project_switch: bool,
}

impl Job {
    /// A job that was created just now and is like its project.
    #[must_use]
    pub fn new(project: Arc<Project>, creator: Option<UserId>, now: Timestamp) -> Self {
        Self {
            project,
            creator,
            create_time: now,
            last_update_time: now,
            rows: Rows::default(),
            switch_change: None,
            project_switch: false,
        }
    }
}
