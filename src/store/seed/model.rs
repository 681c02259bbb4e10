//! From what stands in a file to what is remembered, with a default for everything that is not said.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{
    domain::{JobId, PipelineId, ProjectId, RoleId, Timestamp, UserId},
    store::{Job, Matrix, Pipeline, Project, Role, Secret, User},
};

use super::{JobFile, PipelineFile, ProjectFile, RoleFile, UserFile};

/// When a job was created that does not say when: the time of the documented example.
const DOCUMENTED_TIME: Timestamp = Timestamp::from_milliseconds(1_726_814_329_000);

impl UserFile {
    pub(super) fn into_user(self, id: UserId) -> User {
        let secret = |text: Option<String>| text.map(|text| Secret::from(text.as_str()));
        User {
            name: self.name.unwrap_or_else(|| id.to_string()),
            id,
            domain: self.domain.unwrap_or_else(|| "codearts-mock".to_owned()),
            token: secret(self.token),
            access_key: secret(self.access_key),
            secret_key: secret(self.secret_key),
            password: secret(self.password),
        }
    }
}

impl ProjectFile {
    pub(super) fn into_project(
        self,
        id: ProjectId,
    ) -> (Arc<Project>, IndexMap<JobId, JobFile>, IndexMap<PipelineId, PipelineFile>) {
        let mut project = Project::with_system_roles(id);
        if let Some(roles) = self.roles {
            project.roles = roles.into_iter().map(|(role, file)| (role, file.into_role(role))).collect();
        }
        if let Some(name) = self.name {
            project.name = name;
        }
        project.members = self.members.into_iter().collect();
        (Arc::new(project), self.jobs, self.pipelines)
    }
}

impl RoleFile {
    fn into_role(self, id: RoleId) -> Role {
        Role { name: self.name.unwrap_or_else(|| id.to_string()), build: self.build, pipeline: self.pipeline }
    }
}

impl JobFile {
    pub(super) fn into_job(self, project: Arc<Project>) -> Job {
        let create_time = self.create_time.unwrap_or(DOCUMENTED_TIME);
        Job {
            matrix: Matrix {
                rows: self.roles,
                follows_project: self.project_switch,
                ..Matrix::new(project, self.creator)
            },
            create_time,
            last_update_time: self.last_update_time.unwrap_or(create_time),
        }
    }
}

impl PipelineFile {
    pub(super) fn into_pipeline(self, project: Arc<Project>) -> Pipeline {
        Pipeline {
            matrix: Matrix {
                rows: self.roles,
                user_rows: (!self.users.is_empty()).then(|| Box::new(self.users)),
                follows_project: self.is_project_switch,
                ..Matrix::new(project, self.creator)
            },
            is_use_devuc: self.is_use_devuc,
        }
    }
}
