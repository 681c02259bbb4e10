//! When each row of a matrix was last changed, and by which request.

use std::num::NonZeroU32;

use crate::{memory::allocation, store::Stamp};

/// The stamps of the rows that were changed since the seed. A batch changes hundreds of rows, so the stamp that they all get
/// is kept once, and a row has its place.
#[derive(Clone, Debug)]
pub(super) struct Stamps {
    pub(super) stamps: Vec<Stamp>,
    /// For each row, in their order, the place of its stamp; nothing for a row that is as in the seed.
    places: Vec<Option<Place>>,
}

/// The place of a stamp, counted from 1. Two bytes were too few: a matrix can have more rows than that, each of which was
/// changed by a request of its own.
pub(super) type Place = NonZeroU32;

impl Stamps {
    /// The stamps of so many rows, none of which was changed yet.
    pub(super) fn of(rows: usize) -> Self {
        Self { stamps: Vec::new(), places: vec![None; rows] }
    }

    /// The stamp of a row, if it was changed since the seed.
    pub(super) fn get(&self, row: usize) -> Option<Stamp> {
        self.places[row].map(|place| self.stamps[index(place)])
    }

    /// Notes that a row was changed.
    #[inline]
    pub(super) fn set(&mut self, row: usize, place: Place) {
        self.places[row] = Some(place);
    }

    /// Notes that a row was added.
    pub(super) fn insert(&mut self, row: usize, place: Place) {
        self.places.insert(row, Some(place));
    }

    /// Forgets a row that was removed.
    pub(super) fn remove(&mut self, row: usize) {
        self.places.remove(row);
    }

    /// The place of a stamp, for the rows that one request changes. It is asked for before the first of them is.
    pub(super) fn place_of(&mut self, stamp: Stamp) -> Place {
        if self.stamps.last() != Some(&stamp) {
            if self.stamps.len() > self.places.len() {
                self.forget_unused();
            }
            self.stamps.push(stamp);
        }
        place(self.stamps.len())
    }

    /// Forgets the stamps that no row has any more.
    fn forget_unused(&mut self) {
        let mut kept = Vec::with_capacity(self.places.len() + 1);
        let mut moved = vec![None; self.stamps.len()];
        for place_of_row in self.places.iter_mut().flatten() {
            let before = index(*place_of_row);
            *place_of_row = *moved[before].get_or_insert_with(|| {
                kept.push(self.stamps[before]);
                place(kept.len())
            });
        }
        self.stamps = kept;
    }

    /// How many bytes they take.
    pub(super) fn heap(&self) -> usize {
        size(self.stamps.capacity(), self.places.capacity())
    }

    /// The most bytes that those of a matrix take after one request has added rows, so that there are so many.
    pub(super) fn heap_with(stamps: Option<&Self>, rows: usize) -> usize {
        let (of_stamps, of_places) = stamps.map_or((2, rows), |stamps| {
            let of_stamps = (stamps.stamps.len() + 1).max(stamps.stamps.capacity());
            (of_stamps, rows.max(stamps.places.capacity()))
        });
        // A list that grows gets at most twice the room that it had, and at first room for four.
        size(2 * of_stamps.max(2), 2 * of_places.max(2))
    }
}

/// How many bytes room for so many stamps and so many places takes.
const fn size(stamps: usize, places: usize) -> usize {
    allocation(size_of::<Stamps>())
        + allocation(stamps * size_of::<Stamp>())
        + allocation(places * size_of::<Option<Place>>())
}

/// The place of the last one of so many stamps.
fn place(stamps: usize) -> Place {
    let place = u32::try_from(stamps).ok().and_then(Place::new);
    place.expect("one was just added, and four thousand million take a hundred gigabytes")
}

const fn index(place: Place) -> usize {
    place.get() as usize - 1
}
