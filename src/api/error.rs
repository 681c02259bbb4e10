//! The error table, and the one error that every refusal is.

use std::fmt;

use serde::Serialize;

use crate::{
    contract::{Problem, Provenance},
    memory::Full,
};

use super::{
    Service,
    context::Unknown,
    quirk::{ErrorProfile, QuirkId, QuirkSet, Quirks},
};

/// One situation that is refused.
#[derive(Clone, Copy, Debug)]
pub struct ErrorRow {
    /// Status and code by the documentation.
    pub documented: (u16, &'static str),
    /// Status and code that clients meet.
    pub observed: (u16, &'static str),
    /// The message that belongs to the code.
    pub message: &'static str,
    /// How well founded the row is.
    pub provenance: Provenance,
}

/// Writes the enum of situations and its table; a row without an observed answer has the documented one in both.
macro_rules! errors {
    (@observed $documented:ident) => { $documented };
    (@observed $documented:ident $status:literal $code:literal) => { ($status, $code) };
    ($($(#[$doc:meta])+ $variant:ident $status:literal $code:literal $(observed $other:literal $other_code:literal)?, $message:literal, $provenance:ident;)+) => {
        /// Every situation in which a request is refused.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum ErrorCode { $($(#[$doc])+ $variant,)+ }

        impl ErrorCode {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The row of the table.
            #[must_use]
            pub const fn row(self) -> ErrorRow {
                match self {$(Self::$variant => {
                    let documented = ($status, $code);
                    let observed = errors!(@observed documented $($other $other_code)?);
                    ErrorRow { documented, observed, message: $message, provenance: Provenance::$provenance }
                })+}
            }
        }
    };
}

errors! {
    /// A body that is no JSON, in Build.
    BuildMalformedJson 400 "CB.00060200", "Invalid parameter.", Page;
    /// A missing or wrong value, in Build.
    BuildInvalidParameter 400 "CB.00060200" observed 400 "DEV.CB.032000", "Invalid parameter.", Page;
    /// A job id that cannot be one.
    BuildMalformedJobId 400 "CB.00060201" observed 400 "DEV.CB.032011", "Invalid task ID.", Page;
    /// A project id that cannot be one, in Build.
    BuildMalformedProjectId 400 "CB.00060202", "Invalid service ID.", Assumed;
    /// A project that does not exist, in Build.
    BuildUnknownProject 404 "CB.00060214", "The project does not exist.", Assumed;
    /// A job that does not exist, or not in the given project.
    BuildUnknownJob 404 "DEVCB.00031006" observed 422 "DEVCB.00031006", "The build task does not exist.", Clients;
    /// The caller lacks a permission, in Build.
    BuildForbidden 403 "CB.00031059", "Insufficient permission.", Assumed;
    /// A failure of the server itself, in Build.
    BuildInternal 500 "CB.00060101", "Internal error.", Page;
    /// A body that is no JSON, in Pipeline.
    PipelineMalformedJson 400 "DEVCP.00021400", "Bad request parameter.", Page;
    /// A missing or wrong value, in Pipeline.
    PipelineInvalidParameter 400 "DEVCP.00021400" observed 200 "DEVCP.00014004", "Bad request parameter.", Page;
    /// A pipeline that does not exist.
    PipelineUnknownPipeline 404 "DEVPIPE.00011401" observed 200 "DEVPIPE.00011401", "The pipeline does not exist.", Clients;
    /// A project that does not exist or of which the caller is no member, in Pipeline.
    PipelineUnknownProject 404 "DEVPIPE.00011412" observed 200 "DEVPIPE.00011412", "The project does not exist or the caller is not a member.", Clients;
    /// A pipeline of another project.
    PipelineMismatch 400 "DEVPIPE.00011136" observed 200 "DEVPIPE.00011136", "The project ID and the pipeline do not match.", Clients;
    /// A user whom the project does not have.
    PipelineUnknownUser 404 "DEVCP.00012002" observed 200 "DEVCP.00012002", "No such record.", Page;
    /// The caller lacks a permission, in Pipeline.
    PipelineForbidden 403 "DEVCP.00014031" observed 200 "DEVCP.00014031", "Insufficient permission.", Page;
    /// A failure of the server itself, in Pipeline.
    PipelineInternal 500 "DEVCP.00010000", "Unknown service exception.", Page;
    /// A body that IAM does not understand.
    IamInvalidBody 400 "400", "The request body is invalid", Page;
    /// A name or a password that is wrong.
    IamWrongPassword 401 "401", "The username or password is wrong.", Page;
    /// A token that IAM has not issued, or that has expired.
    IamUnknownToken 404 "404", "The token does not exist or has expired.", Assumed;
    /// The caller lacks a permission, in IAM.
    IamForbidden 403 "403", "You are not authorized to perform the requested action.", Assumed;
    /// A failure of the server itself, in IAM.
    IamInternal 500 "500", "Internal server error.", Assumed;
    /// A path that is not emulated.
    UnknownPath 404 "APIGW.0101", "The API does not exist or has not been published in the environment.", Page;
    /// A known path with another method, if that is to be told apart.
    MethodNotAllowed 405 "APIGW.0101", "The API does not exist or has not been published in the environment.", Assumed;
    /// No credential, or a wrong one.
    Unauthenticated 401 "APIGW.0301", "Incorrect IAM authentication information", Page;
    /// A token that has expired.
    TokenExpired 401 "APIGW.0307", "The token must be updated.", Page;
    /// A body over the limit.
    TooLarge 413 "APIGW.0201", "Request entity too large.", Page;
    /// Too many calls in a short time.
    Throttled 429 "APIGW.0308", "The throttling threshold has been reached.", Page;
    /// The service behind the gateway cannot be reached.
    BackendUnavailable 502 "APIGW.0201", "Backend unavailable.", Page;
    /// The gateway itself cannot answer for now.
    ServiceUnavailable 503 "APIGW.0613", "The service is unavailable. Try again later.", Page;
    /// The service behind the gateway takes too long.
    BackendTimeout 504 "APIGW.0201", "Backend timeout.", Page;
    /// A header that only this server knows, with a value that it does not.
    InvalidControl 400 "APIGW.0201", "API request error.", Assumed;
    /// There is no room in memory for what a call needs.
    MemoryFull 503 "APIGW.0613", "The service is unavailable. Try again later.", Assumed;
    /// There is no room for another namespace.
    NamespacesFull 503 "APIGW.0201", "API request error.", Assumed;
    /// A body that does not say that it is JSON.
    UnsupportedMediaType 415 "APIGW.0201", "API request error.", Assumed;
    /// A body that never came, or came broken.
    IncompleteBody 400 "APIGW.0201", "API request error.", Page;
    /// A failure of the server itself, before any service was chosen.
    GatewayInternal 500 "APIGW.0601", "Internal server error.", Page;
}

impl ErrorCode {
    /// The service that refuses, or none if the gateway does.
    #[must_use]
    pub const fn service(self) -> Option<Service> {
        match self {
            Self::BuildMalformedJson
            | Self::BuildInvalidParameter
            | Self::BuildMalformedJobId
            | Self::BuildMalformedProjectId
            | Self::BuildUnknownProject
            | Self::BuildUnknownJob
            | Self::BuildForbidden
            | Self::BuildInternal => Some(Service::Build),
            Self::PipelineMalformedJson
            | Self::PipelineInvalidParameter
            | Self::PipelineUnknownPipeline
            | Self::PipelineUnknownProject
            | Self::PipelineMismatch
            | Self::PipelineUnknownUser
            | Self::PipelineForbidden
            | Self::PipelineInternal => Some(Service::Pipeline),
            Self::IamInvalidBody
            | Self::IamWrongPassword
            | Self::IamUnknownToken
            | Self::IamForbidden
            | Self::IamInternal => Some(Service::Iam),
            _ => None,
        }
    }

    /// Whether the refusal has the form of IAM.
    #[must_use]
    pub const fn is_of_iam(self) -> bool {
        matches!(self.service(), Some(Service::Iam))
    }

    /// Status and code in the profile that is in force.
    #[must_use]
    pub const fn answer(self, profile: ErrorProfile) -> (u16, &'static str) {
        match profile {
            ErrorProfile::Documented => self.row().documented,
            ErrorProfile::Observed => self.row().observed,
        }
    }
}

/// A refusal: what the client sees, and apart from it what only the log sees.
#[derive(Clone, Debug)]
pub struct ApiError {
    /// The situation.
    pub code: ErrorCode,
    /// What is said behind the message of the code.
    pub detail: String,
    /// Everything that is wrong with the request.
    pub problems: Vec<Problem>,
    /// What the log says beyond that.
    pub source: Option<String>,
    /// After so many seconds the client may try again.
    pub retry_after: Option<u64>,
    /// The methods to name in `Allow`.
    pub allow: Option<String>,
    /// The ids that nobody has created, if that is why.
    pub unknown: Vec<Unknown>,
    /// Whether the status was asked for, so that it is the documented one in every profile.
    pub is_forced: bool,
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
        Self {
            code,
            detail: String::new(),
            problems: Vec::new(),
            source: None,
            retry_after: None,
            allow: None,
            unknown: Vec::new(),
            is_forced: false,
            quirks: QuirkSet::NONE,
        }
    }

    /// A refusal for these problems; the first one is told in the message.
    #[must_use]
    pub fn because(code: ErrorCode, problems: Vec<Problem>) -> Self {
        let more = match problems.len() {
            0 | 1 => String::new(),
            several => format!(" ({} more in X-Mock-Problems)", several - 1),
        };
        let detail = problems.first().map(|problem| problem.sentence() + &more).unwrap_or_default();
        Self { detail, problems, ..Self::new(code) }
    }

    /// The refusal of a call for which there is no room in memory.
    #[must_use]
    pub fn memory(full: Full) -> Self {
        let problem = Problem::new("", "memory").expected(full.expected()).got(full.got()).remedy(Full::REMEDY);
        Self::because(ErrorCode::MemoryFull, vec![problem])
    }

    /// Notes that the refusal depended on quirks.
    #[must_use]
    pub fn depending_on(self, quirks: QuirkSet) -> Self {
        Self { quirks: self.quirks.and(quirks), ..self }
    }

    /// Says something behind the message of the code.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Says something in the log only.
    #[must_use]
    pub fn source(self, source: impl Into<String>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// The message as the client sees it.
    #[must_use]
    pub fn message(&self) -> String {
        let message = self.code.row().message;
        match self.detail.as_str() {
            "" => message.to_owned(),
            detail if message.ends_with('.') => match detail.strip_prefix("expected ") {
                // What is about no field in particular begins a sentence.
                Some(rest) => format!("{message} Expected {rest}"),
                None => format!("{message} {detail}"),
            },
            detail => format!("{message}: {detail}"),
        }
    }

    /// The quirks that the refusal depended on, its own status included.
    #[must_use]
    pub fn all_quirks(&self) -> QuirkSet {
        let row = self.code.row();
        let has_two_forms = row.documented != row.observed;
        if has_two_forms && !self.is_forced { self.quirks.with(QuirkId::ErrorProfile) } else { self.quirks }
    }

    /// Status and body in the profile that is in force.
    #[must_use]
    pub fn answer(&self, quirks: &Quirks) -> (u16, Vec<u8>) {
        let (status, code) =
            if self.is_forced { self.code.row().documented } else { self.code.answer(quirks.error_profile) };
        let body = if self.code.is_of_iam() {
            let error = IamError { code: status, message: self.message(), title: title(status).to_owned() };
            serde_json::to_vec(&IamErrorBody { error })
        } else {
            serde_json::to_vec(&ErrorBody { error_code: code.to_owned(), error_msg: self.message() })
        };
        (status, body.unwrap_or_default())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

impl std::error::Error for ApiError {}

/// The situations that every service has a code of its own for.
impl Service {
    /// A body that is no JSON.
    #[must_use]
    pub const fn malformed_json(self) -> ErrorCode {
        match self {
            Self::Build => ErrorCode::BuildMalformedJson,
            Self::Pipeline => ErrorCode::PipelineMalformedJson,
            Self::Iam => ErrorCode::IamInvalidBody,
        }
    }

    /// A missing or wrong value.
    #[must_use]
    pub const fn invalid_parameter(self) -> ErrorCode {
        match self {
            Self::Build => ErrorCode::BuildInvalidParameter,
            Self::Pipeline => ErrorCode::PipelineInvalidParameter,
            Self::Iam => ErrorCode::IamInvalidBody,
        }
    }

    /// An id that cannot be one, by the entity that it should identify.
    #[must_use]
    pub fn malformed_id(self, entity: &str) -> ErrorCode {
        match (self, entity) {
            (Self::Build, "job") => ErrorCode::BuildMalformedJobId,
            (Self::Build, "project") => ErrorCode::BuildMalformedProjectId,
            (Self::Build, _) => ErrorCode::BuildInvalidParameter,
            (Self::Pipeline, _) => ErrorCode::PipelineInvalidParameter,
            (Self::Iam, _) => ErrorCode::IamInvalidBody,
        }
    }

    /// A project that does not exist.
    #[must_use]
    pub const fn unknown_project(self) -> ErrorCode {
        match self {
            Self::Build => ErrorCode::BuildUnknownProject,
            Self::Pipeline => ErrorCode::PipelineUnknownProject,
            Self::Iam => ErrorCode::IamInvalidBody,
        }
    }

    /// The caller is no member of the project.
    #[must_use]
    pub const fn not_a_member(self) -> ErrorCode {
        match self {
            Self::Pipeline => ErrorCode::PipelineUnknownProject,
            Self::Build | Self::Iam => self.forbidden(),
        }
    }

    /// The caller lacks a permission.
    #[must_use]
    pub const fn forbidden(self) -> ErrorCode {
        match self {
            Self::Build => ErrorCode::BuildForbidden,
            Self::Pipeline => ErrorCode::PipelineForbidden,
            Self::Iam => ErrorCode::IamForbidden,
        }
    }

    /// A failure of the server itself.
    #[must_use]
    pub const fn internal(self) -> ErrorCode {
        match self {
            Self::Build => ErrorCode::BuildInternal,
            Self::Pipeline => ErrorCode::PipelineInternal,
            Self::Iam => ErrorCode::IamInternal,
        }
    }
}
