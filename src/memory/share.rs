//! The bytes of one thing that is kept: given back when it goes.

use std::{mem, sync::Arc};

use super::{Full, Kind, Memory};

/// So many bytes of a server's memory. One that is of no server counts for itself alone.
#[derive(Debug, Default)]
pub struct Share {
    of: Option<(Arc<Memory>, Kind)>,
    bytes: usize,
}

impl Share {
    /// Nothing yet of this memory.
    #[must_use]
    pub fn of(memory: &Arc<Memory>, kind: Kind) -> Self {
        Self { of: Some((Arc::clone(memory), kind)), bytes: 0 }
    }

    /// Nothing yet of the same memory, for another kind of thing.
    #[must_use]
    pub fn for_kind(&self, kind: Kind) -> Self {
        Self { of: self.of.as_ref().map(|(memory, _)| (Arc::clone(memory), kind)), bytes: 0 }
    }

    /// How many bytes it is.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes more bytes for what is about to be made.
    ///
    /// # Errors
    /// There is no room, and none can be made; nothing is taken then.
    pub fn grow(&mut self, bytes: usize) -> Result<(), Full> {
        if let Some((memory, kind)) = self.of.as_ref().filter(|_| bytes > 0) {
            memory.take(*kind, bytes)?;
        }
        self.bytes += bytes;
        Ok(())
    }

    /// Counts what is there: more than was taken for it, or less. Nobody is asked whether there is room.
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

/// A copy has nothing yet: whoever keeps it takes a share for it.
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
