//! What the parts of the store tell of their size.

use crate::{
    domain::{JobId, PipelineId, RoleId, UserId},
    memory::allocation,
};

/// Something of which it is known how many bytes it keeps elsewhere.
pub trait Kept {
    /// The bytes.
    fn heap(&self) -> usize;
}

impl Kept for RoleId {
    fn heap(&self) -> usize {
        0
    }
}

/// Lends the number of bytes of the ids.
macro_rules! ids {
    ($($id:ty)+) => {
        $(impl Kept for $id {
            fn heap(&self) -> usize {
                allocation(Self::heap(self))
            }
        })+
    };
}

ids! { JobId PipelineId UserId }
