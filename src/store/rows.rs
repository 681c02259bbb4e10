//! The rows of a matrix: who, and what they may do, with the last change of each.

use crate::domain::{Permission, Permissions};

use super::Stamp;

/// Rows in the order of their keys: role ids, or user ids.
#[derive(Clone, Debug)]
pub struct Rows<K, P: Permission> {
    rows: Box<[(K, Permissions<P>)]>,
    /// Only rows that were changed since the seed are here, so that a large seed stays small.
    #[expect(clippy::box_collection, reason = "eight bytes in each of the many rows that never change")]
    changed: Option<Box<Vec<(K, Stamp)>>>,
}

impl<K, P: Permission> Default for Rows<K, P> {
    fn default() -> Self {
        Self { rows: Box::default(), changed: None }
    }
}

impl<K: Ord + Clone, P: Permission> Rows<K, P> {
    /// Whether there is no row at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of this key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<Permissions<P>> {
        self.position(key).ok().map(|index| self.rows[index].1)
    }

    /// The rows in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &(K, Permissions<P>)> {
        self.rows.iter()
    }

    /// When and by which request the row of this key was last changed, if it was since the seed.
    #[must_use]
    pub fn last_change(&self, key: &K) -> Option<Stamp> {
        self.changed.as_ref()?.iter().find(|(changed, _)| changed == key).map(|(_, stamp)| *stamp)
    }

    /// Sets the row of a key.
    pub fn set(&mut self, key: K, permissions: Permissions<P>, stamp: Stamp) {
        match self.position(&key) {
            Ok(index) => self.rows[index].1 = permissions,
            Err(index) => {
                let mut rows = std::mem::take(&mut self.rows).into_vec();
                rows.insert(index, (key.clone(), permissions));
                self.rows = rows.into();
            }
        }
        self.note(key, stamp);
    }

    /// Removes the row of a key.
    pub fn remove(&mut self, key: &K, stamp: Stamp) {
        if let Ok(index) = self.position(key) {
            let mut rows = std::mem::take(&mut self.rows).into_vec();
            rows.remove(index);
            self.rows = rows.into();
            self.note(key.clone(), stamp);
        }
    }

    fn note(&mut self, key: K, stamp: Stamp) {
        let changed = self.changed.get_or_insert_default();
        match changed.iter_mut().find(|(changed, _)| *changed == key) {
            Some((_, last)) => *last = stamp,
            None => changed.push((key, stamp)),
        }
    }

    fn position(&self, key: &K) -> Result<usize, usize> {
        self.rows.binary_search_by(|(other, _)| other.cmp(key))
    }
}

impl<K: Ord + Clone, P: Permission> FromIterator<(K, Permissions<P>)> for Rows<K, P> {
    fn from_iter<I: IntoIterator<Item = (K, Permissions<P>)>>(rows: I) -> Self {
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort_by(|(left, _), (right, _)| left.cmp(right));
        Self { rows: rows.into(), changed: None }
    }
}
