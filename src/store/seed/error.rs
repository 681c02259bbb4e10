//! What can be wrong with a seed, told so that its author finds the place.

use std::{
    fmt::{self, Display},
    io::Read,
};

use crate::{
    contract::{Got, Problem, Rule, nearest, place},
    domain::UserId,
};

use super::locate;

/// So many problems are shown; the rest are counted.
const MOST_SHOWN: usize = 10;

/// What is wrong with a seed, and where.
///
/// ```
/// use codearts_mock::{SeedError, World};
///
/// let refused: SeedError = "{}".parse::<World>().unwrap_err();
///
/// assert!(refused.to_string().starts_with("line 1, column 2: schema_version: "), "{refused}");
/// ```
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeedError {
    /// Everything that was found to be wrong; whoever shows the error shows it.
    #[doc(hidden)]
    pub problems: Vec<Problem>,
    /// The line of the first problem, counted from one; 0 where the text is not at hand.
    pub line: usize,
    /// The column in the line.
    pub column: usize,
}

impl Display for SeedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { problems, line, column } = self;
        let is_sentence = formatter.alternate();
        // A text that is no JSON says itself where.
        if *column > 0 && !problems.iter().any(|problem| matches!(problem.got, Got::NotJson(_))) {
            write!(formatter, "line {line}, column {column}: ")?;
        }
        for (index, problem) in problems.iter().take(MOST_SHOWN).enumerate() {
            formatter.write_str(if index == 0 { "" } else { "\n  " })?;
            if is_sentence && index == 0 { write!(formatter, "{problem:#}")? } else { write!(formatter, "{problem}")? }
        }
        match problems.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(formatter, "\n  and {more} more"),
        }
    }
}

impl std::error::Error for SeedError {}

impl SeedError {
    /// What is wrong with a world that was read.
    pub(super) fn about(problem: Problem) -> Self {
        Self { problems: vec![problem], line: 0, column: 0 }
    }

    /// Looks up the line of the first problem in the text that the seed was read from.
    #[must_use]
    pub fn located_in(self, text: &mut dyn Read) -> Self {
        let pointer = self.problems.first().map_or("", |problem| problem.pointer.as_str());
        match locate::position(text, pointer) {
            Some((line, column)) if self.line == 0 => Self { line, column, ..self },
            _ => self,
        }
    }
}

/// The JSON pointer that these names make.
pub(super) fn pointer<const N: usize>(names: [&dyn Display; N]) -> String {
    names.iter().fold(String::new(), |pointer, name| place(&pointer, &name.to_string()))
}

/// Somebody who is mentioned and not described.
pub(super) fn unknown_user<'a>(pointer: String, user: &UserId, users: impl Iterator<Item = &'a UserId>) -> SeedError {
    let (user, users): (_, Vec<_>) = (user.to_string(), users.map(ToString::to_string).collect());
    let problem = Problem::new(pointer, Rule::Own("unknown-user"))
        .expected("the id of a user who is described")
        .got(format!("\"{user}\", who is not among `users`"))
        .nearest(nearest(&user, users.iter().map(String::as_str)))
        .remedy("add the user to users");
    SeedError::about(problem)
}

/// An id that was given before.
pub(super) fn taken(pointer: String, of: &str) -> SeedError {
    let problem = Problem::new(pointer, Rule::Once).expected("an id of its own");
    SeedError::about(problem.got(format!("that of {of} of another project")).remedy("give it another id"))
}
