//! Entities of one kind: an immutable table of those that were not changed, and those that were.

use std::{hash::Hash, ops::Deref, sync::Arc};

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::memory::allocation;

use super::kept::Kept;

/// Entities by their ids. A request looks one up more than once, so the hash is a fast one; each table has its own seed.
pub(super) type Table<K, V> = IndexMap<K, V, RandomState>;

/// The entities of one kind. Each that differs from the base is shared with the views that were taken of it until it changes
/// again, so that a view of very many costs little under the lock.
#[derive(Clone, Debug)]
pub struct Entities<K, V> {
    base: Arc<Table<K, V>>,
    own: Table<K, Arc<V>>,
    /// How many bytes the own entities take beside their places in the table, but for what one that is lent keeps elsewhere.
    heap: usize,
}

/// Where an entity is kept; entities are never removed while one is lent.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Unchanged, in the base.
    Base(usize),
    /// Changed or added since.
    Own(usize),
}

impl<K: Kept + Clone + Ord + Hash, V: Kept + Clone> Entities<K, V> {
    /// The entities of a base, none of which was changed yet.
    pub(super) fn over(base: Arc<Table<K, V>>) -> Self {
        Self { base, own: Table::default(), heap: 0 }
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        room::<K, Arc<V>>(self.own.capacity()) + self.heap
    }

    /// By how many bytes it grows when so many more entities differ, beside what they keep elsewhere.
    pub(super) fn growth(&self, more: usize) -> usize {
        let (capacity, needed) = (self.own.capacity(), self.own.len() + more);
        let of_table = if needed <= capacity {
            0
        } else {
            // The room of the index grows to less than twice what is needed, and the entities get as much.
            room::<K, Arc<V>>(2 * needed.max(4)) - room::<K, Arc<V>>(capacity)
        };
        of_table + more * shared::<V>()
    }

    /// How many entities differ from the base.
    pub(super) fn changed(&self) -> usize {
        self.own.len()
    }

    /// The ids of all entities; one that was changed is there twice.
    pub(super) fn ids(&self) -> impl Iterator<Item = &K> {
        self.own.keys().chain(self.base.keys())
    }

    /// The entity of this id.
    pub(super) fn get(&self, id: &K) -> Option<&V> {
        self.own(id).or_else(|| self.unchanged(id))
    }

    /// The entity of this id as the base has it.
    pub(super) fn unchanged(&self, id: &K) -> Option<&V> {
        self.base.get(id)
    }

    /// The entity of this id, if it differs from the base.
    pub(super) fn own(&self, id: &K) -> Option<&V> {
        self.own.get(id).map(|entity| &**entity)
    }

    /// Lends the entity of this id to be changed.
    pub(super) fn lend(&mut self, id: &K) -> Option<Lent<'_, K, V>> {
        let own = self.own.get_index_of(id).map(Place::Own);
        let place = own.or_else(|| self.base.get_index_of(id).map(Place::Base))?;
        Some(Lent { still: Some((self, place)), open: None })
    }

    /// Adds an entity, unless there is one of this id.
    pub(super) fn register(&mut self, id: K, entity: V) {
        if self.get(&id).is_none() {
            self.add(id, entity);
        }
    }

    /// Forgets all entities that differ beyond the first so many.
    pub(super) fn truncate(&mut self, length: usize) {
        if length == self.own.len() {
            return;
        }
        self.heap -= self.own[length..].iter().map(|(id, entity)| kept(id, &**entity)).sum::<usize>();
        self.own.truncate(length);
        self.own.shrink_to_fit();
    }

    /// Every entity as it is now, in the order of the ids.
    pub(super) fn all(&self) -> Vec<(&K, &V)> {
        let unchanged = self.base.iter().filter(|(id, _)| !self.own.contains_key(*id));
        let mut all: Vec<_> = unchanged.chain(self.own.iter().map(|(id, own)| (id, &**own))).collect();
        all.sort_unstable_by_key(|(left, _)| *left);
        all
    }

    fn add(&mut self, id: K, entity: V) -> usize {
        self.heap += kept(&id, &entity);
        self.own.insert_full(id, Arc::new(entity)).0
    }

    /// Opens an entity, copied out of the base or off the views that share it. What it keeps is counted when that is over.
    fn open(&mut self, place: Place) -> Open<'_, V> {
        let index = match place {
            Place::Own(index) => index,
            Place::Base(index) => {
                let (id, entity) = self.base.get_index(index).expect("it was found there, and the base never changes");
                let (id, entity) = (id.clone(), entity.clone());
                self.add(id, entity)
            }
        };
        let (entity, heap) = (&mut self.own[index], &mut self.heap);
        *heap -= entity.heap();
        Open { entity: Arc::make_mut(entity), heap }
    }
}

impl<K, V> Entities<K, V> {
    fn at(&self, place: Place) -> &V {
        match place {
            Place::Base(index) => &self.base[index],
            Place::Own(index) => &self.own[index],
        }
    }
}

/// An entity that is lent to be changed. It stays where it is until it is.
#[derive(Debug)]
pub(super) struct Lent<'a, K, V: Kept> {
    still: Option<(&'a mut Entities<K, V>, Place)>,
    open: Option<Open<'a, V>>,
}

#[derive(Debug)]
struct Open<'a, V: Kept> {
    entity: &'a mut V,
    heap: &'a mut usize,
}

impl<K: Kept + Clone + Ord + Hash, V: Kept + Clone> Lent<'_, K, V> {
    /// The entity, to be changed.
    pub(super) fn to_mut(&mut self) -> &mut V {
        let still = &mut self.still;
        let open = self.open.get_or_insert_with(|| {
            let (entities, place) = still.take().expect("what is not open is still where it was");
            entities.open(place)
        });
        open.entity
    }
}

impl<K, V: Kept> Deref for Lent<'_, K, V> {
    type Target = V;

    fn deref(&self) -> &V {
        match (&self.open, &self.still) {
            (Some(open), _) => open.entity,
            (None, Some((entities, place))) => entities.at(*place),
            (None, None) => unreachable!("what is not open is still where it was"),
        }
    }
}

impl<V: Kept> Drop for Open<'_, V> {
    fn drop(&mut self) {
        *self.heap += self.entity.heap();
    }
}

/// How many bytes a table of entities takes.
pub(super) fn size_of_table<K: Kept + Hash + Eq, V: Kept>(table: &Table<K, V>) -> usize {
    room::<K, V>(table.capacity()) + table.iter().map(|(id, entity)| id.heap() + entity.heap()).sum::<usize>()
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
