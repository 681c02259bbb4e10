//! What an exchange comes to, before it is HTTP.

use std::borrow::Cow;

use bytes::Bytes;

use crate::{
    api::{Answer, ApiError, Particular, Quirks, Source},
    contract::Problem,
    namespace::Session,
    store::Changes,
};

/// Status, headers and body, and what is told of them elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    /// The status.
    pub(super) status: u16,
    /// The code of the error, if it is one.
    pub(super) code: Option<&'static str>,
    /// The headers that the operation adds.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body, JSON.
    pub(super) body: Bytes,
    /// What was wrong with the request, or suspicious.
    pub(super) problems: Vec<Problem>,
    /// What was changed.
    pub(super) changes: Changes,
    /// What only this kind of refusal has to say.
    pub(super) particular: Particular,
    /// The rule of the fault that interfered.
    pub(super) fault: Option<String>,
    /// Whether the fault was the request's own wish.
    pub(super) preferred: bool,
    /// The body breaks off after so many bytes.
    pub(super) truncate_at: Option<usize>,
    /// What only the log says.
    pub(super) source: Option<Source>,
}

impl Reply {
    /// Status, headers and body of what came out.
    pub(super) fn of(outcome: Result<Answer, ApiError>, quirks: &Quirks) -> Self {
        match outcome {
            Ok(Answer { status, headers, body, problems, changes, .. }) => {
                Self { headers, body: body.into(), problems, changes, ..Self::blank(status) }
            }
            Err(refusal) => {
                let (status, code, body) = refusal.answer(quirks);
                let ApiError { problems, particular, source, .. } = refusal;
                Self { code: Some(code), body: body.into(), problems, particular, source, ..Self::blank(status) }
            }
        }
    }

    /// Takes the secrets out of what quotes the request: it may hold one in a place where none belongs.
    pub(super) fn conceal(&mut self, session: &Session) {
        if self.problems.is_empty() && self.status < 400 {
            return;
        }
        if let Cow::Owned(body) = session.concealed(&self.body) {
            self.body = body.into();
        }
        let concealed = |text: &str| match session.concealed_text(text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(concealed) => Some(concealed),
        };
        self.problems.iter_mut().for_each(|problem| problem.replace(concealed));
    }

    /// A reply of which only the status is known yet.
    pub(super) fn blank(status: u16) -> Self {
        Self {
            status,
            code: None,
            headers: Vec::new(),
            body: Bytes::new(),
            problems: Vec::new(),
            changes: Changes::default(),
            particular: Particular::Nothing,
            fault: None,
            preferred: false,
            truncate_at: None,
            source: None,
        }
    }
}
