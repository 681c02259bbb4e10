//! The contents of a report.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What clients have exercised of the contract, as [`MockServer::coverage`](crate::MockServer::coverage) tells it.
///
/// ```
/// use codearts_mock::{MockServer, Report};
///
/// let report: Report = MockServer::start().coverage();
///
/// assert_eq!((report.requests, report.percent, report.operations.len() > 20), (0, 0.0, true));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this document.
    pub schema_version: u32,
    /// The namespace that it is about; none if it is about all.
    pub namespace: Option<String>,
    /// What a threshold is held against: of all documented successes, request fields and enum values, how many were seen.
    pub percent: f64,
    /// The parts of it, and the refusals.
    pub totals: Totals,
    /// Requests that fitted an operation.
    pub requests: u64,
    /// Requests that fitted none.
    pub requests_elsewhere: u64,
    /// The quirks that answers depended on.
    pub quirks: Vec<QuirkReport>,
    /// The namespaces that were seen.
    pub namespaces: Vec<String>,
    /// Every operation, in the order of the table.
    pub operations: Vec<OperationReport>,
}

/// How much was seen of everything: [`Report::totals`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Totals {
    /// Operations that were called.
    pub operations: Share,
    /// Operations that have succeeded.
    pub successes: Share,
    /// Documented statuses of refusals. They do not count towards the percentage: some only a fault can provoke.
    pub refusals: Share,
    /// Parameters and body fields that were sent.
    pub fields: Share,
    /// Enum values that were sent.
    pub values: Share,
}

/// How much of something was seen: a part of [`Totals`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// How many were seen.
    pub covered: usize,
    /// How many there are.
    pub of: usize,
    /// The same in percent; of nothing, all was seen.
    pub percent: f64,
}

/// How often answers depended on a quirk: [`Report::quirks`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuirkReport {
    /// The quirk.
    pub name: &'static str,
    /// Requests whose answer depended on it.
    pub requests: u64,
}

/// What was exercised of one operation: [`Report::operations`].
#[non_exhaustive]
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OperationReport {
    /// Its id.
    pub id: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// Its page.
    pub page: &'static str,
    /// Requests.
    pub requests: u64,
    /// As for the whole report.
    pub percent: f64,
    /// Every documented status and every other one that was seen.
    pub statuses: Vec<StatusReport>,
    /// Every field of the request.
    pub fields: Vec<FieldReport>,
    /// Every value of an enum.
    pub values: Vec<ValueReport>,
    /// Requests by kind of credential.
    pub credentials: BTreeMap<&'static str, u64>,
    /// The quirks that answers depended on.
    pub quirks: Vec<QuirkReport>,
    /// Fields that nobody knows, with the number of different requests that had them.
    pub unknown_fields: BTreeMap<String, u64>,
    /// Problems by rule.
    pub problems: BTreeMap<&'static str, u64>,
}

/// How often a status was answered: [`OperationReport::statuses`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusReport {
    /// The status.
    pub status: u16,
    /// Whether the page has it.
    pub is_documented: bool,
    /// Answers with it.
    pub answers: u64,
}

/// How often a field was sent: [`OperationReport::fields`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldReport {
    /// Its path, such as `permissions[].is_view`.
    pub name: String,
    /// Where it travels: path, query, header or body.
    pub location: &'static str,
    /// Whether it is mandatory.
    pub is_mandatory: bool,
    /// Different requests that had it, as far as they were told apart; 0 if none ever had.
    pub requests: u64,
}

/// How often a value of an enum was sent: [`OperationReport::values`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ValueReport {
    /// The field's path.
    pub field: String,
    /// The value.
    pub value: String,
    /// Different requests that had it, as far as they were told apart; 0 if none ever had.
    pub requests: u64,
}

impl Share {
    /// So many of so many.
    pub(super) fn new(covered: usize, of: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "no table is that long")]
        let percent = if of == 0 { 100.0 } else { covered as f64 * 100.0 / of as f64 };
        // Rounded down, so that only a complete share is 100 %.
        Self { covered, of, percent: (percent * 10.0).floor() / 10.0 }
    }

    /// The sum of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self::new(self.covered + other.covered, self.of + other.of)
    }

    /// How many of these are true.
    pub(super) fn of_all(seen: impl IntoIterator<Item = bool>) -> Self {
        let seen: Vec<bool> = seen.into_iter().collect();
        Self::new(seen.iter().filter(|seen| **seen).count(), seen.len())
    }
}

impl OperationReport {
    /// Whether it has succeeded at least once.
    #[must_use]
    pub fn has_succeeded(&self) -> bool {
        self.statuses.iter().any(|status| status.is_documented && status.status < 400 && status.answers > 0)
    }

    /// Documented refusals that were seen.
    #[must_use]
    pub fn refusals(&self) -> Share {
        let refusals = self.statuses.iter().filter(|status| status.is_documented && status.status >= 400);
        Share::of_all(refusals.map(|status| status.answers > 0))
    }

    /// Fields that were sent.
    #[must_use]
    pub fn fields_sent(&self) -> Share {
        Share::of_all(self.fields.iter().map(|field| field.requests > 0))
    }

    /// Enum values that were sent.
    #[must_use]
    pub fn values_sent(&self) -> Share {
        Share::of_all(self.values.iter().map(|value| value.requests > 0))
    }

    /// The shares that make up the percentage.
    pub(super) fn counted(&self) -> Share {
        Share::of_all([self.has_succeeded()]).and(self.fields_sent()).and(self.values_sent())
    }
}
