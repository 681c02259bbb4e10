//! An expectation that is not met, as an error.

use std::{error::Error, fmt};

use super::Verdict;

/// What was expected and has not happened. The text shows the requests that came nearest and where they differ.
///
/// ```
/// use codearts_mock::{Expectation, MockServer};
///
/// let unmet = MockServer::start().verify(&Expectation::of("ShowJobInfo").exactly(2)).unwrap_err();
///
/// assert_eq!((unmet.found(), unmet.to_string().as_str()), (0, "expected exactly 2 of ShowJobInfo, found 0"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    found: usize,
    text: String,
}

impl Unmet {
    /// How many requests fit.
    #[must_use]
    pub const fn found(&self) -> usize {
        self.found
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Error for Unmet {}

impl Verdict {
    /// The verdict as a result.
    ///
    /// # Errors
    /// It is not what was expected.
    pub fn met(&self) -> Result<(), Unmet> {
        if self.ok { Ok(()) } else { Err(Unmet { found: self.found, text: self.text() }) }
    }
}
