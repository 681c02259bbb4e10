//! An immutable world: what a fresh server remembers.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use foldhash::quality::RandomState;

use crate::{
    domain::{JobId, PipelineId, ProjectId, RoleId, UserId},
    memory::Share,
};

use super::{Job, Known, Pipeline, Project, Secret, User, entities::Table};

/// Projects with their jobs and pipelines, and the users. Shared by every namespace that starts from it.
///
/// ```
/// use codearts_mock::World;
///
/// let world: World = r#"{"schema_version": 1, "users": {"u": {"name": "dora"}}}"#.parse()?;
/// # let _ = world;
/// # Ok::<_, codearts_mock::SeedError>(())
/// ```
#[derive(Debug, Default)]
pub struct World {
    pub(super) users: BTreeMap<UserId, Arc<User>>,
    pub(super) projects: Table<ProjectId, Arc<Project>>,
    pub(super) jobs: Arc<Table<JobId, Job>>,
    pub(super) pipelines: Arc<Table<PipelineId, Pipeline>>,
    tokens: HashMap<Secret, Arc<User>, RandomState>,
    access_keys: HashMap<Secret, Arc<User>, RandomState>,
    /// Made when it is asked for: of a world that is only looked at, nothing is written down.
    known: OnceLock<Arc<Known>>,
    /// What it takes, if that is counted: of the world that a server starts with it is not.
    pub(super) share: Share,
}

impl World {
    /// A world of these entities, with the users' credentials ready to be looked up.
    pub(super) fn new(
        users: BTreeMap<UserId, Arc<User>>,
        projects: BTreeMap<ProjectId, Arc<Project>>,
        mut jobs: Table<JobId, Job>,
        mut pipelines: Table<PipelineId, Pipeline>,
    ) -> Self {
        let projects = projects.into_iter().collect();
        jobs.sort_unstable_keys();
        jobs.shrink_to_fit();
        pipelines.sort_unstable_keys();
        pipelines.shrink_to_fit();
        let by = |secret: fn(&User) -> Option<&Secret>| {
            users.values().filter_map(|user| Some((secret(user)?.clone(), Arc::clone(user)))).collect()
        };
        let tokens = by(|user| user.token.as_ref());
        let access_keys = by(|user| user.access_key.as_ref());
        let (jobs, pipelines) = (Arc::new(jobs), Arc::new(pipelines));
        let (known, share) = (OnceLock::new(), Share::default());
        Self { users, projects, jobs, pipelines, tokens, access_keys, known, share }
    }

    /// The user whose token this is.
    #[must_use]
    pub fn user_of_token(&self, token: &str) -> Option<&Arc<User>> {
        self.tokens.get(token)
    }

    /// The user whose access key this is.
    #[must_use]
    pub fn user_of_access_key(&self, access_key: &str) -> Option<&Arc<User>> {
        self.access_keys.get(access_key)
    }

    /// What to search texts for that must not tell the users' secrets.
    #[must_use]
    pub fn known(&self) -> &Arc<Known> {
        self.known.get_or_init(|| Arc::new(Known::of(self.users().map(|user| &**user))))
    }

    /// Every user, in the order of their ids.
    pub fn users(&self) -> impl Iterator<Item = &Arc<User>> {
        self.users.values()
    }

    /// Whether a user is an administrator of some project.
    #[must_use]
    pub fn is_administrator(&self, user: &UserId) -> bool {
        self.projects.values().any(|project| project.roles_of(user).contains(&RoleId::ADMINISTRATOR))
    }

    /// How many users, projects, jobs and pipelines there are.
    #[must_use]
    pub fn entities(&self) -> usize {
        self.users.len() + self.projects.len() + self.jobs.len() + self.pipelines.len()
    }

    /// How many jobs there are.
    #[must_use]
    pub fn job_count(&self) -> usize {
        self.jobs.len()
    }
}
