//! The caller of an operation.

use std::fmt;

use super::UserId;

/// Whoever sent a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Caller {
    /// Nobody in particular: an unknown credential stands for the project administrator.
    Administrator,
    /// A user of the seed.
    User(UserId),
}

impl Caller {
    /// The user, unless it is nobody in particular.
    #[must_use]
    pub const fn user(&self) -> Option<&UserId> {
        match self {
            Self::Administrator => None,
            Self::User(id) => Some(id),
        }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Administrator => formatter.write_str("administrator"),
            Self::User(id) => id.fmt(formatter),
        }
    }
}
