//! The one error that every refusal is.

mod situation;
mod table;

pub use situation::Situation;
pub use table::{ErrorCode, ErrorRow};

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use serde::Serialize;

use crate::{
    contract::{Problem, told},
    memory::Full,
};

use super::{
    Service,
    quirk::{QuirkId, QuirkSet, Quirks},
};

/// Why it came to a refusal, for the log.
pub type Source = Arc<dyn Error + Send + Sync>;

/// What one situation says beyond what all of them do.
#[derive(Clone, Debug, Default)]
pub enum Particular {
    /// Nothing.
    #[default]
    Nothing,
    /// The path has no operation of this method.
    Nowhere {
        /// The operation that was probably meant, in words.
        closest: String,
        /// The methods that the path has, in order, for `Allow`.
        methods: Vec<&'static str>,
    },
    /// What the gateway itself says of a credential.
    Gateway(String),
    /// After so many seconds the client may try again, for `Retry-After`.
    Seconds(u64),
    /// Some ids are unknown.
    UnknownIds,
    /// The refusal was asked for, so that its status is the documented one in every profile.
    Fault,
}

/// A refusal: what the client sees, and apart from it what only the log sees.
#[derive(Clone, Debug)]
pub struct ApiError {
    /// The situation.
    pub code: ErrorCode,
    /// Everything that is wrong with the request; the first problem is told in the message.
    pub problems: Vec<Problem>,
    /// What the log says beyond that.
    pub source: Option<Source>,
    /// What only this situation has to say.
    pub particular: Particular,
    /// The quirks that the refusal depended on.
    pub quirks: QuirkSet,
}

/// The documented body of a refusal.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(inline)]
pub struct ErrorBody {
    /// Error code.
    pub error_code: String,
    /// Error message.
    pub error_msg: String,
}

/// The body of a refusal by IAM, which has a form of its own.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(inline)]
pub struct IamErrorBody {
    /// The error.
    pub error: IamError,
}

/// The error in a refusal by IAM.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(inline)]
pub struct IamError {
    /// The status once more.
    pub code: u16,
    /// Error message.
    pub message: String,
    /// The status in words.
    pub title: String,
}

/// The words of the statuses that IAM answers with.
const fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Internal Server Error",
    }
}

impl ApiError {
    /// A refusal that its code says all about.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, problems: Vec::new(), source: None, particular: Particular::Nothing, quirks: QuirkSet::NONE }
    }

    /// A refusal for these problems; the first one is told in the message.
    #[must_use]
    pub fn because(code: ErrorCode, problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::new(code) }
    }

    /// A refusal that was asked for.
    #[must_use]
    pub fn fault(code: ErrorCode) -> Self {
        Self { particular: Particular::Fault, ..Self::new(code) }
    }

    /// The refusal of a call for which there is no room in memory.
    #[must_use]
    pub fn memory(full: Full) -> Self {
        Self::because(ErrorCode::gateway(Situation::MemoryFull), vec![full.into()])
    }

    /// Notes that the refusal depended on quirks.
    #[must_use]
    pub fn depending_on(self, quirks: QuirkSet) -> Self {
        Self { quirks: self.quirks.and(quirks), ..self }
    }

    /// Says something in the log only.
    #[must_use]
    pub fn caused_by(self, source: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }

    /// Whether it is because of ids that nobody has created.
    #[must_use]
    pub const fn names_unknown_ids(&self) -> bool {
        matches!(self.particular, Particular::UnknownIds)
    }

    /// The message as the client sees it.
    #[must_use]
    pub fn message(&self) -> String {
        let message = self.code.row().message;
        match self.words() {
            Some(words) if self.code.row().is_sentence() => format!("{message} {words}"),
            Some(words) => format!("{message}: {words}"),
            None => message.to_owned(),
        }
    }

    /// What is said behind the message of the code, if anything is.
    #[must_use]
    pub fn words(&self) -> Option<Cow<'_, str>> {
        let row = self.code.row();
        match &self.particular {
            Particular::Nowhere { closest: words, .. } | Particular::Gateway(words) => Some(words.into()),
            Particular::Fault => Some("A fault was injected.".into()),
            _ if self.problems.is_empty() || row.says_all => None,
            _ => Some(told(&self.problems, row.is_sentence(), "X-Mock-Problems").into()),
        }
    }

    /// The quirks that the refusal depended on, its own status included.
    #[must_use]
    pub fn all_quirks(&self) -> QuirkSet {
        let row = self.code.row();
        let has_two_forms = row.documented != row.observed;
        if has_two_forms && !self.is_fault() { self.quirks.with(QuirkId::ErrorProfile) } else { self.quirks }
    }

    const fn is_fault(&self) -> bool {
        matches!(self.particular, Particular::Fault)
    }

    /// Status, code and body in the profile that is in force.
    ///
    /// # Panics
    /// Never: the body is a struct of texts and numbers.
    #[must_use]
    pub fn answer(&self, quirks: &Quirks) -> (u16, &'static str, Vec<u8>) {
        let row = self.code.row();
        let (status, code) = if self.is_fault() { row.documented } else { row.answer(quirks.error_profile) };
        let body = if row.service == Service::Iam {
            let error = IamError { code: status, message: self.message(), title: title(status).to_owned() };
            serde_json::to_vec(&IamErrorBody { error })
        } else {
            serde_json::to_vec(&ErrorBody { error_code: code.to_owned(), error_msg: self.message() })
        };
        (status, code, body.expect("texts and numbers are JSON"))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
