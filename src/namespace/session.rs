//! All that happens in a namespace between two resets.

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
    /// The world that the session began with, whose secrets are searched for without a lock.
    world: Arc<World>,
    /// The secrets of worlds that were put in its place. What was written down before must not tell what is put later, and
    /// the clients of an earlier world still know its secrets.
    later: Mutex<Vec<Arc<Known>>>,
    has_later: AtomicBool,
    memory: Arc<Memory>,
    /// Whether another session goes on with the state.
    is_succeeded: AtomicBool,
    present: Arc<RwLock<Present>>,
}

/// The state with what tells whether it is still the one that somebody has seen. Sessions that go on with what one had
/// share it: a request that began before writes where everybody looks.
#[derive(Debug)]
struct Present {
    store: Store,
    /// How often the store was lent out for a change, so that a step that takes long notices whether it was overtaken.
    version: u64,
}

impl Session {
    /// A session in which nothing has happened yet.
    #[must_use]
    pub fn new(beginning: &Beginning) -> Self {
        let clock = Clock::new(beginning.options.clock);
        let throttle = beginning.options.rate_limit.map(|rate| Mutex::new(Throttle::new(rate, clock.now())));
        let faults = Faults::default();
        // They were checked when they were given, and nothing is refused that is not counted yet.
        _ = faults.replace(rules(beginning.faults.iter().cloned(), Duration::MAX).unwrap_or_default());
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

    /// The mark that a new request leaves on what it changes.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { time: self.clock.now(), request_id: self.ids.request_id() }
    }

    /// Looks at the store. Everybody else waits who wants to change it; whatever takes long looks at a [view](Self::view).
    pub fn look<R>(&self, look: impl FnOnce(&Store) -> R) -> R {
        look(&self.present.read().store)
    }

    /// The state as it is now, to be read when no lock is held any more.
    #[must_use]
    pub fn view(&self) -> Store {
        self.look(Store::view)
    }

    /// Swaps in another store; gives the one before, to be dropped when no lock is held. Tokens that were issued stay good:
    /// they belong to the clients, not to the state.
    pub fn replace(&self, mut store: Store) -> Store {
        self.learn(store.base().known());
        let mut present = self.present.write();
        store.tokens = std::mem::take(&mut present.store.tokens);
        present.version += 1;
        std::mem::replace(&mut present.store, store)
    }

    /// Makes a world the present; gives the store before.
    pub fn put(&self, world: Arc<World>) -> Store {
        self.replace(Store::new(world).counted_in(Share::of(&self.memory, Kind::State)))
    }

    /// The state as it is now, with what tells whether it is still the same later.
    pub(super) fn versioned_view(&self) -> (Store, u64) {
        let present = self.present.read();
        (present.store.view(), present.version)
    }

    /// Lets a session that begins with a world go on with the state, if nobody has changed that since a version.
    pub(super) fn succeeded_by(&self, beginning: &Beginning, version: u64) -> Option<(Arc<Self>, Store)> {
        self.learn(beginning.world.known());
        let successor = Self::new(beginning);
        let mut present = self.present.write();
        (present.version == version).then(|| self.hand_over(&mut present, successor))
    }

    /// The same with a beginning that is made of the state while nobody changes it.
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

    /// Puts the successor's state in the place of the present one, which both share from then on.
    fn hand_over(&self, present: &mut Present, mut successor: Self) -> (Arc<Self>, Store) {
        let begun = std::mem::replace(&mut successor.present, Arc::clone(&self.present));
        let begun = Arc::into_inner(begun).expect("nobody has seen the successor").into_inner();
        present.version += 1;
        self.is_succeeded.store(true, Ordering::Release);
        (Arc::new(successor), std::mem::replace(&mut present.store, begun.store))
    }

    /// Whether another session goes on with the state, so that what happens is to be written down there.
    #[must_use]
    pub fn is_succeeded(&self) -> bool {
        self.is_succeeded.load(Ordering::Acquire)
    }

    /// Whether both have the same state.
    #[must_use]
    pub fn shares_state_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.present, &other.present)
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
        visit(&self.present.read().store);
    }

    fn write(&self, visit: &mut dyn FnMut(&mut Store)) {
        let mut present = self.present.write();
        present.version += 1;
        visit(&mut present.store);
        present.store.settle();
    }
}
