//! Everything that happens in a namespace between two resets.

use std::time::Duration;
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
    memory::{Kind, Memory, Share},
    store::{Known, Stamp, Store, World},
};

use super::Beginning;

/// Store, journal, faults, clock and ids; a reset discards all of it.
#[derive(Debug)]
pub struct Session {
    /// The time of this namespace.
    pub clock: Clock,
    /// The ids of this namespace.
    pub ids: IdSource,
    /// The fault rules.
    pub faults: Faults,
    /// Whether exchanges are recorded.
    pub keeps_journal: bool,
    /// The recorded exchanges.
    pub journal: Mutex<Journal>,
    /// The limit on the rate of calls, if there is one.
    pub throttle: Option<Mutex<Throttle>>,
    /// The access keys that failed too often.
    pub lockouts: Mutex<Lockouts>,
    /// The world that the session began with; its secrets are searched for without a lock.
    world: Arc<World>,
    /// The secrets of worlds that replaced it. Earlier records must not reveal later secrets, and clients of an earlier
    /// world still know its secrets.
    later: Mutex<Vec<Arc<Known>>>,
    has_later: AtomicBool,
    memory: Arc<Memory>,
    /// Whether another session has taken over the state.
    is_succeeded: AtomicBool,
    present: Arc<RwLock<Present>>,
}

/// The state, with a version that shows whether it has changed. Sessions that take over a state share it: a request
/// that began before the takeover writes where everybody reads.
#[derive(Debug)]
struct Present {
    store: Store,
    /// How often the store was lent out for a change, so that a long step notices a concurrent one.
    version: u64,
}

impl Session {
    /// A session in which nothing has happened yet.
    #[must_use]
    pub fn new(beginning: &Beginning) -> Self {
        let clock = Clock::new(beginning.options.clock);
        let throttle = beginning.options.rate_limit.map(|rate| Mutex::new(Throttle::new(rate, clock.now())));
        let faults = Faults::default();
        let ruled =
            rules(beginning.faults.iter().cloned(), Duration::MAX).expect("they were checked when they were set");
        faults.replace(ruled).expect("nothing is refused that is not counted yet");
        let share = |kind| Share::of(&beginning.memory, kind);
        let store = Store::new(beginning.world.clone()).counted_in(share(Kind::State));
        Self {
            clock,
            ids: IdSource::new(beginning.options.id_seed, &beginning.entropy),
            faults: faults.counted_in(share(Kind::Faults)),
            keeps_journal: beginning.options.journal.entries > 0,
            journal: Mutex::new(Journal::new(beginning.options.journal).counted_in(share(Kind::Journal))),
            throttle,
            lockouts: Mutex::default(),
            present: Arc::new(RwLock::new(Present { store, version: 0 })),
            world: beginning.world.clone(),
            later: Mutex::default(),
            has_later: AtomicBool::new(false),
            memory: Arc::clone(&beginning.memory),
            is_succeeded: AtomicBool::new(false),
        }
    }

    /// The stamp of a new request on what it changes.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { time: self.clock.now(), request_id: self.ids.request_id() }
    }

    /// Reads the store. Writers wait meanwhile; for anything long use a [view](Self::view).
    pub fn look<R>(&self, look: impl FnOnce(&Store) -> R) -> R {
        look(&self.present.read().store)
    }

    /// The present state, to be read without a lock.
    #[must_use]
    pub fn view(&self) -> Store {
        self.look(Store::view)
    }

    /// Swaps in another store; returns the one before, to be dropped without a lock. Issued tokens stay valid: they
    /// belong to the clients, not to the state.
    pub fn replace(&self, mut store: Store) -> Store {
        self.learn(store.base().known());
        let mut present = self.present.write();
        store.tokens = std::mem::take(&mut present.store.tokens);
        present.version += 1;
        std::mem::replace(&mut present.store, store)
    }

    /// Makes a world the present; returns the store before.
    pub fn put(&self, world: Arc<World>) -> Store {
        self.replace(Store::new(world).counted_in(Share::of(&self.memory, Kind::State)))
    }

    /// The present state, with its version.
    pub(super) fn versioned_view(&self) -> (Store, u64) {
        let present = self.present.read();
        (present.store.view(), present.version)
    }

    /// Lets a session that begins with a world take over the state, if that has not changed since a version.
    pub(super) fn succeeded_by(&self, beginning: &Beginning, version: u64) -> Option<(Arc<Self>, Store)> {
        self.learn(beginning.world.known());
        let successor = Self::new(beginning);
        let mut present = self.present.write();
        (present.version == version).then(|| self.hand_over(&mut present, successor))
    }

    /// The same with a beginning that is made from the state under the lock.
    pub(super) fn succeeded_by_what<E>(
        &self,
        make: impl FnOnce(&Store) -> Result<Beginning, E>,
    ) -> Result<(Arc<Self>, Store, Beginning), E> {
        let mut present = self.present.write();
        let beginning = make(&present.store)?;
        self.learn(beginning.world.known());
        let (successor, before) = self.hand_over(&mut present, Self::new(&beginning));
        Ok((successor, before, beginning))
    }

    /// Replaces the present state with the successor's; both sessions share it from then on.
    fn hand_over(&self, present: &mut Present, mut successor: Self) -> (Arc<Self>, Store) {
        let begun = std::mem::replace(&mut successor.present, Arc::clone(&self.present));
        let begun = Arc::into_inner(begun).expect("nobody has seen the successor").into_inner();
        present.version += 1;
        self.is_succeeded.store(true, Ordering::Release);
        (Arc::new(successor), std::mem::replace(&mut present.store, begun.store))
    }

    /// Whether another session has taken over the state, so that exchanges are to be recorded there.
    #[must_use]
    pub fn is_succeeded(&self) -> bool {
        self.is_succeeded.load(Ordering::Acquire)
    }

    /// Whether both share the same state.
    #[must_use]
    pub fn shares_state_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.present, &other.present)
    }
}

/// The most worlds whose secrets are remembered; the oldest are dropped.
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

    /// The same for a string.
    pub fn concealed_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.concealed(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            // Whole strings were replaced by others, so it is still valid UTF-8.
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

impl Access for Session {
    fn read(&self, visit: &mut dyn FnMut(&Store)) {
        visit(&self.present.read().store);
    }

    fn write(&self, visit: &mut dyn FnMut(&mut Store)) {
        let mut present = self.present.write();
        present.version += 1;
        visit(&mut present.store);
        present.store.settle();
    }
}
