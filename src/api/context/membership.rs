//! Whether the caller may see or change what a request names.

use std::ops::Deref;

use crate::{
    api::{
        ApiError, Situation,
        quirk::{Authorization, QuirkId},
    },
    auth::Caller,
    contract::{Problem, Rule},
    domain::{Permission, RoleId},
    store::{Granted, Project, Slot, Store, Who},
};

use super::{Context, Named, missing::Missing};

impl<S: Deref<Target = Store>> Context<'_, S> {
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
        Err(ApiError::because(self.service.refusal(Situation::NotAMember), vec![self.not_a_member(project, "")]))
    }

    /// Refuses a caller who may not see a resource.
    ///
    /// # Errors
    /// The caller is neither a member of its project nor its creator.
    pub(in crate::api) fn check_reading<R: Named>(&self, resource: &R) -> Result<(), ApiError> {
        if resource.is_everything_allowed(self.who()) { Ok(()) } else { self.check_membership(resource.project()) }
    }

    /// Whether the caller may change the permissions of a resource.
    pub(in crate::api) fn may_manage<R: Named>(&self, resource: &R) -> bool {
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
    pub(in crate::api) fn check_writing<R: Named>(
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
                refused.note(self.service.refusal(Situation::NotAMember), || {
                    self.not_a_member(resource.project(), &pointer(index))
                });
                continue;
            }
            refused.note(self.service.refusal(Situation::Forbidden), || {
                let row = match (decision.by, decision.role) {
                    (Granted::User, _) => format!("the {}'s own row of user {user} does not", R::NOUN),
                    (Granted::Role, Some(role)) => format!("the {}'s row of role {role} does not", R::NOUN),
                    (_, Some(role)) => format!("the project's row of role {role} does not"),
                    _ => "no row does".to_owned(),
                };
                let (permission, noun) = (R::MANAGE.name(), R::NOUN);
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
