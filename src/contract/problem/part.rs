//! What was expected, what came and what to do about it; their words are made by `Display`, and nobody reads them again.

use std::{borrow::Cow, fmt};

use super::quoted::{beginning, quoted};

/// So many characters of a client's own text are quoted.
const QUOTED: usize = 80;

/// What the contract asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these names, which are those of something.
    OneOf {
        /// What they are the names of: "fields".
        noun: &'static str,
        /// The names; none if there is nothing of the kind.
        names: Vec<String>,
    },
    /// A body in JSON.
    Json,
    /// What only one place asks for.
    Words(Cow<'static, str>),
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Got {
    /// Nothing.
    Nothing,
    /// Nothing, but something of nearly the same name.
    Misspelt(String),
    /// This text.
    Text(String),
    /// A secret, or something in the place of one.
    Hidden,
    /// A text that is no JSON, because of this.
    NotJson(String),
    /// What only one place can get.
    Words(Cow<'static, str>),
}

/// What to do about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing in particular.
    #[default]
    Nothing,
    /// Send what is expected.
    SendExpected,
    /// Send this text.
    Send(String),
    /// Send it once.
    SendOnce,
    /// Add the member of this name.
    Add(String),
    /// Add the parameter of this name to the query.
    AddToQuery(String),
    /// Add the header of this name.
    AddHeader(&'static str),
    /// Give one member the name of another.
    Rename {
        /// The wrong name, as it came.
        from: String,
        /// The right one.
        to: String,
    },
    /// Give the member itself this name.
    RenameTo(String),
    /// Leave it out.
    LeaveOut,
    /// Mend the JSON.
    MendJson,
    /// What only one place advises.
    Words(Cow<'static, str>),
}

impl Expected {
    /// How many bytes its texts take.
    pub(super) fn heap(&self) -> usize {
        match self {
            Self::OneOf { names, .. } => {
                names.capacity() * size_of::<String>() + names.iter().map(String::capacity).sum::<usize>()
            }
            Self::Words(Cow::Owned(words)) => words.capacity(),
            Self::Json | Self::Words(Cow::Borrowed(_)) => 0,
        }
    }
}

impl Got {
    /// The same with no more of a client's text than is ever shown.
    pub(super) fn quoted(self) -> Self {
        match self {
            Self::Misspelt(text) => Self::Misspelt(quoted(text)),
            Self::Text(text) => Self::Text(quoted(text)),
            Self::NotJson(text) => Self::NotJson(quoted(text)),
            Self::Words(Cow::Owned(words)) => Self::Words(Cow::Owned(quoted(words))),
            other @ (Self::Nothing | Self::Hidden | Self::Words(Cow::Borrowed(_))) => other,
        }
    }

    /// How many bytes its text takes.
    pub(super) fn heap(&self) -> usize {
        match self {
            Self::Misspelt(text) | Self::Text(text) | Self::NotJson(text) | Self::Words(Cow::Owned(text)) => {
                text.capacity()
            }
            Self::Nothing | Self::Hidden | Self::Words(Cow::Borrowed(_)) => 0,
        }
    }
}

impl Remedy {
    /// How many bytes its texts take.
    pub(super) fn heap(&self) -> usize {
        match self {
            Self::Send(text) | Self::Add(text) | Self::AddToQuery(text) | Self::RenameTo(text) => text.capacity(),
            Self::Rename { from, to } => from.capacity() + to.capacity(),
            Self::Words(Cow::Owned(words)) => words.capacity(),
            _ => 0,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf { noun, names } if names.is_empty() => write!(formatter, "no {noun}"),
            Self::OneOf { noun, names } => write!(formatter, "one of the {noun} {}", names.join(", ")),
            Self::Json => formatter.write_str("a body in JSON"),
            Self::Words(words) => formatter.write_str(words),
        }
    }
}

impl fmt::Display for Got {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => formatter.write_str("nothing"),
            Self::Misspelt(name) => write!(formatter, "nothing, but \"{}\"", beginning(name, QUOTED)),
            Self::Text(text) if text.is_empty() => formatter.write_str("\"\", which is empty"),
            Self::Text(text) => write!(formatter, "\"{}\"", beginning(text, QUOTED)),
            Self::Hidden => formatter.write_str("a value that is not shown"),
            Self::NotJson(why) => write!(formatter, "a text that is not: {why}"),
            Self::Words(words) => formatter.write_str(words),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::SendExpected => formatter.write_str("send what is expected"),
            Self::Send(text) => write!(formatter, "send \"{text}\""),
            Self::SendOnce => formatter.write_str("send it once"),
            Self::Add(name) => write!(formatter, "add {name}"),
            Self::AddToQuery(name) => write!(formatter, "add {name} to the query"),
            Self::AddHeader(name) => write!(formatter, "send the header {name}"),
            Self::Rename { from, to } => write!(formatter, "rename {} to {to}", beginning(from, QUOTED)),
            Self::RenameTo(name) => write!(formatter, "rename it to {name}"),
            Self::LeaveOut => formatter.write_str("leave it out"),
            Self::MendJson => formatter.write_str("mend the JSON"),
            Self::Words(words) => formatter.write_str(words),
        }
    }
}

/// What has not been said yet is said in no words.
macro_rules! in_words {
    ($($part:ident)+) => {
        $(
            impl From<&'static str> for $part {
                fn from(words: &'static str) -> Self {
                    Self::Words(Cow::Borrowed(words))
                }
            }

            impl From<String> for $part {
                fn from(words: String) -> Self {
                    Self::Words(Cow::Owned(words))
                }
            }

            impl From<Cow<'static, str>> for $part {
                fn from(words: Cow<'static, str>) -> Self {
                    Self::Words(words)
                }
            }
        )+
    };
}

in_words! { Expected Got Remedy }

impl Default for Expected {
    fn default() -> Self {
        "".into()
    }
}

impl Default for Got {
    fn default() -> Self {
        "".into()
    }
}
