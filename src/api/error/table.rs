//! The error table: who refuses in which situation, with which status, code and message.

use crate::contract::Provenance;

use crate::api::{Service, quirk::ErrorProfile};

use super::Situation;

use Provenance::{Assumed, Clients, Page};
use Service::{Build, Gateway, Iam, Pipeline};
use Situation::{
    BackendTimeout, BackendUnavailable, EncodedBody, Forbidden, IncompleteBody, Internal, InvalidControl,
    InvalidParameter, MalformedId, MalformedJobId, MalformedJson, MalformedProjectId, MalformedRequest, MemoryFull,
    MethodNotAllowed, Mismatch, NamespacesFull, NotAMember, ServiceUnavailable, SlowBody, Throttled, TokenExpired,
    TooLarge, Unauthenticated, UnknownJob, UnknownPath, UnknownPipeline, UnknownProject, UnknownToken, UnknownUser,
    UnsupportedMediaType, WrongPassword,
};

/// One row: the situations that one service answers alike.
#[derive(Clone, Copy, Debug)]
pub struct ErrorRow {
    /// Who refuses.
    pub service: Service,
    /// What is answered so; the first situation names the row.
    pub situations: &'static [Situation],
    /// Status and code by the documentation.
    pub documented: (u16, &'static str),
    /// Status and code that clients meet.
    pub observed: (u16, &'static str),
    /// The message that belongs to the code.
    pub message: &'static str,
    /// How well founded the row is.
    pub provenance: Provenance,
    /// Whether a fault that wants the row's status is answered with it.
    pub answers_faults: bool,
    /// Whether the message tells no problem: it says all that the client may know.
    pub says_all: bool,
}

/// Every row, service by service.
const TABLE: &[ErrorRow] = &[
    row(Build, &[MalformedJson], 400, "CB.00060200", "Invalid parameter.", Page),
    row(Build, &[InvalidParameter, MalformedId], 400, "CB.00060200", "Invalid parameter.", Page)
        .observed(400, "DEV.CB.032000")
        .answers_faults(),
    row(Build, &[MalformedJobId], 400, "CB.00060201", "Invalid task ID.", Page).observed(400, "DEV.CB.032011"),
    row(Build, &[MalformedProjectId], 400, "CB.00060202", "Invalid service ID.", Assumed),
    row(Build, &[UnknownProject], 404, "CB.00060214", "The project does not exist.", Assumed),
    row(Build, &[UnknownJob, Mismatch], 404, "DEVCB.00031006", "The build task does not exist.", Clients)
        .observed(422, "DEVCB.00031006")
        .answers_faults(),
    row(Build, &[Forbidden, NotAMember], 403, "CB.00031059", "Insufficient permission.", Assumed).answers_faults(),
    row(Build, &[Internal], 500, "CB.00060101", "Internal error.", Page).answers_faults().says_all(),
    row(Pipeline, &[MalformedJson], 400, "DEVCP.00021400", "Bad request parameter.", Page),
    row(
        Pipeline,
        &[InvalidParameter, MalformedJobId, MalformedProjectId, MalformedId],
        400,
        "DEVCP.00021400",
        "Bad request parameter.",
        Page,
    )
    .observed(200, "DEVCP.00014004")
    .answers_faults(),
    row(Pipeline, &[UnknownPipeline], 404, "DEVPIPE.00011401", "The pipeline does not exist.", Clients)
        .observed(200, "DEVPIPE.00011401")
        .answers_faults(),
    row(
        Pipeline,
        &[UnknownProject, NotAMember],
        404,
        "DEVPIPE.00011412",
        "The project does not exist or the caller is not a member.",
        Clients,
    )
    .observed(200, "DEVPIPE.00011412"),
    row(Pipeline, &[Mismatch], 400, "DEVPIPE.00011136", "The project ID and the pipeline do not match.", Clients)
        .observed(200, "DEVPIPE.00011136"),
    row(Pipeline, &[UnknownUser], 404, "DEVCP.00012002", "No such record.", Page).observed(200, "DEVCP.00012002"),
    row(Pipeline, &[Forbidden], 403, "DEVCP.00014031", "Insufficient permission.", Page)
        .observed(200, "DEVCP.00014031")
        .answers_faults(),
    row(Pipeline, &[Internal], 500, "DEVCP.00010000", "Unknown service exception.", Page).answers_faults().says_all(),
    row(
        Iam,
        &[InvalidParameter, MalformedJson, MalformedJobId, MalformedProjectId, MalformedId, UnknownProject],
        400,
        "400",
        "The request body is invalid",
        Page,
    )
    .answers_faults(),
    row(Iam, &[WrongPassword], 401, "401", "The username or password is wrong.", Page).answers_faults().says_all(),
    row(Iam, &[UnknownToken], 404, "404", "The token does not exist or has expired.", Assumed)
        .answers_faults()
        .says_all(),
    row(Iam, &[Forbidden, NotAMember], 403, "403", "You are not authorized to perform the requested action.", Assumed)
        .answers_faults(),
    row(Iam, &[Internal], 500, "500", "Internal server error.", Assumed).answers_faults().says_all(),
    row(
        Gateway,
        &[UnknownPath],
        404,
        "APIGW.0101",
        "The API does not exist or has not been published in the environment.",
        Page,
    )
    .answers_faults(),
    row(
        Gateway,
        &[MethodNotAllowed],
        405,
        "APIGW.0101",
        "The API does not exist or has not been published in the environment.",
        Assumed,
    ),
    row(Gateway, &[Unauthenticated], 401, "APIGW.0301", "Incorrect IAM authentication information", Page)
        .answers_faults(),
    row(Gateway, &[TokenExpired], 401, "APIGW.0307", "The token must be updated.", Page),
    row(Gateway, &[TooLarge], 413, "APIGW.0201", "Request entity too large.", Page).answers_faults(),
    row(Gateway, &[Throttled], 429, "APIGW.0308", "The throttling threshold has been reached.", Page)
        .answers_faults()
        .says_all(),
    row(Gateway, &[BackendUnavailable], 502, "APIGW.0201", "Backend unavailable.", Page).answers_faults(),
    row(Gateway, &[ServiceUnavailable], 503, "APIGW.0613", "The service is unavailable. Try again later.", Page)
        .answers_faults(),
    row(Gateway, &[BackendTimeout], 504, "APIGW.0201", "Backend timeout.", Page).answers_faults(),
    row(Gateway, &[InvalidControl], 400, "APIGW.0201", "API request error.", Assumed),
    row(Gateway, &[MemoryFull], 503, "APIGW.0613", "The service is unavailable. Try again later.", Assumed),
    row(Gateway, &[NamespacesFull], 503, "APIGW.0201", "API request error.", Assumed),
    row(Gateway, &[UnsupportedMediaType], 415, "APIGW.0201", "API request error.", Assumed),
    row(Gateway, &[EncodedBody], 415, "APIGW.0201", "API request error.", Assumed),
    row(Gateway, &[MalformedRequest], 400, "APIGW.0201", "API request error.", Page),
    row(Gateway, &[SlowBody], 408, "APIGW.0201", "API request error.", Assumed),
    row(Gateway, &[IncompleteBody], 400, "APIGW.0201", "API request error.", Page),
    row(Gateway, &[Internal], 500, "APIGW.0601", "Internal server error.", Page).says_all(),
];

const fn row(
    service: Service,
    situations: &'static [Situation],
    status: u16,
    code: &'static str,
    message: &'static str,
    provenance: Provenance,
) -> ErrorRow {
    let documented = (status, code);
    ErrorRow {
        service,
        situations,
        documented,
        observed: documented,
        message,
        provenance,
        answers_faults: false,
        says_all: false,
    }
}

impl ErrorRow {
    /// Clients meet another status or code than the documented one.
    const fn observed(self, status: u16, code: &'static str) -> Self {
        Self { observed: (status, code), ..self }
    }

    const fn answers_faults(self) -> Self {
        Self { answers_faults: true, ..self }
    }

    const fn says_all(self) -> Self {
        Self { says_all: true, ..self }
    }

    /// Whether the message is a whole sentence, so that another one can follow it.
    #[must_use]
    pub const fn is_sentence(&self) -> bool {
        matches!(self.message.as_bytes(), [.., b'.'])
    }

    /// Status and code in the profile that is in force.
    #[must_use]
    pub const fn answer(&self, profile: ErrorProfile) -> (u16, &'static str) {
        match profile {
            ErrorProfile::Documented => self.documented,
            ErrorProfile::Observed => self.observed,
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ErrorCode(usize);

impl ErrorCode {
    /// How a service answers a situation.
    ///
    /// # Panics
    /// The table has no row for the two. In a constant, that is an error of the build.
    #[must_use]
    pub const fn of(service: Service, situation: Situation) -> Self {
        let mut index = 0;
        while index < TABLE.len() {
            if TABLE[index].service as u8 == service as u8 && TABLE[index].covers(situation) {
                return Self(index);
            }
            index += 1;
        }
        panic!("the error table has no such row")
    }

    /// How the gateway answers a situation.
    ///
    /// # Panics
    /// As [`ErrorCode::of`].
    #[must_use]
    pub const fn gateway(situation: Situation) -> Self {
        Self::of(Gateway, situation)
    }

    /// Every row, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).map(Self)
    }

    /// The situation that names the row.
    #[must_use]
    pub const fn situation(self) -> Situation {
        self.row().situations[0]
    }

    /// The row.
    #[must_use]
    pub const fn row(self) -> &'static ErrorRow {
        &TABLE[self.0]
    }
}

impl ErrorRow {
    const fn covers(&self, situation: Situation) -> bool {
        let mut index = 0;
        while index < self.situations.len() {
            if self.situations[index] as u8 == situation as u8 {
                return true;
            }
            index += 1;
        }
        false
    }
}

impl Service {
    /// How the service answers a situation.
    ///
    /// # Panics
    /// As [`ErrorCode::of`].
    #[must_use]
    pub const fn refusal(self, situation: Situation) -> ErrorCode {
        ErrorCode::of(self, situation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_answers_each_situation_in_one_row_and_each_forced_status_in_one() {
        let mut situations = Vec::new();
        let mut forced = Vec::new();
        for row in TABLE {
            situations.extend(row.situations.iter().map(|situation| (row.service, *situation)));
            forced.extend(row.answers_faults.then_some((row.service, row.documented.0)));
        }
        for list in [situations.len(), forced.len()].into_iter().zip([
            situations.iter().collect::<std::collections::BTreeSet<_>>().len(),
            forced.iter().collect::<std::collections::BTreeSet<_>>().len(),
        ]) {
            assert_eq!(list.0, list.1);
        }
    }

    #[test]
    fn every_service_with_operations_answers_what_the_way_of_a_call_can_meet() {
        let general =
            [MalformedJson, InvalidParameter, MalformedJobId, MalformedProjectId, MalformedId, UnknownProject];
        for service in [Build, Pipeline, Iam] {
            for situation in general.into_iter().chain([NotAMember, Forbidden, Internal]) {
                assert_eq!(service.refusal(situation).row().service, service, "{situation:?}");
            }
        }
    }
}
