//! Refusals on demand: what a status means for an operation, in its service's own words.

use serde::Serialize;
use serde_json::Value;

use super::{ErrorCode, Operation, Service};

/// The rows by which an operation can be refused on demand: its service's own before the gateway's.
fn rows(operation: &Operation) -> impl Iterator<Item = ErrorCode> {
    let of = |service| ErrorCode::all().filter(move |code| code.row().service == service && code.row().answers_faults);
    of(operation.service).chain(of(Service::Gateway))
}

/// The row by which an operation is refused with this status, if some page has one.
#[must_use]
pub fn refusal_of_status(operation: &Operation, status: u16) -> Option<ErrorCode> {
    rows(operation).find(|code| code.row().documented.0 == status)
}

/// The statuses with which an operation can be refused, in order.
#[must_use]
pub fn fault_statuses(operation: &Operation) -> Vec<u16> {
    let mut statuses: Vec<_> = rows(operation).map(|code| code.row().documented.0).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// The body of a failure inside HTTP 200.
///
/// # Panics
/// Never: the body is a struct of texts.
#[must_use]
pub fn failure_in_200(operation: &Operation, code: &str, message: &str) -> Vec<u8> {
    #[derive(Serialize)]
    struct Envelope {
        result: Value,
        error: Value,
        status: &'static str,
    }

    let body = match operation.service {
        Service::Build => {
            // Where the SDKs declare a string, an object would break the Go SDK.
            let error = if operation.contract.error_is_text {
                Value::from(format!("{code}: {message}"))
            } else {
                serde_json::json!({ "code": code, "message": message })
            };
            serde_json::to_vec(&Envelope { result: Value::Null, error, status: "fail" })
        }
        Service::Pipeline | Service::Iam | Service::Gateway => {
            serde_json::to_vec(&super::ErrorBody { error_code: code.to_owned(), error_msg: message.to_owned() })
        }
    };
    body.expect("texts are JSON")
}
