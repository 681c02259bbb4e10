//! One thing that is wrong, or merely suspicious, about a request: data, whose words are made where they leave.

mod part;
mod quoted;
mod rule;
mod shown;

pub use part::{Expected, Got, Remedy};
pub(super) use quoted::MOST_QUOTED;
pub use quoted::beginning;
pub use rule::Rule;
pub use shown::header_value;

use std::fmt;

use super::{encoding::is_utf16, pointer::place};

use quoted::quoted;

/// What is wrong with one place of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// JSON pointer of the place; a parameter's is its name behind a slash.
    pub pointer: String,
    /// The rule that was broken.
    pub rule: Rule,
    /// What the contract asks for.
    pub expected: Expected,
    /// What came.
    pub got: Got,
    /// The right name that is nearest to what came.
    pub nearest: Option<String>,
    /// What to do about it.
    pub remedy: Remedy,
    /// The page that says so.
    pub page: &'static str,
}

/// Of so many problems of one kind is told; the rest is more of the same.
pub(super) const MOST_TOLD: usize = 50_000;

impl Problem {
    /// A problem with a place, of which a long one is cut; the other parts are added by what follows.
    #[must_use]
    pub fn new(pointer: impl Into<String>, rule: Rule) -> Self {
        Self {
            pointer: quoted(pointer),
            rule,
            expected: Expected::default(),
            got: Got::default(),
            nearest: None,
            remedy: Remedy::default(),
            page: "",
        }
    }

    /// The problem of a body that is no JSON, and why it is none.
    #[must_use]
    pub fn not_json(body: &[u8], why: String) -> Self {
        if is_utf16(body) {
            let problem = Self::new("", Rule::Json).expected("a body in JSON, encoded in UTF-8");
            return problem.got("a text in UTF-16").remedy("send the body in UTF-8");
        }
        Self::new("", Rule::Json).expected(Expected::Json).got(Got::NotJson(why)).remedy(Remedy::MendJson)
    }

    /// The place of the member that has the wrong name, if that is what the problem says.
    #[must_use]
    pub fn misspelt(&self) -> Option<String> {
        let Remedy::Rename { from, .. } = &self.remedy else { return None };
        let (parent, _) = self.pointer.rsplit_once('/')?;
        Some(place(parent, from))
    }

    /// The problem of something that stands in the place of this pointer.
    #[must_use]
    pub fn inside(self, pointer: &str) -> Self {
        Self { pointer: quoted(format!("{pointer}{}", self.pointer)), ..self }
    }

    /// Says what the contract asks for.
    #[must_use]
    pub fn expected(self, expected: impl Into<Expected>) -> Self {
        Self { expected: expected.into(), ..self }
    }

    /// Says what came; of a long text the beginning.
    #[must_use]
    pub fn got(self, got: impl Into<Got>) -> Self {
        Self { got: got.into().quoted(), ..self }
    }

    /// Names the right word that is nearest to what came; of a long one the beginning.
    #[must_use]
    pub fn nearest(self, nearest: Option<impl Into<String>>) -> Self {
        Self { nearest: nearest.map(quoted), ..self }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn remedy(self, remedy: impl Into<Remedy>) -> Self {
        Self { remedy: remedy.into(), ..self }
    }

    /// How many bytes its texts take.
    #[must_use]
    pub fn heap(&self) -> usize {
        let own = [self.pointer.capacity(), self.nearest.as_ref().map_or(0, String::capacity)];
        let parts = [self.expected.heap(), self.got.heap(), self.remedy.heap()];
        own.into_iter().chain(parts).filter(|bytes| *bytes > 0).map(|bytes| bytes + OVERHEAD).sum()
    }

    /// Puts other texts in the place of those that have a replacement: of what was expected, came or is advised, too.
    pub fn replace(&mut self, replacement: impl Fn(&str) -> Option<String>) {
        for text in [&mut self.pointer].into_iter().chain(&mut self.nearest) {
            if let Some(other) = replacement(text) {
                *text = other;
            }
        }
        if let Some(other) = replacement(&self.expected.to_string()) {
            self.expected = other.into();
        }
        if let Some(other) = replacement(&self.got.to_string()) {
            self.got = other.into();
        }
        if let Some(other) = replacement(&self.remedy.to_string()) {
            self.remedy = other.into();
        }
    }

    /// Whether it is about a field rather than the request as a whole.
    #[must_use]
    pub fn has_place(&self) -> bool {
        !self.pointer.trim_start_matches('/').is_empty()
    }
}

/// What an allocator takes beside a text, about.
const OVERHEAD: usize = 16;

/// The problem in words: `{}` behind something else, `{:#}` as a sentence of its own.
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_place() {
            write!(formatter, "{}: ", self.pointer.trim_start_matches('/').replace('/', "."))?;
        }
        let begins = formatter.alternate() && !self.has_place();
        formatter.write_str(if begins { "Expected" } else { "expected" })?;
        write!(formatter, " {}, got {}", self.expected, self.got)?;
        if let Some(nearest) = &self.nearest {
            write!(formatter, "; did you mean {nearest}?")?;
        }
        match &self.remedy {
            // Once more what was expected would be no help.
            Remedy::Nothing | Remedy::SendExpected => Ok(()),
            remedy => write!(formatter, " - {remedy}"),
        }
    }
}

/// The first problem in words, as a sentence of its own or not, with how many more there are in the place where all are.
#[must_use]
pub fn told(problems: &[Problem], is_sentence: bool, place: &str) -> String {
    let Some((first, rest)) = problems.split_first() else { return String::new() };
    let first = if is_sentence { format!("{first:#}") } else { first.to_string() };
    if rest.is_empty() { first } else { format!("{first} ({} more in {place})", rest.len()) }
}
