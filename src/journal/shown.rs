//! An exchange as the journal shows it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::{
    contract::Problem,
    domain::{RequestId, Timestamp},
    store::Changes,
};

use super::Entry;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Exchange")]
struct Shown<'a> {
    /// The position in the order of all exchanges of the namespace, from 1.
    number: u64,
    /// The request's id.
    request_id: RequestId,
    /// When the request came.
    time: Timestamp,
    /// How long the answer took, in microseconds.
    duration_us: u64,
    /// The operation, if the path and method belong to one.
    operation: Option<&'static str>,
    /// The caller, if known.
    caller: Option<String>,
    /// The method.
    method: &'a str,
    /// The path as the client sent it, without the prefix that names the namespace.
    path: &'a str,
    /// The query as the client sent it, without the question mark and without secrets.
    query: &'a str,
    /// The headers, without secrets.
    headers: Map<String, Value>,
    /// The beginning of the body, without secrets: as JSON if it is JSON, else as text; null if there is none.
    body: Value,
    /// Whether the body was longer than what is kept of it: 65536 bytes.
    is_body_cut: bool,
    /// The status of the answer; 499 if the client disconnected before there was one.
    status: u16,
    /// The body of the answer, in the same form.
    answer: Value,
    /// What was wrong with the request, or suspicious.
    problems: &'a [Problem],
    /// The rule of the fault that interfered.
    fault: Option<&'a str>,
    /// What the request changed.
    changes: &'a Changes,
}

impl<'a> From<&'a Entry> for Shown<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            number: entry.number,
            request_id: entry.request_id,
            time: entry.time,
            duration_us: entry.duration_us,
            operation: entry.operation_id(),
            caller: entry.caller.as_ref().map(ToString::to_string),
            method: entry.said.method(),
            path: entry.said.path(),
            query: entry.said.query(),
            headers: entry.header_map(),
            body: shown(entry.said.body()),
            is_body_cut: entry.is_body_cut,
            status: entry.status,
            answer: shown(entry.said.answer()),
            problems: &entry.problems,
            fault: entry.fault.as_deref(),
            changes: &entry.changes,
        }
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown::from(self).serialize(serializer)
    }
}

impl JsonSchema for Entry {
    fn schema_name() -> Cow<'static, str> {
        Shown::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Shown::json_schema(generator)
    }
}

/// A body as JSON if it is JSON, else as text; null if there is none.
fn shown(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into())
}
