//! Why a text or a value was refused.

use std::{borrow::Cow, error::Error, fmt};

/// Why a text or a value was refused, as a sentence for whoever wrote it: what was expected, and what came instead.
///
/// ```
/// use codearts_mock::{Invalid, Timestamp};
///
/// let refused: Invalid = "yesterday".parse::<Timestamp>().unwrap_err();
///
/// assert_eq!(refused.to_string(), r#""yesterday" is no point in time such as 2024-09-20T06:38:49.000+00:00"#);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invalid(Cow<'static, str>);

impl Invalid {
    /// A refusal in these words.
    pub(crate) fn new(why: impl Into<Cow<'static, str>>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Invalid {}

/// Its words, for a message that says more.
impl From<Invalid> for String {
    fn from(invalid: Invalid) -> Self {
        invalid.0.into_owned()
    }
}
