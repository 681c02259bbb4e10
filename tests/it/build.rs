//! The operations of CodeArts Build.

mod apply_project_permission;
mod batch_update_job_role_permission;
mod show_project_job_permission;
mod update_simple_job_role_permission;
