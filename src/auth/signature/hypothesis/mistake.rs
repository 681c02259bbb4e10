//! One mistake that a client may have made.

use crate::auth::signature::{Cause, canonical::Canonical};

/// A canonical request that the client may have signed instead, and what that would mean.
pub(super) struct Hypothesis<'a> {
    pub(super) cause: Cause,
    pub(super) canonical: Canonical<'a>,
}
