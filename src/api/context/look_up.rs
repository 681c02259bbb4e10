//! Finding what a request names, and saying what was probably meant by what is not there.

use std::{fmt, ops::Deref};

use crate::{
    api::{
        ApiError, Particular, Situation,
        quirk::{QuirkId, UnknownIds},
    },
    contract::{Problem, Rule, beginning, is_one_slip_from},
    domain::{PipelineId, ProjectId},
    store::{Entity, Kind, Pipeline, Project, Store},
};

use super::{Context, missing::Missing};

/// With so many ids a misspelt one is compared.
const MOST_COMPARED: usize = 10_000;

/// What to do about an id that nobody has created.
const CREATE: &str = "send an id of the seed, create it with the seed, or set the quirk unknown-ids=create";

/// What a request meets that names one of these ids, which nobody has created.
fn unknown_situation<K: Kind>(id: &K::Id) -> Situation {
    match K::entity(id) {
        Entity::Job(_) => Situation::UnknownJob,
        Entity::Pipeline(_) => Situation::UnknownPipeline,
    }
}

impl<S: Deref<Target = Store>> Context<'_, S> {
    /// The project of this id.
    ///
    /// # Errors
    /// There is none.
    pub fn project(&self, id: &ProjectId) -> Result<&Project, ApiError> {
        self.project_at(id, "/project_id")
    }

    /// The project of this id, which another parameter names.
    ///
    /// # Errors
    /// There is none.
    pub fn project_at(&self, id: &ProjectId, pointer: &str) -> Result<&Project, ApiError> {
        self.store.project(id).map(|project| &**project).ok_or_else(|| {
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

    /// The job or pipeline of this id.
    ///
    /// # Errors
    /// There is none, or it belongs to another project than the one given.
    pub fn find<K: Kind>(&self, id: &K::Id, project: Option<&ProjectId>, pointer: &str) -> Result<&K, ApiError> {
        let mut missing = Missing::default();
        let found = self.find_or_note(id, project, || pointer.to_owned(), &mut missing);
        found.ok_or_else(|| missing.into_error())
    }

    /// The jobs or pipelines of these ids.
    ///
    /// # Errors
    /// Names every id that is unknown or belongs to another project.
    pub fn find_all<K: Kind>(
        &self,
        ids: &[K::Id],
        project: Option<&ProjectId>,
        pointer: &str,
    ) -> Result<Vec<&K>, ApiError> {
        let mut missing = Missing::default();
        let mut found = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            found.extend(self.find_or_note::<K>(id, project, || format!("{pointer}/{index}"), &mut missing));
        }
        if missing.code.is_some() { Err(missing.into_error()) } else { Ok(found) }
    }

    fn find_or_note<K: Kind>(
        &self,
        id: &K::Id,
        project: Option<&ProjectId>,
        pointer: impl FnOnce() -> String,
        missing: &mut Missing,
    ) -> Option<&K> {
        let Some(found) = self.store.get::<K>(id) else {
            self.note_quirk(QuirkId::UnknownIds);
            missing.has_unknown_ids = true;
            // One such look at everything is enough for a request.
            let near = if missing.problems.is_empty() { self.misspelt(id, self.store.ids::<K>()) } else { None };
            missing.note(self.service.refusal(unknown_situation::<K>(id)), || {
                Problem::new(pointer(), Rule::Own("unknown-id"))
                    .expected(format!("the id of a {} that exists", K::NOUN))
                    .got(unknown(id))
                    .nearest(near)
                    .remedy(CREATE)
            });
            return None;
        };
        let own = &found.matrix().project.id;
        if project.is_none_or(|project| project == own) {
            return Some(found);
        }
        missing.note(self.service.refusal(Situation::Mismatch), || {
            Problem::new(pointer(), Rule::Own("other-project"))
                .expected(format!("a {} of the given project", K::NOUN))
                .got(format!("{id}, which belongs to project {own}"))
                .remedy(format!("send project_id {own}, or another id"))
        });
        None
    }

    /// The pipeline that a path names.
    ///
    /// # Errors
    /// There is none in the project.
    pub fn pipeline(&self, project: &ProjectId, id: &PipelineId) -> Result<&Pipeline, ApiError> {
        self.project(project)?;
        self.find(id, Some(project), "/pipeline_id")
    }

    /// The pipeline that a path names, if the caller may see it.
    ///
    /// # Errors
    /// There is none in the project, or the caller is no member.
    pub fn visible_pipeline(&self, project: &ProjectId, id: &PipelineId) -> Result<&Pipeline, ApiError> {
        let pipeline = self.pipeline(project, id)?;
        self.check_reading(pipeline)?;
        Ok(pipeline)
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
}

/// An id that nobody has created, so that it can be seen even if it is empty.
fn unknown(id: impl fmt::Display) -> String {
    match id.to_string().as_str() {
        "" => "\"\", which does not".to_owned(),
        id => format!("{}, which does not", beginning(id, 80)),
    }
}
