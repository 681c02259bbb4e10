//! The caller of an operation.

use std::fmt;

use crate::domain::UserId;

/// Whoever sent a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Caller {
    /// Nobody in particular: an unknown credential stands for the project administrator.
    Administrator,
    /// A user of the seed.
    User(UserId),
}

impl fmt::Display for Caller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Administrator => formatter.write_str("administrator"),
            Self::User(id) => id.fmt(formatter),
        }
    }
}
