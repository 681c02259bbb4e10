//! The counts of some namespaces as one document.

use std::{
    collections::BTreeMap,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use serde::Serialize;

use crate::api::{OPERATIONS, Operation, QUIRKS};

use super::{
    CredentialKind,
    catalogue::Catalogue,
    html, json, junit, markdown,
    tally::{OperationTally, Tally},
};

/// What clients have exercised.
#[derive(Clone, Debug, Serialize)]
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

/// How much was seen of everything.
#[derive(Clone, Copy, Debug, Serialize)]
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

/// How much of something was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// What was seen.
    pub covered: usize,
    /// What there is.
    pub of: usize,
    /// The same in percent; of nothing, all was seen.
    pub percent: f64,
}

/// How often answers depended on a quirk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuirkReport {
    /// The quirk.
    pub name: &'static str,
    /// Requests whose answer depended on it.
    pub requests: u64,
}

/// What was exercised of one operation.
#[derive(Clone, Debug, Serialize)]
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

/// How often a status was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StatusReport {
    /// The status.
    pub status: u16,
    /// Whether the page has it.
    pub is_documented: bool,
    /// Answers with it.
    pub answers: u64,
}

/// How often a field was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// How often a value of an enum was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueReport {
    /// The field's path.
    pub field: String,
    /// The value.
    pub value: String,
    /// Different requests that had it, as far as they were told apart; 0 if none ever had.
    pub requests: u64,
}

/// The forms in which a report can be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// The whole document.
    #[default]
    Json,
    /// A summary for a CI job.
    Markdown,
    /// A test case for everything that can be covered.
    Junit,
    /// A page of its own.
    Html,
}

impl Format {
    /// Every format with its name.
    pub const ALL: [(&'static str, Self); 4] =
        [("json", Self::Json), ("markdown", Self::Markdown), ("junit", Self::Junit), ("html", Self::Html)];

    /// The media type of a report in this format.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Junit => "application/xml",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| "expected json, markdown, junit or html".to_owned())
    }
}

impl Report {
    /// The report as text.
    #[must_use]
    pub fn written(&self, format: Format) -> String {
        match format {
            Format::Json => json::written(self),
            Format::Markdown => markdown::written(self),
            Format::Junit => junit::written(self),
            Format::Html => html::written(self),
        }
    }
}

impl Share {
    /// So many of so many.
    fn new(covered: usize, of: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "no table is that long")]
        let percent = if of == 0 { 100.0 } else { covered as f64 * 100.0 / of as f64 };
        // Rounded down, so that only all of it is 100 %.
        Self { covered, of, percent: (percent * 10.0).floor() / 10.0 }
    }

    fn and(self, other: Self) -> Self {
        Self::new(self.covered + other.covered, self.of + other.of)
    }

    fn of_all(seen: impl IntoIterator<Item = bool>) -> Self {
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

    fn counted(&self) -> Share {
        Share::of_all([self.has_succeeded()]).and(self.fields_sent()).and(self.values_sent())
    }
}

/// The report on these tallies.
pub(super) fn report(
    namespace: Option<&str>,
    namespaces: Vec<String>,
    tallies: &[Arc<Tally>],
    catalogues: &[Catalogue],
) -> Report {
    let operations: Vec<_> = OPERATIONS
        .iter()
        .zip(catalogues)
        .enumerate()
        .map(|(place, (operation, catalogue))| {
            let tallies: Vec<_> = tallies.iter().map(|tally| &tally.operations[place]).collect();
            operation_report(operation, catalogue, &tallies)
        })
        .collect();
    let all = |share: fn(&OperationReport) -> Share| operations.iter().map(share).fold(Share::default(), Share::and);
    Report {
        schema_version: 1,
        namespace: namespace.map(str::to_owned),
        percent: all(OperationReport::counted).percent,
        totals: Totals {
            operations: Share::of_all(operations.iter().map(|operation| operation.requests > 0)),
            successes: Share::of_all(operations.iter().map(OperationReport::has_succeeded)),
            refusals: all(OperationReport::refusals),
            fields: all(OperationReport::fields_sent),
            values: all(OperationReport::values_sent),
        },
        requests: operations.iter().map(|operation| operation.requests).sum(),
        requests_elsewhere: tallies.iter().map(|tally| tally.elsewhere.load(Relaxed)).sum(),
        quirks: quirks(|place| {
            let of_operations = |tally: &Tally| -> u64 {
                tally.operations.iter().map(|operation| operation.quirks[place].load(Relaxed)).sum()
            };
            tallies.iter().map(|tally| tally.quirks_elsewhere[place].load(Relaxed) + of_operations(tally)).sum()
        }),
        namespaces,
        operations,
    }
}

fn operation_report(operation: &Operation, catalogue: &Catalogue, tallies: &[&OperationTally]) -> OperationReport {
    let sum = |count: &dyn Fn(&OperationTally) -> &AtomicU64| -> u64 {
        tallies.iter().map(|tally| count(tally).load(Relaxed)).sum()
    };
    let fields = catalogue.fields.iter().enumerate().map(|(place, field)| FieldReport {
        name: field.name.clone(),
        location: field.location,
        is_mandatory: field.is_mandatory,
        requests: sum(&|tally| &tally.fields[place]),
    });
    let values = catalogue.values.iter().enumerate().map(|(place, value)| ValueReport {
        field: catalogue.fields[value.field].name.clone(),
        value: value.value.clone(),
        requests: sum(&|tally| &tally.values[place]),
    });
    let contract = operation.contract;
    let mut report = OperationReport {
        id: contract.id,
        method: contract.method.name(),
        path: contract.path(),
        page: contract.source.page,
        requests: sum(&|tally| &tally.requests),
        percent: 0.0,
        statuses: statuses(operation, tallies),
        fields: fields.collect(),
        values: values.collect(),
        credentials: CredentialKind::ALL
            .map(|kind| (kind.name(), sum(&|tally| &tally.credentials[kind as usize])))
            .into(),
        quirks: quirks(|place| sum(&|tally| &tally.quirks[place])),
        unknown_fields: merged(tallies.iter().map(|tally| tally.unknown.lock().clone())),
        problems: merged(tallies.iter().map(|tally| tally.problems.lock().clone())),
    };
    report.percent = report.counted().percent;
    report
}

/// The statuses in ascending order, documented or not.
fn statuses(operation: &Operation, tallies: &[&OperationTally]) -> Vec<StatusReport> {
    let documented = [operation.contract.success].into_iter().chain(operation.contract.refusals.iter().copied());
    let mut statuses: Vec<_> = documented
        .enumerate()
        .map(|(place, status)| {
            let answers = tallies.iter().map(|tally| tally.statuses[place].1.load(Relaxed)).sum();
            StatusReport { status, is_documented: true, answers }
        })
        .collect();
    let others = merged(tallies.iter().map(|tally| tally.other_statuses.lock().clone()));
    statuses.extend(others.into_iter().map(|(status, answers)| StatusReport { status, is_documented: false, answers }));
    statuses.sort_unstable_by_key(|status| status.status);
    statuses
}

/// The quirks that were hit at all, the table's order kept.
fn quirks(hits: impl Fn(usize) -> u64) -> Vec<QuirkReport> {
    let all = QUIRKS.iter().enumerate().map(|(place, quirk)| QuirkReport { name: quirk.name, requests: hits(place) });
    all.filter(|quirk| quirk.requests > 0).collect()
}

fn merged<K: Ord>(maps: impl Iterator<Item = BTreeMap<K, u64>>) -> BTreeMap<K, u64> {
    maps.flatten().fold(BTreeMap::new(), |mut all, (name, count)| {
        *all.entry(name).or_default() += count;
        all
    })
}
