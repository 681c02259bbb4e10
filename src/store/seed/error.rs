//! What can be wrong with a seed, told so that its author finds the place.

use std::{
    fmt::{self, Display},
    io::{self, Read},
};

use crate::{
    contract::{Got, Problem, Rule, document_problems, is_utf16, nearest, place, without_mark},
    domain::UserId,
};

use super::{WorldFile, locate};

/// A longer text is not read into values only to say more of what is wrong with it.
const LONGEST_EXPLAINED: usize = 16 * 1024 * 1024;

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
    /// What is wrong with a text that could not be read as a world. It is found by reading the text once more, which takes
    /// longer.
    #[must_use]
    pub fn explained(error: &serde_json::Error, again: Option<&mut dyn Read>) -> Self {
        let (line, column) = (error.line(), error.column());
        let Some(text) = again.and_then(|again| whole(again).ok().flatten()) else {
            let problem = Problem::new("", Rule::Schema).expected("a seed as described").got(error.to_string());
            return Self { problems: vec![problem], line, column };
        };
        if is_utf16(&text) {
            let problem = Problem::new("", Rule::Json).expected("a seed in UTF-8").got("a text in UTF-16");
            return Self::about(problem.remedy("write it in UTF-8"));
        }
        let mut problems = document_problems::<WorldFile>(without_mark(&text), error.to_string());
        for problem in problems.iter_mut().filter(|problem| problem.rule == Rule::Json) {
            problem.expected = "a seed in JSON".into();
        }
        // Of a member that is there twice the text has the place of the first.
        let is_second = problems.first().is_some_and(|problem| problem.rule == Rule::Once);
        let explained = Self { problems, line: 0, column: 0 };
        let found = if is_second { explained } else { explained.located_in(&mut &*text) };
        if found.line > 0 { found } else { Self { line, column, ..found } }
    }

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

impl SeedError {
    /// Whether a text of a seed is read into values to say what is wrong with it.
    pub(crate) const fn explains(text: &[u8]) -> bool {
        text.len() <= LONGEST_EXPLAINED
    }
}

/// The whole text, unless it is too long.
fn whole(text: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    let mut whole = Vec::new();
    text.take(LONGEST_EXPLAINED as u64 + 1).read_to_end(&mut whole)?;
    Ok(SeedError::explains(&whole).then_some(whole))
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
