//! The rows of a matrix: who, and what they may do, with the last change of each.

mod stamps;

use crate::{
    domain::{Permission, Permissions},
    memory::allocation,
};

use self::stamps::{Place, Stamps};

use super::{Stamp, kept::Kept};

/// Rows in the order of their keys: role ids, or user ids.
///
/// A large world has millions of rows, most of which never change: so a row takes eight bytes, and only a matrix that was
/// changed has stamps.
#[derive(Clone, Debug)]
pub struct Rows<K, P: Permission> {
    rows: Box<[Row<K, P>]>,
    stamps: Option<Box<Stamps>>,
}

#[derive(Clone, Copy, Debug)]
struct Row<K, P: Permission> {
    key: K,
    permissions: Permissions<P>,
}

/// Why a row that is stored can have a stamp.
const STAMPED: &str = "a place is given by the stamps";

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
        allocation(size_of_val(&*self.rows)) + keys + self.stamps.as_ref().map_or(0, |stamps| stamps.heap())
    }

    /// The most bytes that the rows take after one request adds so many, beside what their keys keep elsewhere.
    pub(super) fn heap_with(&self, more: usize) -> usize {
        let rows = self.rows.len() + more;
        allocation(rows * size_of::<Row<K, P>>()) + Stamps::heap_with(self.stamps.as_deref(), rows)
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
        self.position(key, 0).ok().map(|index| self.at(index))
    }

    /// The rows in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, Permissions<P>)> {
        self.rows.iter().map(|row| (&row.key, row.permissions))
    }

    /// When and by which request the row of this key was last changed, if it was since the seed.
    #[must_use]
    pub fn last_change(&self, key: &K) -> Option<Stamp> {
        self.stamps.as_ref()?.get(self.position(key, 0).ok()?)
    }

    /// Where the row of this key is, or where it belongs; a guess is tried first.
    pub(super) fn position(&self, key: &K, guess: usize) -> Result<usize, usize> {
        match self.rows.get(guess) {
            Some(row) if row.key == *key => Ok(guess),
            _ => self.rows.binary_search_by(|row| row.key.cmp(key)),
        }
    }

    /// The row in a position.
    pub(super) fn at(&self, position: usize) -> Permissions<P> {
        self.rows[position].permissions
    }

    /// The place of the stamp that the rows get which a request changes.
    pub(super) fn place_of(&mut self, stamp: Stamp) -> Place {
        self.stamps.get_or_insert_with(|| Box::new(Stamps::of(self.rows.len()))).place_of(stamp)
    }

    /// Stores the row of a key in the position where it is or belongs, with the place of its stamp.
    #[inline]
    pub(super) fn put(&mut self, position: Result<usize, usize>, key: K, permissions: Permissions<P>, place: Place) {
        match position {
            Ok(index) => {
                self.rows[index].permissions = permissions;
                self.stamps.as_mut().expect(STAMPED).set(index, place);
            }
            Err(index) => self.insert(index, Row { key, permissions }, place),
        }
    }

    #[cold]
    fn insert(&mut self, index: usize, row: Row<K, P>, place: Place) {
        let mut rows = std::mem::take(&mut self.rows).into_vec();
        rows.insert(index, row);
        self.rows = rows.into();
        self.stamps.as_mut().expect(STAMPED).insert(index, place);
    }

    /// Removes the row of a key.
    pub(super) fn remove(&mut self, key: &K) {
        if let Ok(index) = self.position(key, 0) {
            let mut rows = std::mem::take(&mut self.rows).into_vec();
            rows.remove(index);
            self.rows = rows.into();
            if let Some(stamps) = &mut self.stamps {
                stamps.remove(index);
            }
        }
    }
}

impl<K: Ord + Clone, P: Permission> FromIterator<(K, Permissions<P>)> for Rows<K, P> {
    fn from_iter<I: IntoIterator<Item = (K, Permissions<P>)>>(rows: I) -> Self {
        let mut rows: Vec<_> = rows.into_iter().map(|(key, permissions)| Row { key, permissions }).collect();
        rows.sort_by(|left, right| left.key.cmp(&right.key));
        Self { rows: rows.into(), stamps: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BuildPermission, RequestId, RoleId, Timestamp};

    type OfRoles = Rows<RoleId, BuildPermission>;

    fn stamp(number: u128) -> Stamp {
        let time = Timestamp::from_milliseconds(0);
        Stamp { time, request_id: RequestId::from_bytes(number.to_be_bytes()) }
    }

    fn rows(number: i32) -> OfRoles {
        (1..=number).map(|role| (RoleId::new(role), Permissions::NONE)).collect()
    }

    fn put(rows: &mut OfRoles, role: i32, number: u128) {
        let role = RoleId::new(role);
        let place = rows.place_of(stamp(number));
        rows.put(rows.position(&role, 0), role, Permissions::all(), place);
    }

    fn last_changes<const N: usize>(rows: &OfRoles, roles: [i32; N]) -> [Option<Stamp>; N] {
        roles.map(|role| rows.last_change(&RoleId::new(role)))
    }

    #[test]
    fn every_row_tells_its_own_last_change_however_often_others_change() {
        let mut rows = rows(3);

        put(&mut rows, 1, 1);
        for number in 2..100 {
            put(&mut rows, 2, number);
        }

        assert_eq!(last_changes(&rows, [1, 2, 3, 4]), [Some(stamp(1)), Some(stamp(99)), None, None]);
        assert!(rows.stamps.unwrap().stamps.len() <= 4);
        assert_eq!(size_of::<Row<RoleId, BuildPermission>>(), 8);
    }

    #[test]
    fn each_row_tells_its_own_last_change_beyond_what_two_bytes_can_count() {
        const MANY: i32 = 70_000;
        let border = [1, 2, 65_534, 65_535, 65_536, 65_537, MANY];
        let mut rows = rows(MANY + 1);

        for role in 1..=MANY {
            put(&mut rows, role, role.unsigned_abs().into());
        }
        assert_eq!(last_changes(&rows, border), border.map(|role| Some(stamp(role.unsigned_abs().into()))));

        // More changes than there are rows, so that the stamps that no row has any more are forgotten.
        for number in 100_001..=100_003 {
            put(&mut rows, 1, number);
        }
        let expected = border.map(|role| Some(stamp(if role == 1 { 100_003 } else { role.unsigned_abs().into() })));
        assert_eq!(last_changes(&rows, border), expected);
        assert_eq!(last_changes(&rows, [MANY + 1]), [None]);
    }

    #[test]
    fn a_row_keeps_its_last_change_when_others_are_added_or_removed_before_it() {
        let mut rows = rows(0);

        put(&mut rows, 5, 1);
        put(&mut rows, 3, 2);
        put(&mut rows, 4, 3);
        rows.remove(&RoleId::new(3));

        assert_eq!(last_changes(&rows, [3, 4, 5]), [None, Some(stamp(3)), Some(stamp(1))]);
    }
}
