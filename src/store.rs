//! What one test's world remembers: an immutable base, and what was changed since.

mod change;
mod edit;
mod entities;
mod export;
mod job;
mod kept;
mod kind;
mod known;
mod pipeline;
mod project;
mod rows;
mod seed;
mod size;
mod stamp;
mod token;
mod user;
mod world;

pub use change::{Changes, Entity};
pub use edit::Edit;
pub use job::Job;
pub use kind::{Decision, Granted, Kind, Matrix};
pub use known::Known;
pub use pipeline::Pipeline;
pub use project::{Project, Role};
pub use rows::Rows;
pub use seed::{
    InlineSeed, JobFile, PipelineFile, ProjectFile, RoleFile, SeedError, Seeds, UnusableSeed, UserFile, WorldFile,
};
pub use stamp::Stamp;
pub use token::{Issued, Scope, Tokens};
pub use user::{REDACTED, Secret, User};
pub use world::World;

use std::sync::Arc;

use entities::Entities;

use crate::{
    domain::{JobId, PipelineId, ProjectId, UserId},
    memory::{self, Full, Share},
};

/// The present of one world. It costs what was changed; the base is shared.
///
/// A clone is not counted; what is to be kept is a [copy](Store::copy).
#[derive(Clone, Debug)]
pub struct Store {
    base: Arc<World>,
    jobs: Entities<JobId, Job>,
    pipelines: Entities<PipelineId, Pipeline>,
    projects: Vec<Arc<Project>>,
    /// How many bytes those projects take.
    projects_size: usize,
    share: Share,
    /// The tokens that IAM has issued.
    pub tokens: Tokens,
}

/// How much a store had registered at some moment.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    jobs: usize,
    pipelines: usize,
    projects: usize,
}

impl Store {
    /// A store in which nothing was changed yet.
    #[must_use]
    pub fn new(base: Arc<World>) -> Self {
        Self {
            jobs: Entities::over(Arc::clone(&base.jobs)),
            pipelines: Entities::over(Arc::clone(&base.pipelines)),
            base,
            projects: Vec::new(),
            projects_size: 0,
            share: Share::default(),
            tokens: Tokens::default(),
        }
    }

    /// Counts what is changed here in a share, and the tokens in another one of the same memory.
    #[must_use]
    pub fn counted_in(mut self, mut share: Share) -> Self {
        share.set(self.size());
        self.tokens = Tokens::counted_in(share.for_kind(memory::Kind::Tokens));
        Self { share, ..self }
    }

    /// A copy that is counted as another kind of thing. It has no tokens: they belong to the clients, not to the state.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn copy(&self, kind: memory::Kind) -> Result<Self, Full> {
        let mut share = self.share.for_kind(kind);
        share.grow(self.size())?;
        let tokens = Tokens::counted_in(share.for_kind(memory::Kind::Tokens));
        let mut copy = Self { share, tokens, ..self.view() };
        // A copied table can have more room than the one that it was copied from.
        copy.share.set(copy.size());
        Ok(copy)
    }

    /// How many bytes take what was changed, tokens aside.
    #[must_use]
    pub fn size(&self) -> usize {
        self.jobs.size() + self.pipelines.size() + self.projects_size
    }

    /// Takes room for what is about to be changed.
    ///
    /// # Errors
    /// There is none.
    pub fn reserve(&mut self, bytes: usize) -> Result<(), Full> {
        self.share.grow(bytes)
    }

    /// Counts what there is, instead of what was taken for it.
    ///
    /// # Panics
    /// In a debug build: more was changed than room was taken for.
    pub fn settle(&mut self) {
        let (size, taken) = (self.size(), self.share.bytes());
        debug_assert!(size <= taken, "{size} bytes are kept, and room was taken for {taken}");
        self.share.set(size);
    }

    /// What this store was made from.
    #[must_use]
    pub const fn base(&self) -> &Arc<World> {
        &self.base
    }

    /// The state alone, to be read when no lock is held any more. The issued tokens belong to the clients and stay behind.
    #[must_use]
    pub fn view(&self) -> Self {
        Self {
            base: Arc::clone(&self.base),
            jobs: self.jobs.clone(),
            pipelines: self.pipelines.clone(),
            projects: self.projects.clone(),
            projects_size: self.projects_size,
            share: Share::default(),
            tokens: Tokens::default(),
        }
    }

    /// About how many jobs, pipelines and projects there are; one that was changed counts twice.
    #[must_use]
    pub fn entities(&self) -> usize {
        self.base.entities() + self.changed()
    }

    /// How many jobs, pipelines and projects differ from the base.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.jobs.changed() + self.pipelines.changed() + self.projects.len()
    }

    /// The project of this id.
    #[must_use]
    pub fn project(&self, id: &ProjectId) -> Option<&Arc<Project>> {
        self.base.projects.get(id).or_else(|| self.projects.iter().find(|project| project.id == *id))
    }

    /// Every project, in the order of their ids.
    #[must_use]
    pub fn projects(&self) -> Vec<&Arc<Project>> {
        let mut all: Vec<_> = self.base.projects.values().chain(&self.projects).collect();
        all.sort_unstable_by(|left, right| left.id.cmp(&right.id));
        all
    }

    /// The user of this id.
    #[must_use]
    pub fn user(&self, id: &UserId) -> Option<&Arc<User>> {
        self.base.users.get(id)
    }

    /// The job or pipeline of this id.
    #[must_use]
    pub fn get<K: Kind>(&self, id: &K::Id) -> Option<&K> {
        K::entities(self).get(id)
    }

    /// The job or pipeline of this id, to be changed by a request.
    pub fn edit<K: Kind>(&mut self, id: &K::Id, stamp: Stamp) -> Option<Edit<'_, K>> {
        K::entities_mut(self).lend(id).map(|lent| Edit::new(lent, stamp))
    }

    /// The ids of all jobs or pipelines, in no particular order; one may be there twice.
    pub fn ids<K: Kind>(&self) -> impl Iterator<Item = &K::Id> {
        K::entities(self).ids()
    }

    /// How much was registered so far, to come back to.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark { jobs: self.jobs.changed(), pipelines: self.pipelines.changed(), projects: self.projects.len() }
    }

    /// Forgets what was registered since the mark. Nothing else may have changed since.
    pub fn roll_back(&mut self, mark: Mark) {
        self.jobs.truncate(mark.jobs);
        self.pipelines.truncate(mark.pipelines);
        let gone = self.projects.drain(mark.projects..);
        self.projects_size -= gone.map(|project| project.size()).sum::<usize>();
    }

    /// Adds a project with the system roles and their default matrices, unless there is one of this id.
    pub fn register_project(&mut self, id: &ProjectId) -> Arc<Project> {
        if let Some(project) = self.project(id) {
            return Arc::clone(project);
        }
        let project = Arc::new(Project::with_system_roles(id.clone()));
        self.projects_size += project.size();
        self.projects.push(Arc::clone(&project));
        project
    }

    /// Adds a job or a pipeline, unless there is one of this id.
    pub fn register<K: Kind>(&mut self, id: K::Id, entity: K) {
        K::entities_mut(self).register(id, entity);
    }
}
