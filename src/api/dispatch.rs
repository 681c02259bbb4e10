//! The way of a call through an operation: read, register, handle, answer; and what is refused is explained, in one place.

mod explained;
mod form;
mod handle;
mod register;

use schemars::generate::SchemaSettings;

use crate::contract::{Problem, parse};

use super::{
    Access, Answer, ApiError, Call, Endpoint, Operation, Situation,
    operation::Failure,
    quirk::{QuirkId, QuirkSet, UnknownFields},
};

use explained::explained;
use handle::{Done, handle};

/// An answer is rarely longer, in bytes.
const USUAL_ANSWER: usize = 512;

impl Operation {
    /// The row of an endpoint.
    #[must_use]
    pub const fn of<E: Endpoint>() -> Self {
        Self {
            contract: const { &E::CONTRACT.prepared() },
            service: E::SERVICE,
            writes: E::HANDLE.writes(),
            run: run::<E>,
            parses: |call| parse::<E::Request>(call.operation.contract, call.parts).map(drop),
            request: || {
                SchemaSettings::draft2020_12()
                    .with(|it| it.inline_subschemas = true)
                    .into_generator()
                    .into_root_schema_for::<E::Request>()
            },
            response: || {
                let settings = SchemaSettings::draft2020_12().for_serialize().with(|it| it.inline_subschemas = true);
                settings.into_generator().into_root_schema_for::<E::Response>()
            },
        }
    }

    /// Answers a call.
    ///
    /// # Errors
    /// The call is refused; the error tells every problem of the request.
    pub fn answer(&self, call: &Call<'_>, access: &dyn Access) -> Result<Answer, ApiError> {
        (self.run)(call, access).map_err(|failure| explained(call, access, failure))
    }
}

/// The whole way of a call, with the types of one endpoint.
fn run<E: Endpoint>(call: &Call<'_>, access: &dyn Access) -> Result<Answer, Failure> {
    let (request, noticed) = read::<E>(call)?;
    let done = handle::<E>(call, access, request);
    let done = done.map_err(|refusal| Failure::Refused(refusal.depending_on(noticed.quirks)))?;
    answer::<E>(call, done, noticed)
}

/// What was noticed about a request that could be read.
struct Noticed {
    problems: Vec<Problem>,
    quirks: QuirkSet,
}

/// Reads the request into its type; fields that nobody reads are a remark, or a refusal.
fn read<E: Endpoint>(call: &Call<'_>) -> Result<(E::Request, Noticed), Failure> {
    let (request, has_unread) = parse(call.operation.contract, call.parts).map_err(Failure::Unparsable)?;
    if !has_unread {
        return Ok((request, Noticed { problems: Vec::new(), quirks: QuirkSet::NONE }));
    }
    if call.quirks.unknown_fields == UnknownFields::Reject {
        return Err(Failure::UnknownFields);
    }
    let quirks = QuirkSet::NONE.with(QuirkId::UnknownFields);
    Ok((request, Noticed { problems: form::unknown_fields(call), quirks }))
}

/// The response as it leaves, with everything that was remarked.
fn answer<E: Endpoint>(call: &Call<'_>, done: Done<E::Response>, noticed: Noticed) -> Result<Answer, Failure> {
    let Done { response, remarks, changes, depends_on } = done;
    let mut problems = noticed.problems;
    problems.extend(remarks);
    for problem in &mut problems {
        problem.page = call.operation.contract.source.page;
    }
    let mut body = Vec::with_capacity(USUAL_ANSWER);
    serde_json::to_writer(&mut body, &response)
        .map_err(|error| Failure::Refused(ApiError::new(E::SERVICE.refusal(Situation::Internal)).caused_by(error)))?;
    let headers = E::headers(&response);
    let quirks = noticed.quirks.and(depends_on);
    Ok(Answer { status: E::CONTRACT.success, headers, body, problems, changes, quirks })
}
