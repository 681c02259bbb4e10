//! The rows of a matrix: who, and what they may do, with the last change of each.

use crate::{
    domain::{Permission, Permissions},
    memory::allocation,
};

use super::{Stamp, size::Kept};

/// Rows in the order of their keys: role ids, or user ids.
///
/// A large world has millions of rows, so one takes eight bytes; and a batch changes hundreds, so the stamp that they all
/// get is kept once, and a row has its place.
#[derive(Clone, Debug)]
pub struct Rows<K, P: Permission> {
    rows: Box<[Row<K, P>]>,
    /// The stamps of the rows that were changed since the seed.
    #[expect(clippy::box_collection, reason = "eight bytes in each of the many matrices that never change")]
    stamps: Option<Box<Vec<Stamp>>>,
}

#[derive(Clone, Copy, Debug)]
struct Row<K, P: Permission> {
    key: K,
    permissions: Permissions<P>,
    /// The place of its stamp, from 1; 0 for a row that is as in the seed.
    stamp: u16,
}

impl<K, P: Permission> Default for Rows<K, P> {
    fn default() -> Self {
        Self { rows: Box::default(), stamps: None }
    }
}

impl<K, P: Permission> Rows<K, P> {
    /// How many bytes the rows take.
    pub(super) fn heap(&self) -> usize
    where
        K: Kept,
    {
        let keys: usize = self.rows.iter().map(|row| row.key.heap()).sum();
        let stamps = self.stamps.as_ref().map_or(0, |stamps| of_stamps(stamps.capacity()));
        allocation(size_of_val(&*self.rows)) + keys + stamps
    }

    /// The most bytes that the rows take after one request adds so many, beside what their keys keep elsewhere.
    pub(super) fn heap_with(&self, more: usize) -> usize {
        let stamps = self.stamps.as_ref().map_or(4, |stamps| (stamps.len() + 1).max(stamps.capacity()) * 2);
        allocation((self.rows.len() + more) * size_of::<Row<K, P>>()) + of_stamps(stamps)
    }
}

/// How many bytes room for so many stamps takes.
const fn of_stamps(capacity: usize) -> usize {
    allocation(size_of::<Vec<Stamp>>()) + allocation(capacity * size_of::<Stamp>())
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
        self.position(key).ok().map(|index| self.rows[index].permissions)
    }

    /// The rows in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, Permissions<P>)> {
        self.rows.iter().map(|row| (&row.key, row.permissions))
    }

    /// When and by which request the row of this key was last changed, if it was since the seed.
    #[must_use]
    pub fn last_change(&self, key: &K) -> Option<Stamp> {
        let row = &self.rows[self.position(key).ok()?];
        self.stamps.as_ref()?.get(usize::from(row.stamp).checked_sub(1)?).copied()
    }

    /// Makes something else of the row of a key; says what it was and what it is, unless that is the same.
    pub fn update(
        &mut self,
        key: K,
        stamp: Stamp,
        change: impl FnOnce(Option<Permissions<P>>) -> Permissions<P>,
    ) -> Option<(Option<Permissions<P>>, Permissions<P>)> {
        self.updates(stamp).update(key, change)
    }

    /// Several updates by one request.
    pub fn updates(&mut self, stamp: Stamp) -> Updates<'_, K, P> {
        Updates { rows: self, stamp, place: None, next: 0 }
    }

    /// Removes the row of a key.
    pub fn remove(&mut self, key: &K) {
        if let Ok(index) = self.position(key) {
            let mut rows = std::mem::take(&mut self.rows).into_vec();
            rows.remove(index);
            self.rows = rows.into();
        }
    }

    /// The place of a stamp; the rows that one request changes share it.
    fn place_of(&mut self, stamp: Stamp) -> u16 {
        let stamps = self.stamps.get_or_insert_default();
        if stamps.last() != Some(&stamp) {
            if stamps.len() > self.rows.len() {
                forget_unused(&mut self.rows, stamps);
            }
            stamps.push(stamp);
        }
        // There are never more stamps than rows and one, and nobody has as many roles as a place can tell apart.
        u16::try_from(stamps.len()).unwrap_or_default()
    }

    fn position(&self, key: &K) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| row.key.cmp(key))
    }
}

/// The updates of one request.
#[derive(Debug)]
pub struct Updates<'a, K, P: Permission> {
    rows: &'a mut Rows<K, P>,
    stamp: Stamp,
    /// The place of the stamp, once a row has it.
    place: Option<u16>,
    /// Where the next row is looked for first: most batches list the rows in their order.
    next: usize,
}

impl<K: Ord + Clone, P: Permission> Updates<'_, K, P> {
    /// Makes something else of the row of a key; says what it was and what it is, unless that is the same.
    pub fn update(
        &mut self,
        key: K,
        change: impl FnOnce(Option<Permissions<P>>) -> Permissions<P>,
    ) -> Option<(Option<Permissions<P>>, Permissions<P>)> {
        let is_next = self.rows.rows.get(self.next).is_some_and(|row| row.key == key);
        let position = if is_next { Ok(self.next) } else { self.rows.position(&key) };
        let (Ok(index) | Err(index)) = position;
        self.next = index + 1;
        let before = position.ok().map(|index| self.rows.rows[index].permissions);
        let after = change(before);
        if before == Some(after) {
            return None;
        }
        let stamp = *self.place.get_or_insert_with(|| self.rows.place_of(self.stamp));
        let row = Row { key, permissions: after, stamp };
        if position.is_ok() {
            self.rows.rows[index] = row;
        } else {
            let mut rows = std::mem::take(&mut self.rows.rows).into_vec();
            rows.insert(index, row);
            self.rows.rows = rows.into();
        }
        Some((before, after))
    }
}

/// Forgets the stamps that no row has any more.
fn forget_unused<K, P: Permission>(rows: &mut [Row<K, P>], stamps: &mut Vec<Stamp>) {
    let mut kept: Vec<Stamp> = Vec::with_capacity(rows.len() + 1);
    for row in rows.iter_mut().filter(|row| row.stamp > 0) {
        let stamp = stamps[usize::from(row.stamp) - 1];
        let place = kept.iter().position(|known| *known == stamp).unwrap_or_else(|| {
            kept.push(stamp);
            kept.len() - 1
        });
        row.stamp = u16::try_from(place + 1).unwrap_or_default();
    }
    *stamps = kept;
}

impl<K: Ord + Clone, P: Permission> FromIterator<(K, Permissions<P>)> for Rows<K, P> {
    fn from_iter<I: IntoIterator<Item = (K, Permissions<P>)>>(rows: I) -> Self {
        let mut rows: Vec<_> = rows.into_iter().map(|(key, permissions)| Row { key, permissions, stamp: 0 }).collect();
        rows.sort_by(|left, right| left.key.cmp(&right.key));
        Self { rows: rows.into(), stamps: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BuildPermission, RequestId, RoleId, Timestamp};

    fn stamp(number: u8) -> Stamp {
        Stamp { time: Timestamp::from_milliseconds(number.into()), request_id: RequestId::from_bytes([number; 16]) }
    }

    #[test]
    fn every_row_tells_its_own_last_change_however_often_others_change() {
        let mut rows =
            (1..=3).map(|role| (RoleId::new(role), Permissions::NONE)).collect::<Rows<RoleId, BuildPermission>>();

        rows.update(RoleId::new(1), stamp(1), |_| Permissions::all());
        for number in 2..100 {
            rows.update(RoleId::new(2), stamp(number), |before| {
                if before == Some(Permissions::NONE) { Permissions::all() } else { Permissions::NONE }
            });
        }

        let last = [1, 2, 3, 4].map(|role| rows.last_change(&RoleId::new(role)));
        assert_eq!(last, [Some(stamp(1)), Some(stamp(99)), None, None]);
        assert!(rows.stamps.unwrap().len() <= 4);
        assert_eq!(size_of::<Row<RoleId, BuildPermission>>(), 8);
    }

    #[test]
    fn a_row_that_stays_the_same_keeps_its_last_change() {
        let mut rows = Rows::<RoleId, BuildPermission>::default();

        let first = rows.update(RoleId::new(4), stamp(1), |_| Permissions::all());
        let second = rows.update(RoleId::new(4), stamp(2), |_| Permissions::all());

        assert_eq!((first, second), (Some((None, Permissions::all())), None));
        assert_eq!(rows.last_change(&RoleId::new(4)), Some(stamp(1)));
    }
}
