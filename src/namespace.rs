//! The state of one test: everything that a reset forgets, and the only lock.

mod session;

pub use session::Session;

use std::sync::Arc;

use parking_lot::RwLock;

use crate::{domain::Timestamp, store::World};

/// What a session starts with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The world that is remembered.
    pub world: Arc<World>,
    /// Where the clock stands, if it does.
    pub clock: Option<Timestamp>,
    /// What the ids are made from, if they are to repeat themselves.
    pub id_seed: Option<u64>,
}

/// A place with a state of its own.
#[derive(Debug)]
pub struct Namespace {
    beginning: Beginning,
    session: RwLock<Arc<Session>>,
}

impl Namespace {
    /// A namespace in which nothing has happened yet.
    #[must_use]
    pub fn new(beginning: Beginning) -> Self {
        let session = RwLock::new(Arc::new(Session::new(&beginning)));
        Self { beginning, session }
    }

    /// The state as it is now. A request keeps the one that it began with, whatever is swapped in meanwhile.
    #[must_use]
    pub fn session(&self) -> Arc<Session> {
        Arc::clone(&self.session.read())
    }

    /// Forgets everything, in one swap.
    pub fn reset(&self) {
        *self.session.write() = Arc::new(Session::new(&self.beginning));
    }
}
