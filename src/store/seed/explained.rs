//! Reads a seed, and finds everything that is wrong with one that cannot be read.

use std::io::{self, Read};

use crate::contract::{Problem, Rule, document_problems, is_utf16, without_mark};

use super::{SeedError, WorldFile};

/// A longer text is not read into values only to say more of what is wrong with it.
const LONGEST_EXPLAINED: usize = 16 * 1024 * 1024;

impl WorldFile {
    /// Reads a seed that is in memory as text.
    ///
    /// # Errors
    /// The text is no JSON or not of the format; says where.
    pub fn of_text(text: &[u8]) -> Result<Self, SeedError> {
        Self::parse(text).map_err(|error| SeedError::explained(&error, Some(&mut &*text)))
    }
}

impl SeedError {
    /// Whether a text of a seed is read into values to say what is wrong with it.
    pub(crate) const fn explains(text: &[u8]) -> bool {
        text.len() <= LONGEST_EXPLAINED
    }

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
}

/// The whole text, unless it is too long.
fn whole(text: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    let mut whole = Vec::new();
    text.take(LONGEST_EXPLAINED as u64 + 1).read_to_end(&mut whole)?;
    Ok(SeedError::explains(&whole).then_some(whole))
}
