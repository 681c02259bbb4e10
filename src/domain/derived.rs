//! Ids that are derived from names, so that they are the same on every server.

use sha2::{Digest, Sha256};

use super::Id;

/// The id that belongs to these names: 32 hexadecimal digits.
#[must_use]
pub fn derived_id(names: &[&str]) -> Id {
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        // A separator, so that moving a letter from one name to the other makes another id.
        hash.update([0]);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Id::from_bytes(bytes)
}
