//! When something was changed, and by which request.

use crate::domain::{RequestId, Timestamp};

/// When something was changed, and by which request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// The time.
    pub time: Timestamp,
    /// The request.
    pub request_id: RequestId,
}
