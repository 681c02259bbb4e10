//! What one test's world remembers: an immutable base, and what was changed since.

mod change;
mod effective;
mod export;
mod job;
mod known;
mod pipeline;
mod project;
mod rows;
mod seed;
mod size;
mod stored;
mod table;
mod token;
mod user;
mod world;

pub use change::{Changes, ChangesOf, Entity, Seen, SwitchName};
pub use effective::{Decision, Granted, Resource, Who};
pub use job::Job;
pub use known::Known;
pub use pipeline::Pipeline;
pub use project::{Project, Role};
pub use rows::{Rows, Updates};
pub use seed::{
    InlineSeed, JobFile, PipelineFile, ProjectFile, RoleFile, SeedError, Seeds, UnusableSeed, UserFile, WorldFile,
};
pub use stored::Stored;
pub use table::Slot;
pub use token::{Issued, Scope, Tokens};
pub use user::{REDACTED, Secret, User};
pub use world::World;

use std::sync::Arc;

use table::Changed;

use crate::{
    domain::{JobId, PipelineId, ProjectId, RequestId, Timestamp, UserId},
    memory::{Full, Kind, Share},
};

/// When something was changed, and by which request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// The time.
    pub time: Timestamp,
    /// The request.
    pub request_id: RequestId,
}

/// The present of one world. It costs what was changed; the base is shared.
///
/// A clone is not counted; what is to be kept is a [copy](Store::copy).
#[derive(Clone, Debug)]
pub struct Store {
    base: Arc<World>,
    jobs: Changed<JobId, Job>,
    pipelines: Changed<PipelineId, Pipeline>,
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
            base,
            jobs: Changed::default(),
            pipelines: Changed::default(),
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
        self.tokens = Tokens::counted_in(share.for_kind(Kind::Tokens));
        Self { share, ..self }
    }

    /// A copy that is counted as another kind of thing. It has no tokens: they belong to the clients, not to the state.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn copy(&self, kind: Kind) -> Result<Self, Full> {
        let mut share = self.share.for_kind(kind);
        share.grow(self.size())?;
        let (jobs, pipelines, projects) = (self.jobs.clone(), self.pipelines.clone(), self.projects.clone());
        let base = Arc::clone(&self.base);
        let tokens = Tokens::counted_in(share.for_kind(Kind::Tokens));
        let mut copy = Self { base, jobs, pipelines, projects, projects_size: self.projects_size, share, tokens };
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
        self.jobs.len() + self.pipelines.len() + self.projects.len()
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

    /// Where the job of this id is kept.
    #[must_use]
    pub fn find_job(&self, id: &JobId) -> Option<Slot> {
        self.jobs.find(&self.base.jobs, id)
    }

    /// The job in a slot.
    #[must_use]
    pub fn job(&self, slot: Slot) -> &Job {
        self.jobs.at(&self.base.jobs, slot)
    }

    /// The job in a slot, to be changed.
    pub fn job_mut(&mut self, slot: &mut Slot) -> &mut Job {
        self.jobs.at_mut(&self.base.jobs, slot)
    }

    /// The ids of all jobs, in no particular order; one may be there twice.
    pub fn job_ids(&self) -> impl Iterator<Item = &JobId> {
        self.jobs.ids(&self.base.jobs)
    }

    /// The ids of all pipelines, in no particular order; one may be there twice.
    pub fn pipeline_ids(&self) -> impl Iterator<Item = &PipelineId> {
        self.pipelines.ids(&self.base.pipelines)
    }

    /// Where the pipeline of this id is kept.
    #[must_use]
    pub fn find_pipeline(&self, id: &PipelineId) -> Option<Slot> {
        self.pipelines.find(&self.base.pipelines, id)
    }

    /// The pipeline in a slot.
    #[must_use]
    pub fn pipeline(&self, slot: Slot) -> &Pipeline {
        self.pipelines.at(&self.base.pipelines, slot)
    }

    /// The pipeline in a slot, to be changed.
    pub fn pipeline_mut(&mut self, slot: &mut Slot) -> &mut Pipeline {
        self.pipelines.at_mut(&self.base.pipelines, slot)
    }

    /// How much was registered so far, to come back to.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark { jobs: self.jobs.len(), pipelines: self.pipelines.len(), projects: self.projects.len() }
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

    /// Adds a job, unless there is one of this id.
    pub fn register_job(&mut self, id: JobId, job: Job) {
        if self.find_job(&id).is_none() {
            self.jobs.insert(id, job);
        }
    }

    /// Adds a pipeline, unless there is one of this id.
    pub fn register_pipeline(&mut self, id: PipelineId, pipeline: Pipeline) {
        if self.find_pipeline(&id).is_none() {
            self.pipelines.insert(id, pipeline);
        }
    }
}
