//! All that happens in a namespace between two resets.

use parking_lot::{Mutex, RwLock};

use crate::{
    api::Access,
    auth::Lockouts,
    domain::{Clock, IdSource},
    store::{Stamp, Store},
};

use super::Beginning;

/// Store, clock and ids; a reset throws the whole of it away.
#[derive(Debug)]
pub struct Session {
    /// The time of this namespace.
    pub clock: Clock,
    /// The ids of this namespace.
    pub ids: IdSource,
    /// The access keys that failed too often.
    pub lockouts: Mutex<Lockouts>,
    store: RwLock<Store>,
}

impl Session {
    /// A session in which nothing has happened yet.
    #[must_use]
    pub fn new(beginning: &Beginning) -> Self {
        Self {
            clock: Clock::new(beginning.clock),
            ids: IdSource::new(beginning.id_seed),
            lockouts: Mutex::default(),
            store: RwLock::new(Store::new(beginning.world.clone())),
        }
    }

    /// The mark that a new request leaves on what it changes.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { time: self.clock.now(), request_id: self.ids.request_id() }
    }

    /// Looks at the store.
    pub fn look<R>(&self, look: impl FnOnce(&Store) -> R) -> R {
        look(&self.store.read())
    }
}

impl Access for Session {
    fn read(&self, visit: &mut dyn FnMut(&Store)) {
        visit(&self.store.read());
    }

    fn write(&self, visit: &mut dyn FnMut(&mut Store)) {
        visit(&mut self.store.write());
    }
}
