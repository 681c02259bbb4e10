//! What a rule does: to which side of the operation, to the answer, and how long it waits.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::Unexpected};

use crate::{contract::inline_schema, domain::mixed};

/// When a [`Fault`](crate::Fault) interferes: [`Fault::afterwards`](crate::Fault::afterwards) chooses the later moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The operation does not happen.
    #[default]
    Before,
    /// The operation takes effect; the client does not learn of it.
    After,
}

/// What a [`Fault`](crate::Fault) does to an answer, for [`Fault::new`](crate::Fault::new).
///
/// ```
/// use codearts_mock::{Action, Always, Fault, MockServer};
///
/// let server = MockServer::start();
/// server.inject(Fault::new("CheckJobInternal", Some(Action::Reset(Always))));
/// let url = format!("{}/v1/job/permission/internal", server.uri());
///
/// assert!(!matches!(ureq::get(url).header("X-Auth-Token", "any").call(), Ok(_) | Err(ureq::Error::StatusCode(_))));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// It is a refusal with this status, with the code and message of the service.
    Status(u16),
    /// It is a failure inside HTTP 200.
    #[serde(rename = "failure_in_200")]
    FailureIn200(FailureIn200),
    /// The connection is reset.
    Reset(Always),
    /// The connection is closed without an answer.
    Empty(Always),
    /// It breaks off after this many bytes of the body.
    TruncateAt(usize),
    /// Its chunks are malformed.
    Malformed(Always),
    /// It comes after this many milliseconds, in which the call seems to hang.
    HangMs(u64),
}

/// The only value that makes sense for an [`Action`] without more to say; in JSON it is `true`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Always;

inline_schema!(Always, "Always", {
    "type": "boolean",
    "const": true,
    "x-expected": "true, or the member left out to do nothing",
});

impl Serialize for Always {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for Always {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if bool::deserialize(deserializer)? {
            Ok(Self)
        } else {
            Err(serde::de::Error::invalid_value(Unexpected::Bool(false), &"true"))
        }
    }
}

/// What a failure inside HTTP 200 says, for [`Action::FailureIn200`]: Pipeline answers so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailureIn200 {
    /// The code.
    pub code: String,
    /// The message.
    pub message: String,
}

/// How long a call waits, for [`Fault::delayed`](crate::Fault::delayed), which takes a [`Duration`] as well.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Delay {
    /// Always this many milliseconds.
    FixedMs(u64),
    /// Between two times; the same sequence for the same seed.
    Uniform {
        /// The shortest time, in milliseconds.
        min_ms: u64,
        /// The longest time, in milliseconds.
        max_ms: u64,
        /// The seed of the sequence.
        #[serde(default)]
        seed: u64,
    },
}

/// The same time for every call.
impl From<Duration> for Delay {
    fn from(time: Duration) -> Self {
        Self::FixedMs(milliseconds(time))
    }
}

pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Delay {
    /// How long the call with this number waits, in milliseconds.
    pub(super) fn of(self, number: u64) -> u64 {
        match self {
            Self::FixedMs(milliseconds) => milliseconds,
            Self::Uniform { min_ms, max_ms, seed } => {
                let span = max_ms.saturating_sub(min_ms).saturating_add(1);
                min_ms + mixed(seed ^ mixed(number)) % span
            }
        }
    }
}
