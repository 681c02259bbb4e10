//! What is suspicious about a request that is granted all the same.

use crate::{
    api::{
        ApiError, Situation,
        quirk::{MissingTarget, QuirkId},
    },
    contract::{Problem, Rule},
};

use super::{MOST_PROBLEMS, Writing, missing};

impl Writing<'_> {
    /// Whether the request names something to act on; `named` lists its members and whether each is there.
    ///
    /// # Errors
    /// It names something, but lacks a member that the operation needs; or it names nothing, and that is not accepted.
    pub fn names_a_target(&mut self, named: &[(&'static str, bool)]) -> Result<bool, ApiError> {
        let nothing = named.iter().all(|(_, is_there)| !is_there);
        if nothing {
            self.note_quirk(QuirkId::MissingTarget);
        }
        if nothing && self.quirks.missing_target == MissingTarget::Accept {
            let needs = self.contract.needs.join(", ");
            self.problems.push(
                Problem::new("", Rule::Own("missing-target"))
                    .expected(format!("a body with {needs}"))
                    .got("a request that names nothing to act on")
                    .remedy(format!(
                        "nothing was changed; send {needs}, or set the quirk missing-target=reject to have this refused"
                    )),
            );
            return Ok(false);
        }
        let is_there = |need: &&str| named.iter().any(|(name, is_there)| name == need && *is_there);
        let missing: Vec<_> = self
            .contract
            .needs
            .iter()
            .filter(|need| !is_there(need))
            .map(|need| missing(&format!("/{need}")))
            .collect();
        if missing.is_empty() {
            Ok(true)
        } else {
            Err(ApiError::because(self.service.refusal(Situation::InvalidParameter), missing))
        }
    }

    /// Remarks that a request that names its target asks for no change; `members` would.
    pub fn remark_no_change(&mut self, members: &str) {
        self.remark(|| {
            Problem::new("", Rule::Own("no-change"))
                .expected(format!("a change: {members}"))
                .got("a request that asks for none")
                .remedy("nothing was changed; send what is to change")
        });
    }

    /// Notes something suspicious, unless much the same was noted often enough.
    pub fn remark(&mut self, problem: impl FnOnce() -> Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem());
        }
    }
}
