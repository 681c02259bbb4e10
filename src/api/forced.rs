//! Refusals on demand: what a status means for an operation, in its service's own words.

use serde::Serialize;
use serde_json::Value;

use super::{ErrorCode, Operation, Service};

/// Refusals of the gateway, which every operation can meet.
const OF_GATEWAY: &[(u16, ErrorCode)] = &[
    (401, ErrorCode::Unauthenticated),
    (404, ErrorCode::UnknownPath),
    (413, ErrorCode::TooLarge),
    (429, ErrorCode::Throttled),
    (502, ErrorCode::BackendUnavailable),
    (503, ErrorCode::ServiceUnavailable),
    (504, ErrorCode::BackendTimeout),
];

/// Refusals of each service itself.
const fn of_service(service: Service) -> &'static [(u16, ErrorCode)] {
    match service {
        Service::Build => &[
            (400, ErrorCode::BuildInvalidParameter),
            (403, ErrorCode::BuildForbidden),
            (404, ErrorCode::BuildUnknownJob),
            (500, ErrorCode::BuildInternal),
        ],
        Service::Pipeline => &[
            (400, ErrorCode::PipelineInvalidParameter),
            (403, ErrorCode::PipelineForbidden),
            (404, ErrorCode::PipelineUnknownPipeline),
            (500, ErrorCode::PipelineInternal),
        ],
        Service::Iam => &[
            (400, ErrorCode::IamInvalidBody),
            (401, ErrorCode::IamWrongPassword),
            (403, ErrorCode::IamForbidden),
            (404, ErrorCode::IamUnknownToken),
            (500, ErrorCode::IamInternal),
        ],
    }
}

/// The situation in which an operation is refused with this status, if some page has one.
#[must_use]
pub fn refusal_of_status(operation: &Operation, status: u16) -> Option<ErrorCode> {
    let mut rows = of_service(operation.service).iter().chain(OF_GATEWAY);
    rows.find(|(known, _)| *known == status).map(|(_, code)| *code)
}

/// The statuses with which an operation can be refused, in order.
#[must_use]
pub fn fault_statuses(operation: &Operation) -> Vec<u16> {
    let rows = of_service(operation.service).iter().chain(OF_GATEWAY);
    let mut statuses: Vec<_> = rows.map(|(status, _)| *status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// The body of a failure inside HTTP 200.
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
        Service::Pipeline | Service::Iam => {
            serde_json::to_vec(&super::ErrorBody { error_code: code.to_owned(), error_msg: message.to_owned() })
        }
    };
    body.unwrap_or_default()
}
