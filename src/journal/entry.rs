//! One exchange as it is kept.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    api::Operation,
    contract::{Pattern, Problem, Subject},
    domain::{Caller, RequestId, Timestamp, UserId},
    memory::allocation,
    store::Changes,
};

use super::Transcript;

/// A request and its answer, as [`Scope::requests`](crate::Scope::requests) gives them.
///
/// ```
/// use codearts_mock::MockServer;
///
/// let server = MockServer::start();
/// let url = format!("{}/v1/job/permission/internal", server.uri());
/// ureq::get(url).header("X-Auth-Token", "my-token").call().unwrap();
///
/// let entry = server.requests().remove(0);
///
/// assert_eq!((entry.number, entry.said.method(), entry.status), (1, "GET", 200));
/// assert!(entry.duration() < std::time::Duration::from_mins(1));
/// assert!(!format!("{entry:?}").contains("my-token"));
/// ```
#[non_exhaustive]
#[derive(Debug)]
pub struct Entry {
    /// The position in the order of all exchanges of the namespace, from 1; set by the journal.
    pub number: u64,
    /// The request's id.
    pub request_id: RequestId,
    /// When the request came.
    pub time: Timestamp,
    /// How long the answer took, in microseconds.
    #[doc(hidden)]
    pub duration_us: u64,
    /// Method, path, headers and bodies, without secrets.
    pub said: Transcript,
    /// Whether the request's body was longer than what is kept.
    pub is_body_cut: bool,
    /// The operation, if the path and method belong to one.
    #[doc(hidden)]
    pub operation: Option<&'static Operation>,
    /// Who asked, if that was found out.
    #[doc(hidden)]
    pub caller: Option<Caller>,
    /// The status of the answer; 499 if the client disconnected first.
    pub status: u16,
    /// What was wrong with the request, or suspicious; only the first problems if there are very many.
    pub problems: Vec<Problem>,
    /// The rule of the fault that interfered.
    pub fault: Option<Box<str>>,
    /// What the request changed.
    pub changes: Changes,
}

impl Entry {
    /// The most bytes of a body that are kept.
    pub const MOST_BODY: usize = 64 * 1024;

    /// The most problems that are kept.
    pub const MOST_PROBLEMS: usize = 100;

    /// How many bytes the entry takes, including its slot in the journal.
    #[must_use]
    pub fn size(&self) -> usize {
        const SHARED: usize = 3 * size_of::<usize>();

        let problems: usize = self.problems.iter().map(Problem::heap).sum();
        let caller = self.caller.as_ref().and_then(Caller::user).map_or(0, UserId::heap);
        allocation(size_of::<Self>() + SHARED)
            + allocation(self.said.size())
            + allocation(self.problems.capacity() * size_of::<Problem>())
            + problems
            + allocation(caller)
            + self.fault.as_ref().map_or(0, |fault| allocation(fault.len()))
            + self.changes.size()
    }

    /// The request as a pattern sees it: parses only what the pattern asks for.
    #[must_use]
    pub fn subject(&self, pattern: &Pattern) -> Subject {
        let mut subject = Subject::default();
        if pattern.path.is_some() {
            self.said.path().clone_into(&mut subject.path);
        }
        if !pattern.query.is_empty() {
            subject.query = Subject::query_of(self.said.query());
        }
        if !pattern.headers.is_empty() {
            subject.headers = self.header_map();
        }
        if pattern.body.is_some() {
            // A body that is not JSON matches no pattern.
            subject.body = serde_json::from_slice(self.said.body()).unwrap_or(Value::Null);
        }
        subject
    }

    /// The headers as an object.
    #[must_use]
    pub fn header_map(&self) -> Map<String, Value> {
        self.said.headers().into_iter().map(|(name, value)| (name, value.into())).collect()
    }

    /// How long the answer took.
    #[must_use]
    pub const fn duration(&self) -> Duration {
        Duration::from_micros(self.duration_us)
    }

    /// The id of the operation, if there is one.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.operation.map(Operation::id)
    }
}

/// Which exchanges are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    /// Only this operation.
    pub operation: Option<String>,
    /// Only this status.
    pub status: Option<u16>,
    /// Only exchanges after this number.
    pub after: u64,
    /// The request must match.
    #[serde(skip)]
    pub pattern: Option<Pattern>,
}

impl Filter {
    /// Whether the filter accepts an exchange.
    #[must_use]
    pub fn takes(&self, entry: &Entry) -> bool {
        entry.number > self.after
            && self.operation.as_deref().is_none_or(|operation| entry.operation_id() == Some(operation))
            && self.status.is_none_or(|status| entry.status == status)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.differences(&entry.subject(pattern)).is_empty())
    }
}
