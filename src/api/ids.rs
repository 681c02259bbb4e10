//! The ids that a request names of what it is about.

use crate::domain::{JobId, PipelineId, ProjectId};

/// A project, and what is in it. Whatever else a request names stays what it is.
#[derive(Clone, Copy, Debug)]
pub struct Ids<'a> {
    /// The project; what has no project belongs to the first one.
    pub project: Option<&'a ProjectId>,
    /// Build tasks.
    pub jobs: &'a [JobId],
    /// Pipelines.
    pub pipelines: &'a [PipelineId],
}

impl<'a> Ids<'a> {
    /// None.
    pub const NONE: Self = Self { project: None, jobs: &[], pipelines: &[] };

    /// A project.
    #[must_use]
    pub const fn of_project(project: &'a ProjectId) -> Self {
        Self { project: Some(project), ..Self::NONE }
    }

    /// Build tasks, in that project if there is one.
    #[must_use]
    pub const fn jobs(self, jobs: &'a [JobId]) -> Self {
        Self { jobs, ..self }
    }

    /// Pipelines, in that project if there is one.
    #[must_use]
    pub const fn pipelines(self, pipelines: &'a [PipelineId]) -> Self {
        Self { pipelines, ..self }
    }
}
