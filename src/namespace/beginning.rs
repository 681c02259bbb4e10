//! What the state of a namespace is made from, at the start and after a reset.

use std::sync::Arc;

use crate::{domain::Entropy, fault::Fault, memory::Memory, store::World};

use super::Options;

/// What a session starts with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The world.
    pub world: Arc<World>,
    /// What can be set of it.
    pub options: Options,
    /// What the ids and tokens are made from, unless that is set.
    pub entropy: Entropy,
    /// The faults that are there from the beginning.
    pub faults: Vec<Fault>,
    /// What all that is kept is counted in; one for the whole server.
    pub memory: Arc<Memory>,
}

impl Beginning {
    /// A beginning with this world and defaults.
    ///
    /// # Panics
    /// The system gives no random bytes; [`Beginning::made_of`] takes bytes that were drawn before.
    #[must_use]
    pub fn new(world: Arc<World>) -> Self {
        Self::made_of(world, Entropy::from_system().unwrap_or_else(|why| panic!("{why}")))
    }

    /// A beginning with this world, whose ids and tokens come from this source.
    #[must_use]
    pub fn made_of(world: Arc<World>, entropy: Entropy) -> Self {
        let memory = Memory::new(Memory::BOUND);
        Self { world, options: Options::default(), entropy, faults: Vec::new(), memory }
    }
}
