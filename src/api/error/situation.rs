//! The situations in which a request is refused.

use crate::domain::Entity;

/// What a request meets that is refused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Situation {
    /// A body that is no JSON.
    MalformedJson,
    /// A missing or wrong value.
    InvalidParameter,
    /// A job id that cannot be one.
    MalformedJobId,
    /// A project id that cannot be one.
    MalformedProjectId,
    /// An id of anything else that cannot be one.
    MalformedId,
    /// A project that does not exist.
    UnknownProject,
    /// A job that does not exist.
    UnknownJob,
    /// A pipeline that does not exist.
    UnknownPipeline,
    /// A user whom the project does not have.
    UnknownUser,
    /// A job or a pipeline of another project than the given one.
    Mismatch,
    /// The caller is no member of the project.
    NotAMember,
    /// The caller lacks a permission.
    Forbidden,
    /// A failure of the server itself.
    Internal,
    /// A name or a password that is wrong.
    WrongPassword,
    /// A token that was not issued, or that has expired.
    UnknownToken,
    /// A path that is not emulated.
    UnknownPath,
    /// A known path with another method, if that is to be told apart.
    MethodNotAllowed,
    /// No credential, or a wrong one.
    Unauthenticated,
    /// A token that has expired, in the place of a credential.
    TokenExpired,
    /// A body over the limit.
    TooLarge,
    /// Too many calls in a short time.
    Throttled,
    /// The service behind the gateway cannot be reached.
    BackendUnavailable,
    /// The gateway itself cannot answer for now.
    ServiceUnavailable,
    /// The service behind the gateway takes too long.
    BackendTimeout,
    /// A header that only this server knows, with a value that it does not.
    InvalidControl,
    /// There is no room in memory for what a call needs.
    MemoryFull,
    /// There is no room for another namespace.
    NamespacesFull,
    /// A body that does not say that it is JSON.
    UnsupportedMediaType,
    /// A body that is compressed or otherwise encoded.
    EncodedBody,
    /// A request that HTTP does not allow.
    MalformedRequest,
    /// A body that comes too slowly.
    SlowBody,
    /// A body that never came, or came broken.
    IncompleteBody,
}

impl Situation {
    /// An id that cannot be one, by the kind of entity that it should identify.
    #[must_use]
    pub const fn malformed_id(entity: Entity) -> Self {
        match entity {
            Entity::Job => Self::MalformedJobId,
            Entity::Project => Self::MalformedProjectId,
            Entity::Pipeline | Entity::User => Self::MalformedId,
        }
    }
}
