//! The operations of CodeArts Pipeline.

mod batch_update_pipeline_permission;
mod get_pipeline_permission;
mod get_project_permission;
mod query_user_dev_uc_authorizations;
mod show_pipeline_permission_switch;
mod show_pipeline_role_permission;
mod show_pipeline_user_permission;
mod switch_pipeline_permission;
mod update_pipeline_role_permission;
mod update_pipeline_user_permission;

pub(super) use batch_update_pipeline_permission::BatchUpdatePipelinePermission;
pub(super) use get_pipeline_permission::GetPipelinePermission;
pub(super) use get_project_permission::GetProjectPermission;
pub(super) use query_user_dev_uc_authorizations::QueryUserDevUcAuthorizations;
pub(super) use show_pipeline_permission_switch::ShowPipelinePermissionSwitch;
pub(super) use show_pipeline_role_permission::ShowPipelineRolePermission;
pub(super) use show_pipeline_user_permission::ShowPipelineUserPermission;
pub(super) use switch_pipeline_permission::SwitchPipelinePermission;
pub(super) use update_pipeline_role_permission::UpdatePipelineRolePermission;
pub(super) use update_pipeline_user_permission::UpdatePipelineUserPermission;
