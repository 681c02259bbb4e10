//! Finding what a request names, and saying what was probably meant by what is not there.

use std::{fmt, ops::Deref, sync::Arc};

use crate::{
    api::{
        ApiError, ErrorCode, Particular, Service, Situation,
        quirk::{QuirkId, UnknownIds},
    },
    contract::{Problem, Rule, beginning, is_one_slip_from},
    domain::{BuildPermission, PipelineId, PipelinePermission, ProjectId},
    store::{Job, Pipeline, Project, Slot, Store, Stored},
};

use super::{Context, missing::Missing};

/// With so many ids a misspelt one is compared.
const MOST_COMPARED: usize = 10_000;

/// What to do about an id that nobody has created.
const CREATE: &str = "send an id of the seed, create it with the seed, or set the quirk unknown-ids=create";

/// What the ids of a kind of resource are called in problems and errors.
pub(in crate::api) trait Named: Stored {
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
}

impl Named for Job {
    const NOUN: &'static str = "build task";
    const MANAGE: Self::Permission = BuildPermission::Manager;
    const UNKNOWN: ErrorCode = ErrorCode::of(Service::Build, Situation::UnknownJob);
    const ELSEWHERE: ErrorCode = ErrorCode::of(Service::Build, Situation::Mismatch);

    fn ids(store: &Store) -> impl Iterator<Item = &Self::Id> {
        store.job_ids()
    }
}

impl Named for Pipeline {
    const NOUN: &'static str = "pipeline";
    const MANAGE: Self::Permission = PipelinePermission::Authorize;
    const UNKNOWN: ErrorCode = ErrorCode::of(Service::Pipeline, Situation::UnknownPipeline);
    const ELSEWHERE: ErrorCode = ErrorCode::of(Service::Pipeline, Situation::Mismatch);

    fn ids(store: &Store) -> impl Iterator<Item = &Self::Id> {
        store.pipeline_ids()
    }
}

impl<S: Deref<Target = Store>> Context<'_, S> {
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
            self.note_quirk(QuirkId::UnknownIds);
            let projects = self.store.projects();
            let problem = Problem::new(pointer, Rule::Own("unknown-id"))
                .expected("the id of a project that exists")
                .got(unknown(id))
                .nearest(self.misspelt(id, projects.iter().map(|project| &project.id)))
                .remedy(CREATE);
            ApiError {
                particular: Particular::UnknownIds,
                ..ApiError::because(self.service.refusal(Situation::UnknownProject), vec![problem])
            }
        })
    }

    /// Where the resource of this id is kept.
    ///
    /// # Errors
    /// There is none, or it belongs to another project than the one given.
    pub(in crate::api) fn find<R: Named>(
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
    pub(in crate::api) fn find_all<R: Named>(
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
            self.note_quirk(QuirkId::UnknownIds);
            missing.has_unknown_ids = true;
            // One such look at everything is enough for a request.
            let near = if missing.problems.is_empty() { self.misspelt(id, R::ids(&self.store)) } else { None };
            missing.note(R::UNKNOWN, || {
                Problem::new(pointer(), Rule::Own("unknown-id"))
                    .expected(format!("the id of a {} that exists", R::NOUN))
                    .got(unknown(id))
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
            Problem::new(pointer(), Rule::Own("other-project"))
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
        let is_meant = |known: &String| is_one_slip_from(&id, known) || id.eq_ignore_ascii_case(known);
        ids.take(MOST_COMPARED).map(ToString::to_string).find(is_meant)
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
}

/// An id that nobody has created, so that it can be seen even if it is empty.
fn unknown(id: impl fmt::Display) -> String {
    match id.to_string().as_str() {
        "" => "\"\", which does not".to_owned(),
        id => format!("{}, which does not", beginning(id, 80)),
    }
}
