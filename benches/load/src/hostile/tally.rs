//! How often each attack was made, and how it ended.

use std::time::Duration;

use super::attack::{ATTACKS, Attack, Ending};
use crate::table::Table;

/// The counts of one attack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Row {
    answered: u64,
    refused: u64,
    cut: u64,
    left: u64,
    hung: u64,
    longest: Duration,
}

/// The counts of all of them.
#[derive(Clone, Debug)]
pub struct Tally {
    /// In the order of [`ATTACKS`].
    rows: Vec<Row>,
}

impl Default for Tally {
    fn default() -> Self {
        Self { rows: vec![Row::default(); ATTACKS.len()] }
    }
}

impl Tally {
    /// Counts the attack at a place of [`ATTACKS`].
    pub fn record(&mut self, place: usize, ending: Ending, took: Duration) {
        let row = &mut self.rows[place];
        let count = match ending {
            Ending::Answered => &mut row.answered,
            Ending::Refused => &mut row.refused,
            Ending::Cut => &mut row.cut,
            Ending::Left => &mut row.left,
            Ending::Hung => &mut row.hung,
        };
        *count += 1;
        row.longest = row.longest.max(took);
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (row, more) in self.rows.iter_mut().zip(&other.rows) {
            row.answered += more.answered;
            row.refused += more.refused;
            row.cut += more.cut;
            row.left += more.left;
            row.hung += more.hung;
            row.longest = row.longest.max(more.longest);
        }
        self
    }

    /// Attacks that had not ended within their limit.
    #[must_use]
    pub fn hung(&self) -> u64 {
        self.rows.iter().map(|row| row.hung).sum()
    }

    /// Attacks that were cut where an answer was due.
    #[must_use]
    pub fn cut_instead_of_answered(&self) -> u64 {
        self.each().filter(|(attack, _)| attack.is_answer_due).map(|(_, row)| row.cut).sum()
    }

    /// One row for each attack.
    #[must_use]
    pub fn table(&self) -> Table {
        let head = ["attack", "must end with", "answered", "refused", "cut", "left", "hung", "longest s", "limit s"];
        let mut table = Table::new(&head);
        for (attack, row) in self.each() {
            let due = if attack.is_answer_due { "an answer" } else { "anything" };
            let counts = [row.answered, row.refused, row.cut, row.left, row.hung].map(|count| count.to_string());
            let times = [row.longest, attack.limit].map(|time| format!("{:.2}", time.as_secs_f64()));
            table.row([attack.name, due].map(str::to_owned).into_iter().chain(counts).chain(times));
        }
        table
    }

    fn each(&self) -> impl Iterator<Item = (&'static Attack, &Row)> {
        ATTACKS.iter().zip(&self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of an attack to which an answer is due, or of one that may be cut.
    fn place(is_answer_due: bool) -> usize {
        ATTACKS.iter().position(|attack| attack.is_answer_due == is_answer_due).expect("there are both")
    }

    #[test]
    fn a_cut_is_a_fault_only_where_an_answer_is_due() {
        let mut tally = Tally::default();

        tally.record(place(true), Ending::Cut, Duration::ZERO);
        tally.record(place(false), Ending::Cut, Duration::ZERO);
        tally.record(place(false), Ending::Hung, Duration::ZERO);

        assert_eq!((tally.cut_instead_of_answered(), tally.hung()), (1, 1));
    }

    #[test]
    fn counts_add_up_and_the_longest_stays() {
        let [mut one, mut other] = [Tally::default(), Tally::default()];
        one.record(0, Ending::Refused, Duration::from_secs(3));
        other.record(0, Ending::Refused, Duration::from_secs(2));
        other.record(0, Ending::Left, Duration::from_secs(1));

        let both = one.and(&other);

        let expected = Row { refused: 2, left: 1, longest: Duration::from_secs(3), ..Row::default() };
        assert_eq!(both.rows[0], expected);
    }
}
