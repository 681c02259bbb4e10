//! A pipeline and its permissions.

use std::sync::Arc;

use crate::domain::{Permissions, PipelineId, PipelinePermission, RoleId, UserId};

use super::{
    Edit, Entity, Kind, Matrix, Project, Role, Store,
    change::{Seen, SwitchName},
    entities::Entities,
};

/// A pipeline.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Who may do what with it.
    pub matrix: Matrix<Self>,
    /// What the permission switch of the pipeline was last set to.
    pub is_use_devuc: bool,
}

impl Pipeline {
    /// A pipeline that was created just now and is like its project.
    #[must_use]
    pub fn new(project: Arc<Project>, creator: Option<UserId>) -> Self {
        Self { matrix: Matrix::new(project, creator), is_use_devuc: false }
    }
}

impl Edit<'_, Pipeline> {
    /// Stores what the permission switch of the pipeline is set to.
    pub fn use_devuc(&mut self, on: bool) {
        self.switch(SwitchName::IsUseDevuc, self.is_use_devuc, on, |pipeline| pipeline.is_use_devuc = on);
    }
}

impl Kind for Pipeline {
    type Id = PipelineId;
    type Permission = PipelinePermission;

    const NOUN: &'static str = "pipeline";
    const CREATOR: RoleId = RoleId::PIPELINE_CREATOR;
    const MANAGE: PipelinePermission = PipelinePermission::Authorize;
    const SWITCH: SwitchName = SwitchName::IsProjectSwitch;

    fn default_row(role: &Role) -> Permissions<PipelinePermission> {
        role.pipeline
    }

    fn matrix(&self) -> &Matrix<Self> {
        &self.matrix
    }

    fn matrix_mut(&mut self) -> &mut Matrix<Self> {
        &mut self.matrix
    }

    fn entity(id: &PipelineId) -> Entity {
        Entity::Pipeline(id.clone())
    }

    fn seen(row: Permissions<PipelinePermission>) -> Seen {
        Seen::Pipeline(row)
    }

    fn entities(store: &Store) -> &Entities<Self::Id, Self> {
        &store.pipelines
    }

    fn entities_mut(store: &mut Store) -> &mut Entities<Self::Id, Self> {
        &mut store.pipelines
    }
}
