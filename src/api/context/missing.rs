//! Problems with what is not there.

use crate::{
    api::{ApiError, ErrorCode, Particular, Situation},
    contract::{Got, Problem, Remedy, Rule},
};

use super::MOST_PROBLEMS;

/// The problem of a member that is needed and not there; the explanation says what it should be.
pub(in crate::api) fn missing(pointer: &str) -> Problem {
    let name = pointer.trim_start_matches('/').to_owned();
    Problem::new(pointer, Rule::Required).expected("a value").got(Got::Nothing).remedy(Remedy::Add(name))
}

/// Problems of one kind, collected until all ids were looked at.
#[derive(Default)]
pub(super) struct Missing {
    pub(super) code: Option<ErrorCode>,
    pub(super) problems: Vec<Problem>,
    pub(super) has_unknown_ids: bool,
}

impl Missing {
    /// Notes a problem; the first one decides on the code.
    pub(super) fn note(&mut self, code: ErrorCode, problem: impl FnOnce() -> Problem) {
        self.code.get_or_insert(code);
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem());
        }
    }

    pub(super) fn into_error(self) -> ApiError {
        let code = self.code.unwrap_or(ErrorCode::gateway(Situation::Internal));
        let particular = if self.has_unknown_ids { Particular::UnknownIds } else { Particular::Nothing };
        ApiError { particular, ..ApiError::because(code, self.problems) }
    }
}
