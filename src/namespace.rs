//! The state of one test: everything that a reset forgets, and the only lock.

mod name;
mod reclaim;
mod registry;
mod session;

pub use name::Name;
pub use registry::{Full, Namespaces, Summary};
pub use session::Session;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};

use crate::{
    domain::Timestamp,
    fault::{Rate, RuleFile},
    journal::Capacity,
    memory::{Full as MemoryFull, Kind, Memory},
    store::{Store, World},
};

/// What a session starts with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The world that is remembered.
    pub world: Arc<World>,
    /// Where the clock stands, if it does.
    pub clock: Option<Timestamp>,
    /// What the ids are made from, if they are to repeat themselves.
    pub id_seed: Option<u64>,
    /// How much the journal keeps.
    pub journal: Capacity,
    /// How many calls a second are allowed, if not any number.
    pub rate: Option<Rate>,
    /// The faults that are there from the beginning.
    pub faults: Vec<RuleFile>,
    /// What all that is kept is counted in; one for the whole server.
    pub memory: Arc<Memory>,
}

impl Beginning {
    /// A beginning with this world and nothing out of the ordinary.
    #[must_use]
    pub fn new(world: Arc<World>) -> Self {
        Self {
            world,
            clock: None,
            id_seed: None,
            journal: Capacity::default(),
            rate: None,
            faults: Vec::new(),
            memory: Memory::new(Memory::BOUND),
        }
    }
}

/// Why the present is not kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoSnapshot {
    /// There are as many snapshots as there may be: so many.
    TooMany(usize),
    /// There is no room in memory.
    Memory(MemoryFull),
}

/// So many snapshots are kept in a namespace.
const MOST_SNAPSHOTS: usize = 100;

/// A place with a state of its own.
#[derive(Debug)]
pub struct Namespace {
    /// Its name; the default one has none.
    name: Option<Name>,
    /// What every token that is issued here begins with.
    token_prefix: String,
    beginning: RwLock<Beginning>,
    session: RwLock<Arc<Session>>,
    snapshots: Mutex<BTreeMap<String, Store>>,
    /// When it was last used, in milliseconds after the server's start.
    last_used: AtomicU64,
}

impl Namespace {
    /// A namespace in which nothing has happened yet.
    #[must_use]
    pub fn new(name: Option<Name>, beginning: Beginning) -> Self {
        let session = RwLock::new(Arc::new(Session::new(&beginning)));
        let token_prefix = name.as_ref().map_or_else(String::new, |name| format!("ns-{name}-"));
        Self {
            name,
            token_prefix,
            beginning: RwLock::new(beginning),
            session,
            snapshots: Mutex::default(),
            last_used: AtomicU64::new(0),
        }
    }

    /// The name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or(Name::DEFAULT, Name::as_str)
    }

    /// Whether it is the one that requests without a name use.
    #[must_use]
    pub const fn is_default(&self) -> bool {
        self.name.is_none()
    }

    /// What every token that is issued here begins with.
    #[must_use]
    pub fn token_prefix(&self) -> &str {
        &self.token_prefix
    }

    /// The state as it is now. A request keeps the one that it began with, whatever is swapped in meanwhile.
    #[must_use]
    pub fn session(&self) -> Arc<Session> {
        Arc::clone(&self.session.read())
    }

    /// The store that a reset returns to.
    #[must_use]
    pub fn seed_store(&self) -> Store {
        Store::new(Arc::clone(&self.beginning.read().world))
    }

    /// Forgets everything, in one swap. Snapshots stay.
    pub fn reset(&self) {
        let session = Session::new(&self.beginning.read());
        *self.session.write() = Arc::new(session);
    }

    /// Makes a world what the namespace begins with, and begins anew.
    pub fn begin_with(&self, world: Arc<World>) {
        self.beginning.write().world = world;
        self.reset();
    }

    /// Makes a world the present; a reset still returns to the beginning.
    pub fn put(&self, world: Arc<World>) {
        self.session().put(world);
    }

    /// Keeps the present under a name.
    ///
    /// # Errors
    /// There are too many snapshots, or there is no room in memory.
    pub fn take_snapshot(&self, name: &str) -> Result<(), NoSnapshot> {
        let present = self.session().look(|store| store.copy(Kind::Snapshots)).map_err(NoSnapshot::Memory)?;
        let mut snapshots = self.snapshots.lock();
        if snapshots.len() >= MOST_SNAPSHOTS && !snapshots.contains_key(name) {
            return Err(NoSnapshot::TooMany(MOST_SNAPSHOTS));
        }
        snapshots.insert(name.to_owned(), present);
        Ok(())
    }

    /// The store that was kept under a name.
    #[must_use]
    pub fn snapshot(&self, name: &str) -> Option<Store> {
        self.snapshots.lock().get(name).cloned()
    }

    /// The names of the snapshots.
    #[must_use]
    pub fn snapshot_names(&self) -> Vec<String> {
        self.snapshots.lock().keys().cloned().collect()
    }

    /// Forgets a snapshot; says whether there was one.
    pub fn forget_snapshot(&self, name: &str) -> bool {
        self.snapshots.lock().remove(name).is_some()
    }

    /// Makes a snapshot the present, in one swap; says whether there is one.
    ///
    /// # Errors
    /// There is no room for a second one of it in memory.
    pub fn restore(&self, name: &str) -> Result<bool, MemoryFull> {
        let copy = self.snapshots.lock().get(name).map(|store| store.copy(Kind::State)).transpose()?;
        let is_there = copy.is_some();
        if let Some(store) = copy {
            self.session().replace(store);
        }
        Ok(is_there)
    }

    /// Notes that the namespace is used.
    fn touch(&self, now: u64) {
        self.last_used.store(now, Ordering::Relaxed);
    }

    fn last_used(&self) -> u64 {
        self.last_used.load(Ordering::Relaxed)
    }
}
