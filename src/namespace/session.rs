//! All that happens in a namespace between two resets.

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};

use crate::{
    api::Access,
    auth::Lockouts,
    domain::{Clock, IdSource},
    fault::{Faults, Throttle, rules},
    journal::Journal,
    store::{Known, Stamp, Store, World},
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
    /// The world that the session began with, whose secrets are searched for without a lock.
    world: Arc<World>,
    /// The secrets of worlds that were put in its place. What was written down before must not tell what is put later, and
    /// the clients of an earlier world still know its secrets.
    later: Mutex<Vec<Arc<Known>>>,
    has_later: AtomicBool,
}

impl Session {
    /// A session in which nothing has happened yet.
    #[must_use]
    pub fn new(beginning: &Beginning) -> Self {
        let clock = Clock::new(beginning.clock);
        let throttle = beginning.rate.map(|rate| Mutex::new(Throttle::new(rate, clock.now())));
        let faults = Faults::default();
        // They were checked when they were given.
        faults.replace(rules(beginning.faults.iter().cloned()).unwrap_or_default());
        Self {
            clock,
            ids: IdSource::new(beginning.id_seed, &beginning.entropy),
            faults,
            keeps_journal: beginning.journal.entries > 0,
            journal: Mutex::new(Journal::new(beginning.journal)),
            throttle,
            lockouts: Mutex::default(),
            store: RwLock::new(Store::new(beginning.world.clone())),
            world: beginning.world.clone(),
            later: Mutex::default(),
            has_later: AtomicBool::new(false),
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
        self.learn(store.base().known());
        let mut current = self.store.write();
        let tokens = std::mem::take(&mut current.tokens);
        *current = store;
        current.tokens = tokens;
    }
}

/// The secrets of so many worlds that were put are remembered; the oldest are forgotten.
const MOST_LATER: usize = 16;

impl Session {
    /// Remembers the secrets of a world that is put.
    fn learn(&self, known: &Arc<Known>) {
        let mut later = self.later.lock();
        if known.is_in(self.world.known()) || later.iter().any(|other| known.is_in(other)) {
            return;
        }
        if later.len() == MOST_LATER {
            later.remove(0);
        }
        later.push(Arc::clone(known));
        self.has_later.store(true, Ordering::Release);
    }

    /// A text without the secrets of this session: those of its worlds' users, and issued tokens.
    pub fn concealed<'a>(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        let mut concealed = self.world.known().concealed(text);
        if self.has_later.load(Ordering::Acquire) {
            for known in &*self.later.lock() {
                if let Cow::Owned(changed) = known.concealed(&concealed) {
                    concealed = Cow::Owned(changed);
                }
            }
        }
        concealed
    }

    /// The same of a text of characters.
    pub fn concealed_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.concealed(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            // Whole texts were replaced by others, so it still is one.
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
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
