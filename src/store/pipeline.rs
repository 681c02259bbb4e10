//! A pipeline and its permissions.

use std::sync::Arc;

use crate::domain::{PipelinePermission, RoleId, UserId};

use super::{Project, Rows, Stamp};

/// A pipeline.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// The project that it belongs to.
    pub project: Arc<Project>,
    /// Who created it; they may always do everything.
    pub creator: Option<UserId>,
    /// Its own rows for roles; a role without one has the project's.
    pub rows: Rows<RoleId, PipelinePermission>,
    /// Its rows for single users, which go before those of their roles.
    pub user_rows: Rows<UserId, PipelinePermission>,
    /// When a switch was last changed, if one was since the seed.
    pub switch_change: Option<Box<Stamp>>,
    /// Whether the project's matrix is in force and the pipeline's own rows are dormant.
    pub is_project_switch: bool,
    /// What the permission switch of the pipeline was last set to.
    pub is_use_devuc: bool,
}

impl Pipeline {
    /// A pipeline that was created just now and is like its project.
    #[must_use]
    pub fn new(project: Arc<Project>, creator: Option<UserId>) -> Self {
        Self {
            project,
            creator,
            rows: Rows::default(),
            user_rows: Rows::default(),
            switch_change: None,
            is_project_switch: false,
            is_use_devuc: false,
        }
    }
}
