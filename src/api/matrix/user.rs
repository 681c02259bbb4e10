//! The rows of single users, which only pipelines have.

use crate::{
    api::{ApiError, ErrorCode, Service, Situation, Writing},
    contract::{Problem, Rule, beginning},
    domain::{Permissions, PipelineId, UserId},
    store::{Pipeline, Resource, Seen, Slot, Stored, Who},
};

use super::PipelineFlags;

impl Writing<'_> {
    /// Refuses a user whom the pipeline's project does not have.
    ///
    /// # Errors
    /// The user is no member.
    pub(in crate::api) fn check_user(&self, slot: Slot, user: &UserId) -> Result<(), ApiError> {
        let project = &self.store.pipeline(slot).project;
        if project.members.contains_key(user) {
            return Ok(());
        }
        let problem = Problem::new("/user_id", Rule::Own("membership"))
            .expected(format!("the id of a member of project {}", project.id))
            .got(format!("{}, who is not one", beginning(&user.to_string(), 80)))
            .remedy("send the id of a member, or add the user to the project's members in the seed");
        Err(ApiError::because(ErrorCode::of(Service::Pipeline, Situation::UnknownUser), vec![problem]))
    }

    /// Whether a user's row can be changed at all: the administrator's and the creator's always grant everything.
    ///
    /// # Errors
    /// It cannot, and that is not accepted.
    pub(in crate::api) fn may_change_user(
        &mut self,
        slot: Slot,
        user: &UserId,
        flags: PipelineFlags,
    ) -> Result<bool, ApiError> {
        if !self.store.pipeline(slot).is_everything_allowed(Who::User(user)) {
            return Ok(true);
        }
        if !flags.edit().only_grants() {
            self.refuse_or_remark_fixed("/user_id".to_owned(), ("user", user.to_string()))?;
        }
        Ok(false)
    }

    /// Stores the row of a user if it has another value.
    pub(in crate::api) fn write_user_row(
        &mut self,
        id: &PipelineId,
        slot: &mut Slot,
        user: &UserId,
        flags: PipelineFlags,
    ) {
        let after = flags.edit().applied_to(Permissions::NONE);
        let before = self.store.pipeline(*slot).user_rows.get(user);
        if before == Some(after) {
            return;
        }
        self.store.pipeline_mut(slot).user_rows.update(user.clone(), self.stamp, |_| after);
        let (from, to) = (before.map_or(Seen::Nothing, Seen::Pipeline), Seen::Pipeline(after));
        self.changes.of(Pipeline::entity(id)).user(user.clone(), from, to);
    }

    /// Remarks on a body that names another pipeline than the path, which is what counts.
    pub(in crate::api) fn remark_other_pipeline(&mut self, of_path: &PipelineId, of_body: Option<&PipelineId>) {
        if let Some(other) = of_body.filter(|other| *other != of_path) {
            self.remark(|| {
                Problem::new("/pipeline_id", Rule::Own("other-pipeline"))
                    .expected(format!("{of_path}, as in the path, or null"))
                    .got(beginning(&other.to_string(), 80))
                    .remedy("the path counted; leave the member out")
            });
        }
    }
}
