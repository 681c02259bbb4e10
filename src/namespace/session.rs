//! All that happens in a namespace between two resets.

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use crate::{
    api::Access,
    auth::Lockouts,
    domain::{Clock, IdSource},
    fault::{Faults, Throttle, rules},
    journal::Journal,
    memory::{Kind, Memory, Share},
    store::{Stamp, Store, World},
};

use super::Beginning;

/// Store, journal, faults, clock and ids; a reset throws the whole of it away.
#[derive(Debug)]
pub struct Session {
    /// The time of this namespace.
    pub clock: Clock,
    /// The ids of this namespace.
    pub ids: IdSource,
    /// What should go wrong.
    pub faults: Faults,
    /// Whether anything is written down of what happens.
    pub keeps_journal: bool,
    /// What happened.
    pub journal: Mutex<Journal>,
    /// The limit on the rate of calls, if there is one.
    pub throttle: Option<Mutex<Throttle>>,
    /// The access keys that failed too often.
    pub lockouts: Mutex<Lockouts>,
    store: RwLock<Store>,
    memory: Arc<Memory>,
}

impl Session {
    /// A session in which nothing has happened yet.
    #[must_use]
    pub fn new(beginning: &Beginning) -> Self {
        let clock = Clock::new(beginning.clock);
        let throttle = beginning.rate.map(|rate| Mutex::new(Throttle::new(rate, clock.now())));
        let faults = Faults::default();
        // They were checked when they were given, and nothing is refused that is not counted yet.
        _ = faults.replace(rules(beginning.faults.iter().cloned()).unwrap_or_default());
        let share = |kind| Share::of(&beginning.memory, kind);
        Self {
            clock,
            ids: IdSource::new(beginning.id_seed),
            faults: faults.counted_in(share(Kind::Faults)),
            keeps_journal: beginning.journal.entries > 0,
            journal: Mutex::new(Journal::new(beginning.journal).counted_in(share(Kind::Journal))),
            throttle,
            lockouts: Mutex::default(),
            store: RwLock::new(Store::new(beginning.world.clone()).counted_in(share(Kind::State))),
            memory: Arc::clone(&beginning.memory),
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

    /// Swaps in another store. Tokens that were issued stay good: they belong to the clients, not to the state.
    pub fn replace(&self, store: Store) {
        let mut current = self.store.write();
        let tokens = std::mem::take(&mut current.tokens);
        let before = std::mem::replace(&mut *current, store);
        current.tokens = tokens;
        drop(current);
        // Whoever waits for the lock does not wait until all of it is given back.
        drop(before);
    }

    /// Makes a world the present.
    pub fn put(&self, world: Arc<World>) {
        self.replace(Store::new(world).counted_in(Share::of(&self.memory, Kind::State)));
    }
}

impl Access for Session {
    fn read(&self, visit: &mut dyn FnMut(&Store)) {
        visit(&self.store.read());
    }

    fn write(&self, visit: &mut dyn FnMut(&mut Store)) {
        let mut store = self.store.write();
        visit(&mut store);
        store.settle();
    }
}
