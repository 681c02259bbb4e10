//! What was promised against what was seen.

use crate::table::Table;

/// One promise.
#[derive(Clone, Debug)]
pub struct Budget {
    what: String,
    seen: f64,
    limit: f64,
    unit: &'static str,
}

impl Budget {
    /// `what` was `seen` and may be at most `limit`, both in `unit`.
    #[must_use]
    pub fn at_most(what: impl Into<String>, limit: f64, seen: f64, unit: &'static str) -> Self {
        Self { what: what.into(), seen, limit, unit }
    }

    /// Whether the promise is kept. Something that was not seen (not a number) is not kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.seen <= self.limit
    }
}

/// Prints every budget with pass or FAIL, and answers whether all are kept.
#[must_use]
pub fn print(budgets: &[Budget]) -> bool {
    let mut table = Table::new(&["budget", "verdict", "seen", "limit", "unit"]);
    for budget in budgets {
        let verdict = if budget.is_kept() { "pass" } else { "FAIL" };
        let (seen, limit) = (format!("{:.2}", budget.seen), format!("{:.2}", budget.limit));
        table.row([budget.what.clone(), verdict.to_owned(), seen, limit, budget.unit.to_owned()]);
    }
    println!("{}", table.render());
    budgets.iter().all(Budget::is_kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_at_its_limit_is_kept() {
        assert!(Budget::at_most("x", 1.5, 1.5, "x").is_kept());
    }

    #[test]
    fn a_figure_that_was_not_seen_is_not_kept() {
        assert!(!Budget::at_most("x", 1.5, f64::NAN, "x").is_kept());
    }
}
