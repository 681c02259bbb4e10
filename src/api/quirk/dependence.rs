//! The quirks that an answer depended on.

use super::{QUIRKS, Quirk, QuirkId};

/// A set of quirks, as small as a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct QuirkSet(u64);

// A set has a bit for every quirk.
const _: () = assert!(QUIRKS.len() <= 64);

impl QuirkSet {
    /// No quirk at all.
    pub const NONE: Self = Self(0);

    /// This set with one more quirk.
    #[must_use]
    pub const fn with(self, quirk: QuirkId) -> Self {
        Self(self.0 | (1 << quirk as u64))
    }

    /// All that are in one set or the other.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is no quirk in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places in [`QUIRKS`] of those that are in it.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..QUIRKS.len()).filter(move |place| self.0 & (1 << place) != 0)
    }

    /// The quirks that are in it, in the order in which they are shown.
    pub fn iter(self) -> impl Iterator<Item = &'static Quirk> {
        self.places().map(|place| &QUIRKS[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_names_what_was_put_into_it() {
        let set = QuirkSet::NONE.with(QuirkId::AkLockout).with(QuirkId::ErrorProfile).and(QuirkSet::NONE);

        let names: Vec<_> = set.iter().map(|quirk| quirk.name).collect();
        assert_eq!(names, ["error-profile", "ak-lockout"]);
    }
}
