//! The operations of IAM that a client of CodeArts needs: tokens, projects and accounts.

mod keystone_create_user_token_by_password;
mod keystone_list_auth_domains;
mod keystone_list_projects;
mod keystone_validate_token;
mod region;
mod token;

pub(super) use keystone_create_user_token_by_password::KeystoneCreateUserTokenByPassword;
pub(super) use keystone_list_auth_domains::KeystoneListAuthDomains;
pub(super) use keystone_list_projects::KeystoneListProjects;
pub(super) use keystone_validate_token::KeystoneValidateToken;
