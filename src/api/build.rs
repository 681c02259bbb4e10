//! The operations of CodeArts Build.

mod apply_project_permission;
mod batch_update_job_role_permission;
mod show_project_job_permission;
mod update_simple_job_role_permission;

pub(super) use apply_project_permission::ApplyProjectPermission;
pub(super) use batch_update_job_role_permission::BatchUpdateJobRolePermission;
pub(super) use show_project_job_permission::ShowProjectJobPermission;
pub(super) use update_simple_job_role_permission::UpdateSimpleJobRolePermission;
