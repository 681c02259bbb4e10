//! Entities that were changed, over an immutable table of those that were not.

use std::{hash::Hash, sync::Arc};

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::memory::allocation;

use super::size::Kept;

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
pub(super) struct Changed<K, V> {
    table: Table<K, Arc<V>>,
    /// How many bytes the entities keep elsewhere, but for the open one.
    heap: usize,
    /// The entity that was lent to be changed: it is counted when another one is lent.
    open: Option<usize>,
}

impl<K, V> Default for Changed<K, V> {
    fn default() -> Self {
        Self { table: Table::default(), heap: 0, open: None }
    }
}

impl<K: Eq + Hash + Clone + Kept, V: Clone + Kept> Changed<K, V> {
    /// How many bytes a table of entities takes.
    pub(super) fn size_of(table: &Table<K, V>) -> usize {
        room::<K, V>(table.capacity()) + table.iter().map(|(id, entity)| id.heap() + entity.heap()).sum::<usize>()
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        room::<K, Arc<V>>(self.table.capacity()) + self.heap + self.open.map_or(0, |index| self.heap_of(index))
    }

    /// By how many bytes the table grows when it gets so many entities more.
    pub(super) fn growth(&self, more: usize) -> usize {
        let (capacity, needed) = (self.table.capacity(), self.table.len() + more);
        let of_table = if needed <= capacity {
            0
        } else {
            // The room of the index grows to less than twice what is needed, and the entities get as much.
            room::<K, Arc<V>>(2 * needed.max(4)) - room::<K, Arc<V>>(capacity)
        };
        of_table + more * shared::<V>()
    }

    fn heap_of(&self, index: usize) -> usize {
        self.table.get_index(index).map_or(0, |(id, entity)| kept(id, &**entity))
    }

    /// Counts the open entity.
    fn close(&mut self) {
        if let Some(index) = self.open.take() {
            self.heap += self.heap_of(index);
        }
    }

    /// The ids of all entities; one that was changed is there twice.
    pub(super) fn ids<'a>(&'a self, base: &'a Table<K, V>) -> impl Iterator<Item = &'a K> {
        self.table.keys().chain(base.keys())
    }

    /// How many entities differ.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// Where an entity is kept, if it is known.
    pub(super) fn find(&self, base: &Table<K, V>, id: &K) -> Option<Slot> {
        self.table.get_index_of(id).map(Slot::Own).or_else(|| base.get_index_of(id).map(Slot::Base))
    }

    /// The entity in a slot.
    pub(super) fn at<'a>(&'a self, base: &'a Table<K, V>, slot: Slot) -> &'a V {
        match slot {
            Slot::Base(index) => &base[index],
            Slot::Own(index) => &self.table[index],
        }
    }

    /// The entity in a slot, copied out of the base on its first change; the slot follows it.
    pub(super) fn at_mut(&mut self, base: &Table<K, V>, slot: &mut Slot) -> &mut V {
        if let Slot::Base(index) = *slot {
            let (id, entity) = base.get_index(index).expect("a slot is made by `find`, and the base never shrinks");
            let (id, entity) = (id.clone(), Arc::new(entity.clone()));
            self.heap += kept(&id, &*entity);
            *slot = Slot::Own(self.table.insert_full(id, entity).0);
        }
        let (Slot::Own(index) | Slot::Base(index)) = *slot;
        if self.open != Some(index) {
            self.close();
            self.heap -= self.heap_of(index);
            self.open = Some(index);
        }
        Arc::make_mut(&mut self.table[index])
    }

    /// Adds an entity.
    pub(super) fn insert(&mut self, id: K, entity: V) {
        let entity = Arc::new(entity);
        self.heap += kept(&id, &*entity);
        self.table.insert(id, entity);
    }

    /// Forgets all entities that were added after the first `length` ones.
    pub(super) fn truncate(&mut self, length: usize) {
        if length == self.table.len() {
            return;
        }
        self.close();
        self.heap -= (length..self.table.len()).map(|index| self.heap_of(index)).sum::<usize>();
        self.table.truncate(length);
        self.table.shrink_to_fit();
    }

    /// Every entity as it is now, in the order of the ids.
    pub(super) fn all<'a>(&'a self, base: &'a Table<K, V>) -> Vec<(&'a K, &'a V)>
    where
        K: Ord,
    {
        let unchanged = base.iter().filter(|(id, _)| !self.table.contains_key(*id));
        let mut all: Vec<_> = unchanged.chain(self.table.iter().map(|(id, own)| (id, &**own))).collect();
        all.sort_unstable_by_key(|(left, _)| *left);
        all
    }
}

/// How many bytes room for so many entities takes: the entities, and the index by their hashes.
const fn room<K, V>(capacity: usize) -> usize {
    allocation(capacity * (size_of::<(K, V)>() + size_of::<u64>())) + allocation(capacity * 2 * size_of::<usize>())
}

/// How many bytes an entity takes that is shared, but for what it keeps elsewhere: itself, and two counts.
const fn shared<V>() -> usize {
    allocation(size_of::<V>() + 2 * size_of::<usize>())
}

/// How many bytes an entity takes beside its place in the table.
fn kept<K: Kept, V: Kept>(id: &K, entity: &V) -> usize {
    shared::<V>() + id.heap() + entity.heap()
}
