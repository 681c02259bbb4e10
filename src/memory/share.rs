//! The bytes of one thing that is kept; dropping the share gives them back.

use std::{mem, sync::Arc};

use super::{Full, Kind, Memory};

/// Bytes of a server's memory. A share without a server counts only for itself.
#[derive(Debug, Default)]
pub struct Share {
    of: Option<(Arc<Memory>, Kind)>,
    bytes: usize,
}

impl Share {
    /// An empty share of this memory.
    #[must_use]
    pub fn of(memory: &Arc<Memory>, kind: Kind) -> Self {
        Self { of: Some((Arc::clone(memory), kind)), bytes: 0 }
    }

    /// An empty share of the same memory, for another kind.
    #[must_use]
    pub fn for_kind(&self, kind: Kind) -> Self {
        Self { of: self.of.as_ref().map(|(memory, _)| (Arc::clone(memory), kind)), bytes: 0 }
    }

    /// How many bytes it is.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Reserves more bytes for something that is about to be made.
    ///
    /// # Errors
    /// There is no room, and none can be made; nothing is reserved then.
    pub fn grow(&mut self, bytes: usize) -> Result<(), Full> {
        if let Some((memory, kind)) = self.of.as_ref().filter(|_| bytes > 0) {
            memory.take(*kind, bytes)?;
        }
        self.bytes += bytes;
        Ok(())
    }

    /// Sets the number of bytes to what exists, more or less than was reserved. It never fails.
    pub fn set(&mut self, bytes: usize) {
        let before = mem::replace(&mut self.bytes, bytes);
        let Some((memory, kind)) = &self.of else { return };
        if bytes > before {
            memory.add(*kind, bytes - before);
        } else if bytes < before {
            memory.give_back(*kind, before - bytes);
        }
    }
}

/// A clone is empty: whoever keeps the copy reserves its share.
impl Clone for Share {
    fn clone(&self) -> Self {
        Self { of: self.of.clone(), bytes: 0 }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.set(0);
    }
}
