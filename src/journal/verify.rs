//! Whether what happened is what was expected, and if not, what came nearest.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::{Difference, Pattern};

use super::Entry;

/// What should have happened.
///
/// ```
/// use codearts_mock::{Expectation, MockServer};
///
/// let expectation = Expectation::of("CheckJobInternal").query("job_id", "1").at_most(3).at_least(0);
///
/// assert_eq!(MockServer::start().verify(&expectation), Ok(()));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The operation that should have been called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// What the requests should have had.
    #[serde(default, rename = "match")]
    pub pattern: Pattern,
    /// How often; at least once if nothing is said.
    #[serde(default)]
    pub times: Times,
}

/// How often something should have happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Exactly this often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<usize>,
    /// This often or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<usize>,
    /// This often or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<usize>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Verdict {
    /// Whether it is what was expected.
    pub ok: bool,
    /// How many requests match.
    pub found: usize,
    /// What was expected, in words.
    pub expected: String,
    /// The requests that came nearest, the nearest first; if there were too many, those that match.
    pub nearest: Vec<Miss>,
}

/// A request that does not match.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Miss {
    /// The request's number in the journal.
    pub number: u64,
    /// The operation that it called.
    pub operation: Option<&'static str>,
    /// Method and path.
    pub request: String,
    /// The status of its answer.
    pub status: u16,
    /// Where it differs.
    pub differences: Vec<Difference>,
}

impl Times {
    /// Whether the number is within the bounds.
    #[must_use]
    pub fn allows(self, found: usize) -> bool {
        let says_nothing = self == Self::default();
        self.exactly.is_none_or(|exactly| found == exactly)
            && self.at_least.is_none_or(|least| found >= least)
            && self.at_most.is_none_or(|most| found <= most)
            && !(says_nothing && found == 0)
    }

    /// Whether any number is within the bounds.
    #[must_use]
    pub fn is_possible(self) -> bool {
        self.exactly.or(self.at_least).is_none_or(|least| self.allows(least))
    }

    /// Whether the number is above the bounds.
    fn is_exceeded_by(self, found: usize) -> bool {
        self.exactly.or(self.at_most).is_some_and(|most| found > most)
    }

    fn words(self) -> String {
        let words = [
            self.exactly.map(|times| format!("exactly {times}")),
            self.at_least.map(|times| format!("at least {times}")),
            self.at_most.map(|times| format!("at most {times}")),
        ];
        let words: Vec<_> = words.into_iter().flatten().collect();
        if words.is_empty() { "at least 1".to_owned() } else { words.join(" and ") }
    }
}

impl Expectation {
    /// The most requests that a verdict shows.
    const SHOWN: usize = 3;

    /// Expects calls of an operation, at least one.
    #[must_use]
    pub fn of(operation: &str) -> Self {
        Self { operation: Some(operation.to_owned()), pattern: Pattern::default(), times: Times::default() }
    }

    /// Expects the body to contain at least this.
    ///
    /// ```
    /// use codearts_mock::{Expectation, MockServer};
    /// use serde_json::json;
    ///
    /// let server = MockServer::start();
    /// let expectation = Expectation::of("ApplyProjectPermission").body(json!({ "project_switch": true }));
    ///
    /// assert_eq!(
    ///     server.verify(&expectation).unwrap_err().to_string(),
    ///     r#"expected at least 1 of ApplyProjectPermission with {"body":{"project_switch":true}}, found 0"#
    /// );
    /// ```
    #[must_use]
    pub fn body(mut self, body: serde_json::Value) -> Self {
        self.pattern.body = Some(body);
        self
    }

    /// Expects the query to have this parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.pattern.query.insert(name.to_owned(), value.into());
        self
    }

    /// Expects this header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.pattern.headers.insert(name.to_owned(), value.into());
        self
    }

    /// Expects exactly this many calls.
    ///
    /// ```
    /// use codearts_mock::{Expectation, MockServer};
    ///
    /// let server = MockServer::start();
    ///
    /// assert_eq!(server.verify(&Expectation::of("ShowJobInfo").exactly(0)), Ok(()));
    /// ```
    #[must_use]
    pub fn exactly(self, times: usize) -> Self {
        Self { times: Times { exactly: Some(times), ..Times::default() }, ..self }
    }

    /// Expects this many calls or more.
    #[must_use]
    pub fn at_least(self, times: usize) -> Self {
        Self { times: Times { exactly: None, at_least: Some(times), ..self.times }, ..self }
    }

    /// Expects this many calls or less.
    #[must_use]
    pub fn at_most(self, times: usize) -> Self {
        Self { times: Times { exactly: None, at_most: Some(times), ..self.times }, ..self }
    }

    /// What differs between a request and this expectation; nothing if it matches.
    #[must_use]
    pub fn differences(&self, entry: &Entry) -> Vec<Difference> {
        let mut differences = self.pattern.differences(&entry.subject(&self.pattern));
        if let Some(operation) = &self.operation
            && entry.operation_id() != Some(operation)
        {
            let (expected, got) = (operation.as_str().into(), entry.operation_id().into());
            differences.insert(0, Difference { place: "operation".to_owned(), expected, got });
        }
        differences
    }

    /// Whether a request matches. A request of another operation is not read.
    #[must_use]
    pub fn fits(&self, entry: &Entry) -> bool {
        self.operation.as_deref().is_none_or(|operation| entry.operation_id() == Some(operation))
            && self.pattern.differences(&entry.subject(&self.pattern)).is_empty()
    }

    /// Compares the expectation with what happened.
    #[must_use]
    pub fn check(&self, entries: &[Arc<Entry>]) -> Verdict {
        let found = entries.iter().filter(|entry| self.fits(entry)).count();
        let ok = self.times.allows(found);
        let nearest = match ok {
            true => Vec::new(),
            false if self.times.is_exceeded_by(found) => self.hits(entries),
            false => self.misses(entries),
        };
        Verdict { ok, found, expected: format!("{} {}", self.times.words(), self.words()), nearest }
    }

    /// The requests that do not match, the nearest first, a few of them.
    #[must_use]
    pub fn misses(&self, entries: &[Arc<Entry>]) -> Vec<Miss> {
        // Another operation is further away than any number of other values.
        let is_another = |miss: &Miss| self.operation.as_deref().is_some_and(|wanted| miss.operation != Some(wanted));
        let distance = |miss: &Miss| (is_another(miss), miss.differences.len());
        let mut nearest: Vec<Miss> = Vec::new();
        for miss in entries.iter().map(|entry| self.miss(entry)).filter(|miss| !miss.differences.is_empty()) {
            // At equal distance the older one stays first. The others are dropped at once, because they quote the
            // bodies.
            let place = nearest.partition_point(|nearer| distance(nearer) <= distance(&miss));
            nearest.insert(place, miss);
            nearest.truncate(Self::SHOWN);
        }
        nearest
    }

    /// The first requests that match.
    fn hits(&self, entries: &[Arc<Entry>]) -> Vec<Miss> {
        let hits = entries.iter().filter(|entry| self.fits(entry)).map(|entry| self.miss(entry));
        hits.take(Self::SHOWN).collect()
    }

    fn miss(&self, entry: &Entry) -> Miss {
        Miss {
            number: entry.number,
            operation: entry.operation_id(),
            request: format!("{} {}", entry.said.method(), entry.said.path()),
            status: entry.status,
            differences: self.differences(entry),
        }
    }

    /// The expectation in words.
    #[must_use]
    pub fn words(&self) -> String {
        let operation = self.operation.as_deref().unwrap_or("any operation");
        let pattern = serde_json::to_value(&self.pattern).expect("texts and JSON are JSON");
        match pattern.as_object() {
            Some(pattern) if !pattern.is_empty() => {
                format!("of {operation} with {}", serde_json::Value::from(pattern.clone()))
            }
            _ => format!("of {operation}"),
        }
    }

    /// Compares a sequence of expectations with what happened: each must be met after the one before, in order.
    #[must_use]
    pub fn check_sequence(sequence: &[Self], entries: &[Arc<Entry>]) -> Verdict {
        let mut rest = entries;
        for (index, expectation) in sequence.iter().enumerate() {
            let Some(position) = rest.iter().position(|entry| expectation.fits(entry)) else {
                let expected = format!("step {} of {}, a request {}", index + 1, sequence.len(), expectation.words());
                return Verdict { ok: false, found: index, expected, nearest: expectation.misses(rest) };
            };
            rest = &rest[position + 1..];
        }
        let expected = format!("{} requests in this order", sequence.len());
        Verdict { ok: true, found: sequence.len(), expected, nearest: Vec::new() }
    }
}

impl Verdict {
    /// The verdict as text for a person.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("expected {}, found {}", self.expected, self.found);
        for miss in &self.nearest {
            text.push_str(&format!(
                "\n  {}: #{} {} ({}) answered {}",
                if miss.differences.is_empty() { "found" } else { "nearest" },
                miss.number,
                miss.request,
                miss.operation.unwrap_or("no operation"),
                miss.status
            ));
            for difference in &miss.differences {
                text.push_str(&format!(
                    "\n    {}: expected {}, got {}",
                    difference.place, difference.expected, difference.got
                ));
            }
        }
        text
    }
}
