//! The rows of single users, which only pipelines have.

use crate::{
    api::{ApiError, Situation, Writing},
    contract::{Problem, Rule, beginning},
    domain::{PipelineId, UserId},
    store::Pipeline,
};

use super::PipelineFlags;

impl Writing<'_> {
    /// Refuses a user whom the pipeline's project does not have.
    ///
    /// # Errors
    /// The user is no member.
    pub(in crate::api) fn check_user(&self, pipeline: &Pipeline, user: &UserId) -> Result<(), ApiError> {
        let project = &pipeline.matrix.project;
        if project.members.contains_key(user) {
            return Ok(());
        }
        let problem = Problem::new("/user_id", Rule::Own("membership"))
            .expected(format!("the id of a member of project {}", project.id))
            .got(format!("{}, who is not one", beginning(&user.to_string(), 80)))
            .remedy("send the id of a member, or add the user to the project's members in the seed");
        Err(ApiError::because(self.service.refusal(Situation::UnknownUser), vec![problem]))
    }

    /// Refuses or remarks on a change of a user's row that always grants everything: the administrator's, or the creator's.
    ///
    /// # Errors
    /// It is to lose something, and that is not accepted.
    pub(in crate::api) fn check_fixed_user(&mut self, user: &UserId, flags: PipelineFlags) -> Result<(), ApiError> {
        if flags.flags().only_grants() {
            return Ok(());
        }
        self.refuse_or_remark_fixed("/user_id".to_owned(), ("user", user.to_string()))
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
