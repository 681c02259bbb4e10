//! What a handler works with: the store, who asks, the time, and a place for remarks.

use std::{cell::Cell, fmt, ops::Deref, sync::Arc};

use crate::{
    auth::Caller,
    contract::{Contract, Problem, beginning, is_one_slip_from},
    domain::{BuildPermission, IdSource, JobId, Permission, PipelineId, PipelinePermission, ProjectId, RoleId},
    store::{Changes, Granted, Job, Pipeline, Project, Slot, Stamp, Store, Stored, Who},
};

use super::{
    ApiError, ErrorCode, Service,
    quirk::{Authorization, MissingTarget, QuirkId, QuirkSet, Quirks, UnknownIds},
};

/// One call's view of the world; `S` borrows the store, to read or to write.
#[derive(Debug)]
pub struct Context<'a, S> {
    /// What is remembered.
    pub store: S,
    /// Who asks.
    pub caller: &'a Caller,
    /// The options in force.
    pub quirks: Quirks,
    /// The time, and the request's id.
    pub stamp: Stamp,
    /// The operation that was called.
    pub contract: &'static Contract,
    /// The service that was called.
    pub service: Service,
    /// Where new ids and tokens come from.
    pub ids: &'a IdSource,
    /// What every token that is issued begins with.
    pub token_prefix: &'a str,
    /// The host that the client called, to be named in links.
    pub host: &'a str,
    /// What is suspicious about a request that is granted all the same.
    pub problems: Vec<Problem>,
    /// What was changed.
    pub changes: Changes,
    /// The quirks that the answer depends on.
    pub depends_on: Cell<QuirkSet>,
}

/// The view of a handler that reads.
pub type Reading<'a> = Context<'a, &'a Store>;

/// The view of a handler that writes.
pub type Writing<'a> = Context<'a, &'a mut Store>;

/// Of so many problems of one kind is told; the rest is more of the same.
const MOST_PROBLEMS: usize = 32;

/// With so many ids a misspelt one is compared.
const MOST_COMPARED: usize = 10_000;

/// What to do about an id that nobody has created.
const CREATE: &str = "send an id of the seed, create it with the seed, or set the quirk unknown-ids=create";

/// An id that nobody has created, and where it belongs if it is to be created.
#[derive(Clone, Debug)]
pub enum Unknown {
    /// A project.
    Project(ProjectId),
    /// A job, with the project that the request names.
    Job(JobId, Option<ProjectId>),
    /// A pipeline, with the project that the request names.
    Pipeline(PipelineId, Option<ProjectId>),
}

/// What the ids of a kind of resource are called in problems and errors.
pub(super) trait Named: Stored {
    /// What it is called in a sentence.
    const NOUN: &'static str;
    /// The permission that one needs to change its permissions.
    const MANAGE: Self::Permission;
    /// The error if there is none of the id.
    const UNKNOWN: ErrorCode;
    /// The error if it belongs to another project.
    const ELSEWHERE: ErrorCode;

    /// The ids of all that are kept.
    fn ids(store: &Store) -> impl Iterator<Item = &Self::Id>;

    /// The id as one that could be created.
    fn unknown(id: &Self::Id, project: Option<&ProjectId>) -> Unknown;
}

impl Named for Job {
    const NOUN: &'static str = "build task";
    const MANAGE: Self::Permission = BuildPermission::Manager;
    const UNKNOWN: ErrorCode = ErrorCode::BuildUnknownJob;
    const ELSEWHERE: ErrorCode = ErrorCode::BuildUnknownJob;

    fn ids(store: &Store) -> impl Iterator<Item = &Self::Id> {
        store.job_ids()
    }

    fn unknown(id: &Self::Id, project: Option<&ProjectId>) -> Unknown {
        Unknown::Job(id.clone(), project.cloned())
    }
}

impl Named for Pipeline {
    const NOUN: &'static str = "pipeline";
    const MANAGE: Self::Permission = PipelinePermission::Authorize;
    const UNKNOWN: ErrorCode = ErrorCode::PipelineUnknownPipeline;
    const ELSEWHERE: ErrorCode = ErrorCode::PipelineMismatch;

    fn ids(store: &Store) -> impl Iterator<Item = &Self::Id> {
        store.pipeline_ids()
    }

    fn unknown(id: &Self::Id, project: Option<&ProjectId>) -> Unknown {
        Unknown::Pipeline(id.clone(), project.cloned())
    }
}

impl<S: Deref<Target = Store>> Context<'_, S> {
    /// The caller, as the store knows callers.
    #[must_use]
    pub fn who(&self) -> Who<'_> {
        match self.caller {
            Caller::Administrator => Who::Administrator,
            Caller::User(id) => Who::User(id),
        }
    }

    /// A token without the name of the namespace before it.
    #[must_use]
    pub fn own_token<'t>(&self, token: &'t str) -> &'t str {
        token.strip_prefix(self.token_prefix).unwrap_or(token)
    }

    /// Notes that the answer depends on a quirk.
    pub fn note_quirk(&self, quirk: QuirkId) {
        self.depends_on.set(self.depends_on.get().with(quirk));
    }

    /// The project of this id.
    ///
    /// # Errors
    /// There is none.
    pub fn project(&self, id: &ProjectId) -> Result<Arc<Project>, ApiError> {
        self.project_at(id, "/project_id")
    }

    /// The project of this id, which another parameter names.
    ///
    /// # Errors
    /// There is none.
    pub fn project_at(&self, id: &ProjectId, pointer: &str) -> Result<Arc<Project>, ApiError> {
        self.store.project(id).cloned().ok_or_else(|| {
            let projects = self.store.projects();
            let problem = Problem::new(pointer, "unknown-id")
                .expected("the id of a project that exists")
                .got(format!("{}, which does not", beginning(&id.to_string(), 80)))
                .nearest(self.misspelt(id, projects.iter().map(|project| &project.id)))
                .remedy(CREATE);
            ApiError {
                unknown: vec![Unknown::Project(id.clone())],
                ..ApiError::because(self.service.unknown_project(), vec![problem])
            }
        })
    }

    /// Where the resource of this id is kept.
    ///
    /// # Errors
    /// There is none, or it belongs to another project than the one given.
    pub(super) fn find<R: Named>(
        &self,
        id: &R::Id,
        project: Option<&ProjectId>,
        pointer: &str,
    ) -> Result<Slot, ApiError> {
        let mut missing = Missing::default();
        match self.find_or_note::<R>(id, project, || pointer.to_owned(), &mut missing) {
            Some(slot) => Ok(slot),
            None => Err(missing.into_error()),
        }
    }

    /// Where the resources of these ids are kept.
    ///
    /// # Errors
    /// Names every id that is unknown or belongs to another project.
    pub(super) fn find_all<R: Named>(
        &self,
        ids: &[R::Id],
        project: Option<&ProjectId>,
        pointer: &str,
    ) -> Result<Vec<Slot>, ApiError> {
        let mut missing = Missing::default();
        let mut slots = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            slots.extend(self.find_or_note::<R>(id, project, || format!("{pointer}/{index}"), &mut missing));
        }
        if missing.code.is_some() { Err(missing.into_error()) } else { Ok(slots) }
    }

    fn find_or_note<R: Named>(
        &self,
        id: &R::Id,
        project: Option<&ProjectId>,
        pointer: impl FnOnce() -> String,
        missing: &mut Missing,
    ) -> Option<Slot> {
        let Some(slot) = R::find(&self.store, id) else {
            missing.unknown.push(R::unknown(id, project));
            // One such look at everything is enough for a request.
            let near = if missing.problems.is_empty() { self.misspelt(id, R::ids(&self.store)) } else { None };
            missing.note(R::UNKNOWN, || {
                Problem::new(pointer(), "unknown-id")
                    .expected(format!("the id of a {} that exists", R::NOUN))
                    .got(format!("{}, which does not", beginning(&id.to_string(), 80)))
                    .nearest(near)
                    .remedy(CREATE)
            });
            return None;
        };
        let own = &R::at(&self.store, slot).project().id;
        if project.is_none_or(|project| project == own) {
            return Some(slot);
        }
        missing.note(R::ELSEWHERE, || {
            Problem::new(pointer(), "other-project")
                .expected(format!("a {} of the given project", R::NOUN))
                .got(format!("{id}, which belongs to project {own}"))
                .remedy(format!("send project_id {own}, or another id"))
        });
        None
    }

    /// The id that was probably meant by one that nobody has created.
    fn misspelt<'i, I: fmt::Display + 'i>(&self, id: &I, ids: impl Iterator<Item = &'i I>) -> Option<String> {
        if self.quirks.unknown_ids == UnknownIds::Create {
            return None;
        }
        let id = id.to_string();
        ids.take(MOST_COMPARED).map(ToString::to_string).find(|known| is_one_slip_from(&id, known))
    }

    /// Refuses a caller who may not see anything of a project.
    ///
    /// # Errors
    /// The caller is a user who is no member.
    pub fn check_membership(&self, project: &Project) -> Result<(), ApiError> {
        let Caller::User(user) = self.caller else { return Ok(()) };
        if project.members.contains_key(user) {
            return Ok(());
        }
        self.note_quirk(QuirkId::Authorization);
        if self.quirks.authorization == Authorization::Off {
            return Ok(());
        }
        let code = match self.service {
            Service::Pipeline => ErrorCode::PipelineUnknownProject,
            _ => self.service.forbidden(),
        };
        Err(ApiError::because(code, vec![self.not_a_member(project, "")]))
    }

    /// Refuses a caller who may not see a resource.
    ///
    /// # Errors
    /// The caller is neither a member of its project nor its creator.
    pub(super) fn check_reading<R: Named>(&self, resource: &R) -> Result<(), ApiError> {
        if resource.is_everything_allowed(self.who()) { Ok(()) } else { self.check_membership(resource.project()) }
    }

    /// The pipeline that a path names, if the caller may see it.
    ///
    /// # Errors
    /// There is none in the project, or the caller is no member.
    pub fn pipeline(&self, project: &ProjectId, id: &PipelineId) -> Result<&Pipeline, ApiError> {
        let pipeline = self.store.pipeline(self.pipeline_slot(project, id)?);
        self.check_reading(pipeline)?;
        Ok(pipeline)
    }

    /// Where the pipeline that a path names is kept.
    ///
    /// # Errors
    /// There is none in the project.
    pub fn pipeline_slot(&self, project: &ProjectId, id: &PipelineId) -> Result<Slot, ApiError> {
        self.project(project)?;
        self.find::<Pipeline>(id, Some(project), "/pipeline_id")
    }

    /// Whether the caller may change the permissions of a resource.
    pub(super) fn may_manage<R: Named>(&self, resource: &R) -> bool {
        let Caller::User(user) = self.caller else { return true };
        let may = resource.project().roles_of(user).contains(&RoleId::PROJECT_MANAGER)
            || resource.decide(Who::User(user), R::MANAGE).granted;
        if !may {
            self.note_quirk(QuirkId::Authorization);
        }
        may || self.quirks.authorization == Authorization::Off
    }

    /// Refuses a caller who may not change the permissions of every one of these resources.
    ///
    /// # Errors
    /// Names each resource, the permission that is missing and the row that denies it.
    pub(super) fn check_writing<R: Named>(
        &self,
        slots: &[Slot],
        pointer: impl Fn(usize) -> String,
    ) -> Result<(), ApiError> {
        let Caller::User(user) = self.caller else { return Ok(()) };
        let mut refused = Missing::default();
        for (index, slot) in slots.iter().enumerate() {
            let resource = R::at(&self.store, *slot);
            if self.may_manage(resource) {
                continue;
            }
            let decision = resource.decide(Who::User(user), R::MANAGE);
            if !resource.project().members.contains_key(user) {
                let code = if self.service == Service::Pipeline {
                    ErrorCode::PipelineUnknownProject
                } else {
                    self.service.forbidden()
                };
                refused.note(code, || self.not_a_member(resource.project(), &pointer(index)));
                continue;
            }
            refused.note(self.service.forbidden(), || {
                let row = match (decision.by, decision.role) {
                    (Granted::User, _) => format!("the {}'s own row of user {user}", R::NOUN),
                    (Granted::Role, Some(role)) => format!("the {}'s row of role {role}", R::NOUN),
                    (_, Some(role)) => format!("the project's row of role {role}"),
                    _ => "no row at all".to_owned(),
                };
                Problem::new(pointer(index), "permission")
                    .expected(format!("a caller with {}, or a project manager, or its creator", R::MANAGE.name()))
                    .got(format!("user {user}, whom {row} denies it"))
                    .remedy("call as somebody who may, or set the quirk authorization=off")
            });
        }
        if refused.code.is_some() { Err(refused.into_error()) } else { Ok(()) }
    }

    fn not_a_member(&self, project: &Project, pointer: &str) -> Problem {
        Problem::new(pointer, "membership")
            .expected(format!("a member of project {}", project.id))
            .got(format!("user {}, who is none", self.caller))
            .remedy("add the user to the project's members in the seed, or set the quirk authorization=off")
    }
}

impl Writing<'_> {
    /// Whether the request names something to act on; `named` lists its members and whether each is there.
    ///
    /// # Errors
    /// It names something, but lacks a member that the operation needs; or it names nothing, and that is not accepted.
    pub fn names_a_target(&mut self, named: &[(&'static str, bool)]) -> Result<bool, ApiError> {
        let nothing = named.iter().all(|(_, is_there)| !is_there);
        if nothing {
            self.note_quirk(QuirkId::MissingTarget);
        }
        if nothing && self.quirks.missing_target == MissingTarget::Accept {
            let needs = self.contract.needs.join(", ");
            self.problems.push(
                Problem::new("", "missing-target")
                    .expected(format!("a body with {needs}"))
                    .got("a request that names nothing to act on")
                    .remedy("nothing was changed; send the members, or set the quirk missing-target=reject"),
            );
            return Ok(false);
        }
        let is_there = |need: &&str| named.iter().any(|(name, is_there)| name == need && *is_there);
        let missing: Vec<_> = self
            .contract
            .needs
            .iter()
            .filter(|need| !is_there(need))
            .map(|need| missing(&format!("/{need}")))
            .collect();
        if missing.is_empty() { Ok(true) } else { Err(ApiError::because(self.service.invalid_parameter(), missing)) }
    }

    /// Remarks that a request that names its target asks for no change; `members` would.
    pub fn remark_no_change(&mut self, members: &str) {
        self.remark(|| {
            Problem::new("", "no-change")
                .expected(format!("a change: {members}"))
                .got("a request that asks for none")
                .remedy("nothing was changed; send what is to change")
        });
    }

    /// Notes something suspicious, unless much the same was noted often enough.
    pub fn remark(&mut self, problem: impl FnOnce() -> Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem());
        }
    }
}

/// The problem of a member that is needed and not there; the explanation says what it should be.
pub(super) fn missing(pointer: &str) -> Problem {
    let name = pointer.trim_start_matches('/').to_owned();
    Problem::new(pointer, "required").expected("a value").got("nothing").remedy(format!("add {name}"))
}

/// Problems of one kind, collected until all ids were looked at.
#[derive(Default)]
struct Missing {
    code: Option<ErrorCode>,
    problems: Vec<Problem>,
    unknown: Vec<Unknown>,
}

impl Missing {
    /// Notes a problem; the first one decides on the code.
    fn note(&mut self, code: ErrorCode, problem: impl FnOnce() -> Problem) {
        self.code.get_or_insert(code);
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem());
        }
    }

    fn into_error(self) -> ApiError {
        let code = self.code.unwrap_or(ErrorCode::GatewayInternal);
        ApiError { unknown: self.unknown, ..ApiError::because(code, self.problems) }
    }
}
