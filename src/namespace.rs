//! The state of one test: everything that a reset discards, and the only place with locks.

mod beginning;
mod name;
mod options;
mod reclaim;
mod registry;
mod session;

pub use beginning::Beginning;
pub use name::Name;
pub use options::{Bounds, Options};
pub use registry::{Full, Namespaces, Summary};
pub use session::Session;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::{Mutex, RwLock, RwLockWriteGuard};

use crate::{
    memory::{Full as MemoryFull, Kind},
    store::{Store, World},
};

/// How often a merge is tried without holding a lock.
const TRIES: usize = 4;

/// Why the present state is not kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoSnapshot {
    /// There are already as many snapshots as allowed.
    TooMany(usize),
    /// There is no room in memory.
    Memory(MemoryFull),
}

/// The most snapshots of a namespace.
const MOST_SNAPSHOTS: usize = 100;

/// A place with its own state.
#[derive(Debug)]
pub struct Namespace {
    /// Its name; the default one has none.
    name: Option<Name>,
    /// The prefix of every token that is issued here.
    token_prefix: String,
    // Whoever takes more than one lock takes them in this order, and the session's own last.
    snapshots: Mutex<BTreeMap<String, Store>>,
    beginning: RwLock<Beginning>,
    session: RwLock<Arc<Session>>,
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

    /// The prefix of every token that is issued here.
    #[must_use]
    pub fn token_prefix(&self) -> &str {
        &self.token_prefix
    }

    /// The present state. A request keeps the session that it began with, whatever is swapped in meanwhile.
    #[must_use]
    pub fn session(&self) -> Arc<Session> {
        Arc::clone(&self.session.read())
    }

    /// The store that a reset returns to.
    #[must_use]
    pub fn seed_store(&self) -> Store {
        Store::new(Arc::clone(&self.beginning.read().world))
    }

    /// About how many entities a document of the namespace goes through.
    #[must_use]
    pub fn size(&self) -> usize {
        let kept = self.snapshots.lock().values().map(Store::entities).max().unwrap_or(0);
        let begun = self.beginning.read().world.entities();
        self.session().look(Store::entities).max(begun).max(kept)
    }

    /// Discards everything in one swap. Snapshots stay. Returns the old session, so that a caller that must not wait
    /// can drop it elsewhere.
    pub fn reset(&self) -> Arc<Session> {
        // Held until the swap, so that the session starts from the latest beginning even under concurrent changes.
        let beginning = self.beginning.read();
        self.begin(Session::new(&beginning))
    }

    /// Makes a world the beginning of the namespace, and resets it.
    pub fn begin_with(&self, world: Arc<World>) {
        let mut beginning = self.beginning.write();
        let before = std::mem::replace(&mut beginning.world, world);
        let session = self.begin(Session::new(&beginning));
        drop(beginning);
        // A large world takes long to drop, and no lock is held for that.
        drop((before, session));
    }

    /// Makes the present, with something laid over it, the beginning of the namespace, and resets it. This is one step:
    /// no concurrent merge or write is lost.
    ///
    /// The new world is made without a lock, and made again if the present has changed meanwhile. After several tries
    /// it is made under the lock.
    ///
    /// # Errors
    /// The result is not a valid world; nothing has changed.
    pub fn merge<E>(&self, lay: impl Fn(&Store) -> Result<World, E>) -> Result<(), E> {
        for _ in 0..TRIES {
            let session = self.session();
            let (view, version) = session.versioned_view();
            if self.succeed(&session, version, Arc::new(lay(&view)?)) {
                return Ok(());
            }
        }
        let beginning = self.beginning.write();
        let made = self.session().succeeded_by_what(|present| {
            let world = Arc::new(lay(present)?);
            Ok(Beginning { world, ..beginning.clone() })
        });
        let (successor, before, next) = made?;
        self.go_on(beginning, next, (successor, before));
        Ok(())
    }

    /// Resets to a world that was made from a session's state, if that is still the present; returns whether it is.
    fn succeed(&self, session: &Arc<Session>, version: u64, world: Arc<World>) -> bool {
        let beginning = self.beginning.write();
        let next = Beginning { world, ..beginning.clone() };
        let is_present = Arc::ptr_eq(&self.session(), session);
        let Some(handed_over) = is_present.then(|| session.succeeded_by(&next, version)).flatten() else {
            return false;
        };
        self.go_on(beginning, next, handed_over);
        true
    }

    /// Continues with a successor and its beginning. The old state takes long to drop, and no lock is held for that.
    fn go_on(
        &self,
        mut beginning: RwLockWriteGuard<'_, Beginning>,
        next: Beginning,
        (successor, before): (Arc<Session>, Store),
    ) {
        let unneeded = (self.begin_as(successor), before, std::mem::replace(&mut *beginning, next));
        drop(beginning);
        drop(unneeded);
    }

    fn begin(&self, session: Session) -> Arc<Session> {
        self.begin_as(Arc::new(session))
    }

    fn begin_as(&self, session: Arc<Session>) -> Arc<Session> {
        std::mem::replace(&mut *self.session.write(), session)
    }

    /// Makes a world the present; a reset still returns to the beginning.
    pub fn put(&self, world: Arc<World>) {
        drop(self.session().put(world));
    }

    /// Keeps the present under a name.
    ///
    /// # Errors
    /// There are too many snapshots, or there is no room in memory.
    pub fn take_snapshot(&self, name: &str) -> Result<(), NoSnapshot> {
        // Locked before the present is read: of two concurrent calls the later one is kept, with the state that it has
        // read.
        let mut snapshots = self.snapshots.lock();
        if snapshots.len() >= MOST_SNAPSHOTS && !snapshots.contains_key(name) {
            return Err(NoSnapshot::TooMany(MOST_SNAPSHOTS));
        }
        let present = self.session().look(|store| store.copy(Kind::Snapshots)).map_err(NoSnapshot::Memory)?;
        let before = snapshots.insert(name.to_owned(), present);
        drop(snapshots);
        drop(before);
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

    /// Removes a snapshot; returns whether there was one.
    pub fn forget_snapshot(&self, name: &str) -> bool {
        let forgotten = self.snapshots.lock().remove(name);
        forgotten.is_some()
    }

    /// Makes a snapshot the present, in one swap; returns whether there is one.
    ///
    /// # Errors
    /// There is no room in memory for a second copy of it.
    pub fn restore(&self, name: &str) -> Result<bool, MemoryFull> {
        // Held until the swap: a concurrent snapshot is taken before it or after it, never in between.
        let snapshots = self.snapshots.lock();
        let copy = snapshots.get(name).map(|store| store.copy(Kind::State)).transpose()?;
        let before = copy.map(|store| self.session().replace(store));
        drop(snapshots);
        Ok(before.is_some())
    }

    /// Records that the namespace is used.
    fn touch(&self, now: u64) {
        self.last_used.store(now, Ordering::Relaxed);
    }

    fn last_used(&self) -> u64 {
        self.last_used.load(Ordering::Relaxed)
    }
}
