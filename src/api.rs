//! The table of operations: one row each, from which everything else is derived.

mod build;
mod closest;
mod context;
mod dispatch;
mod edit;
mod endpoint;
mod error;
mod forced;
mod iam;
mod ids;
mod matrix;
mod operation;
mod pipeline;
mod quirk;
mod schema;
mod service;
mod wire;

pub use closest::closest;
pub use context::{Context, Reading, Writing};
pub use endpoint::{Endpoint, Handle};
pub use error::{ApiError, ErrorBody, ErrorCode, ErrorRow, IamErrorBody, Particular, Situation, Source};
pub use forced::{failure_in_200, fault_statuses, refusal_of_status};
pub use ids::Ids;
pub use operation::{Access, Answer, Call, Operation};
pub use quirk::{
    AkLockout, Authorization, BatchSemantics, CONTRADICTIONS, ContentType, Contradiction, ErrorProfile, FixedRows,
    IdFormat, MissingTarget, PipelineSwitchLink, ProjectCheck, ProjectSwitchWrite, QUIRKS, Quirk, QuirkId, QuirkOption,
    QuirkSet, Quirks, Says, Timestamps, UnknownFields, UnknownIds, UnknownRole, WrongChoice, WrongMethod,
    every_combination, ledger, single_deviations,
};
pub use schema::{explainer, request_schema, response_schema, without_null};
pub use service::Service;

/// Every emulated operation.
pub const OPERATIONS: &[Operation] = &[
    Operation::of::<build::BatchUpdateJobRolePermission>(),
    Operation::of::<build::UpdateSimpleJobRolePermission>(),
    Operation::of::<build::ApplyProjectPermission>(),
    Operation::of::<build::ShowProjectJobPermission>(),
    Operation::of::<build::ShowJobRolePermission>(),
    Operation::of::<build::ShowDefaultProjectPermission>(),
    Operation::of::<build::ShowProjectPermission>(),
    Operation::of::<build::CheckJobInternal>(),
    Operation::of::<build::ShowJobInfo>(),
    Operation::of::<pipeline::BatchUpdatePipelinePermission>(),
    Operation::of::<pipeline::ShowPipelinePermissionSwitch>(),
    Operation::of::<pipeline::SwitchPipelinePermission>(),
    Operation::of::<pipeline::ShowPipelineRolePermission>(),
    Operation::of::<pipeline::UpdatePipelineRolePermission>(),
    Operation::of::<pipeline::ShowPipelineUserPermission>(),
    Operation::of::<pipeline::UpdatePipelineUserPermission>(),
    Operation::of::<pipeline::GetProjectPermission>(),
    Operation::of::<pipeline::GetPipelinePermission>(),
    Operation::of::<pipeline::QueryUserDevUcAuthorizations>(),
    Operation::of::<iam::KeystoneCreateUserTokenByPassword>(),
    Operation::of::<iam::KeystoneValidateToken>(),
    Operation::of::<iam::KeystoneListProjects>(),
    Operation::of::<iam::KeystoneListAuthDomains>(),
];
