//! Whether the caller may see or change what a request names.

use std::ops::Deref;

use crate::{
    api::{
        ApiError, Situation,
        quirk::{Authorization, QuirkId},
    },
    contract::{Problem, Rule},
    domain::{Permission, RoleId},
    store::{Granted, Kind, Project, Store},
};

use super::{Context, missing::Missing};

impl<S: Deref<Target = Store>> Context<'_, S> {
    /// Refuses a caller who may not see anything of a project.
    ///
    /// # Errors
    /// The caller is a user who is no member.
    pub fn check_membership(&self, project: &Project) -> Result<(), ApiError> {
        let Some(user) = self.caller.user() else { return Ok(()) };
        if project.members.contains_key(user) {
            return Ok(());
        }
        self.note_quirk(QuirkId::Authorization);
        if self.quirks.authorization == Authorization::Off {
            return Ok(());
        }
        Err(ApiError::because(self.service.refusal(Situation::NotAMember), vec![self.not_a_member(project, "")]))
    }

    /// Refuses a caller who may not see a job or a pipeline.
    ///
    /// # Errors
    /// The caller is neither a member of its project nor its creator.
    pub fn check_reading<K: Kind>(&self, entity: &K) -> Result<(), ApiError> {
        let matrix = entity.matrix();
        match self.caller.user() {
            Some(user) if !matrix.is_everything_allowed(user) => self.check_membership(&matrix.project),
            _ => Ok(()),
        }
    }

    /// Whether the caller may change the permissions of a job or a pipeline.
    pub fn may_manage<K: Kind>(&self, entity: &K) -> bool {
        let Some(user) = self.caller.user() else { return true };
        let matrix = entity.matrix();
        let may = matrix.project.roles_of(user).contains(&RoleId::PROJECT_MANAGER)
            || matrix.decide_for_user(user, K::MANAGE).granted;
        if !may {
            self.note_quirk(QuirkId::Authorization);
        }
        may || self.quirks.authorization == Authorization::Off
    }

    /// Refuses a caller who may not change the permissions of every one of these jobs or pipelines.
    ///
    /// # Errors
    /// Names each of them, the permission that is missing and the row that denies it.
    pub fn check_writing<K: Kind>(&self, entities: &[&K], pointer: impl Fn(usize) -> String) -> Result<(), ApiError> {
        let Some(user) = self.caller.user() else { return Ok(()) };
        let mut refused = Missing::default();
        for (index, entity) in entities.iter().enumerate() {
            if self.may_manage(*entity) {
                continue;
            }
            let matrix = entity.matrix();
            let decision = matrix.decide_for_user(user, K::MANAGE);
            if !matrix.project.members.contains_key(user) {
                refused.note(self.service.refusal(Situation::NotAMember), || {
                    self.not_a_member(&matrix.project, &pointer(index))
                });
                continue;
            }
            refused.note(self.service.refusal(Situation::Forbidden), || {
                let row = match (decision.by, decision.role) {
                    (Granted::User, _) => format!("the {}'s own row of user {user} does not", K::NOUN),
                    (Granted::Role, Some(role)) => format!("the {}'s row of role {role} does not", K::NOUN),
                    (_, Some(role)) => format!("the project's row of role {role} does not"),
                    _ => "no row does".to_owned(),
                };
                let (permission, noun) = (K::MANAGE.name(), K::NOUN);
                Problem::new(pointer(index), Rule::Own("permission"))
                    .expected(format!("a caller who has {permission}, manages the project or created the {noun}"))
                    .got(format!("user {user}: {row} grant it"))
                    .remedy("call as somebody who may, or set the quirk authorization=off")
            });
        }
        if refused.code.is_some() { Err(refused.into_error()) } else { Ok(()) }
    }

    fn not_a_member(&self, project: &Project, pointer: &str) -> Problem {
        Problem::new(pointer, Rule::Own("membership"))
            .expected(format!("a member of project {}", project.id))
            .got(format!("user {}, who is not one", self.caller))
            .remedy("add the user to the project's members in the seed, or set the quirk authorization=off")
    }
}
