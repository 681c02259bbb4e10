//! The terms of CodeArts permissions: ids, roles, permissions, time.

mod caller;
mod clock;
mod derived;
mod id;
mod permission;
mod random;
mod role;
#[cfg(feature = "cli")]
pub mod setting;
mod timestamp;

pub use caller::Caller;
pub use clock::Clock;
pub use derived::derived_id;
pub use id::{Entity, Id, JobId, PipelineId, ProjectId, RequestId, UserId};
pub use permission::{BuildPermission, Flags, Permission, Permissions, PipelinePermission};
pub use random::{Entropy, IdSource, NoRandomBytes, TOKEN_MARK, mixed};
pub use role::RoleId;
pub use timestamp::Timestamp;
