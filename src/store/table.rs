//! Entities that were changed, over an immutable table of those that were not.

use std::{hash::Hash, sync::Arc};

use foldhash::fast::RandomState;
use indexmap::IndexMap;

/// Entities by their ids. A request looks one up more than once, so the hash is a fast one; each table has its own seed.
pub(super) type Table<K, V> = IndexMap<K, V, RandomState>;

/// Where an entity is kept. Valid until the store is replaced; entities are never removed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Slot {
    /// Unchanged, in the base.
    Base(usize),
    /// Changed or added since.
    Own(usize),
}

/// The entities that differ from the base. Each is shared with the views that were taken of it until it changes again, so
/// that a view of very many costs little under the lock.
#[derive(Clone, Debug)]
pub(super) struct Changed<K, V>(Table<K, Arc<V>>);

impl<K, V> Default for Changed<K, V> {
    fn default() -> Self {
        Self(Table::default())
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Changed<K, V> {
    /// The ids of all entities; one that was changed is there twice.
    pub(super) fn ids<'a>(&'a self, base: &'a Table<K, V>) -> impl Iterator<Item = &'a K> {
        self.0.keys().chain(base.keys())
    }

    /// How many entities differ.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Where an entity is kept, if it is known.
    pub(super) fn find(&self, base: &Table<K, V>, id: &K) -> Option<Slot> {
        self.0.get_index_of(id).map(Slot::Own).or_else(|| base.get_index_of(id).map(Slot::Base))
    }

    /// The entity in a slot.
    pub(super) fn at<'a>(&'a self, base: &'a Table<K, V>, slot: Slot) -> &'a V {
        match slot {
            Slot::Base(index) => &base[index],
            Slot::Own(index) => &self.0[index],
        }
    }

    /// The entity in a slot, copied out of the base on its first change; the slot follows it.
    pub(super) fn at_mut(&mut self, base: &Table<K, V>, slot: &mut Slot) -> &mut V {
        if let Slot::Base(index) = *slot {
            let (id, entity) = base.get_index(index).expect("a slot is made by `find`, and the base never shrinks");
            *slot = Slot::Own(self.0.insert_full(id.clone(), Arc::new(entity.clone())).0);
        }
        let (Slot::Own(index) | Slot::Base(index)) = *slot;
        Arc::make_mut(&mut self.0[index])
    }

    /// Adds an entity.
    pub(super) fn insert(&mut self, id: K, entity: V) {
        self.0.insert(id, Arc::new(entity));
    }

    /// Forgets all entities that were added after the first `length` ones.
    pub(super) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// Every entity as it is now, in the order of the ids.
    pub(super) fn all<'a>(&'a self, base: &'a Table<K, V>) -> Vec<(&'a K, &'a V)>
    where
        K: Ord,
    {
        let unchanged = base.iter().filter(|(id, _)| !self.0.contains_key(*id));
        let mut all: Vec<_> = unchanged.chain(self.0.iter().map(|(id, own)| (id, &**own))).collect();
        all.sort_unstable_by_key(|(left, _)| *left);
        all
    }
}
