//! The operations of CodeArts Build.

mod apply_project_permission;
mod batch_update_job_role_permission;
mod check_job_internal;
mod show_default_project_permission;
mod show_job_info;
mod show_job_role_permission;
mod show_project_job_permission;
mod show_project_permission;
mod update_simple_job_role_permission;

pub(super) use apply_project_permission::ApplyProjectPermission;
pub(super) use batch_update_job_role_permission::BatchUpdateJobRolePermission;
pub(super) use check_job_internal::CheckJobInternal;
pub(super) use show_default_project_permission::ShowDefaultProjectPermission;
pub(super) use show_job_info::ShowJobInfo;
pub(super) use show_job_role_permission::ShowJobRolePermission;
pub(super) use show_project_job_permission::ShowProjectJobPermission;
pub(super) use show_project_permission::ShowProjectPermission;
pub(super) use update_simple_job_role_permission::UpdateSimpleJobRolePermission;
