//! What can be wrong with a seed, told so that its author finds the place.

use std::{fmt, io::Read};

use crate::contract::plain;

use super::{WorldFile, locate, text::text_of};

/// What is wrong with a seed, and where.
///
/// ```
/// use codearts_mock::{SeedError, World};
///
/// let refused: SeedError = "{}".parse::<World>().unwrap_err();
///
/// assert_eq!(refused.to_string(), "line 1, column 2: .: missing field `schema_version`");
/// ```
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeedError {
    /// The JSON path, dots between names.
    pub path: String,
    /// The line, counted from one; 0 where the text is not at hand.
    pub line: usize,
    /// The column in the line.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for SeedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, message } = self;
        if *line > 0 {
            write!(formatter, "line {line}, column {column}: ")?;
        }
        write!(formatter, "{path}: {message}")
    }
}

impl std::error::Error for SeedError {}

impl SeedError {
    /// What is wrong with a text that could not be read as a world. Its JSON path is found by reading it once more, which
    /// takes longer.
    #[must_use]
    pub fn explained(error: &serde_json::Error, again: Option<&mut dyn Read>) -> Self {
        let Some(again) = again else { return Self::at(".", error) };
        let text = match text_of(again) {
            Ok(text) => text,
            Err(error) => return Self::at(".", &error),
        };
        let mut json = serde_json::Deserializer::from_reader(text);
        match serde_path_to_error::deserialize::<_, WorldFile>(&mut json) {
            Err(error) => Self::at(&error.path().to_string(), error.inner()),
            // The world itself is as it should be; something follows it.
            Ok(_) => Self::at(".", error),
        }
    }

    fn at(path: &str, error: &serde_json::Error) -> Self {
        // A place whose name was not read yet is a question mark; what is known of the path ends before it.
        let known = path.trim_end_matches('?').trim_end_matches('.');
        let path = if known.is_empty() { ".".to_owned() } else { known.to_owned() };
        let text = error.to_string();
        // serde_json ends its message with the position, which stands in front here.
        let message = plain(text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message));
        Self { path, line: error.line(), column: error.column(), message }
    }

    pub(super) fn about(path: String, message: &str) -> Self {
        Self { path, line: 0, column: 0, message: message.to_owned() }
    }

    /// Looks up the line of the error's path in the text that the seed was read from.
    #[must_use]
    pub fn located_in(self, text: &mut dyn Read) -> Self {
        match locate::position(text, &self.path) {
            Some((line, column)) if self.line == 0 => Self { line, column, ..self },
            _ => self,
        }
    }
}
