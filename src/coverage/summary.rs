//! Makes one report from the counts of some namespaces.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use crate::api::{OPERATIONS, Operation, QUIRKS};

use super::{
    CredentialKind, FieldReport, OperationReport, QuirkReport, Report, Share, StatusReport, Totals, ValueReport,
    catalogue::{Catalogue, catalogue},
    tally::{OperationTally, Tally},
};

/// The report on these tallies.
pub(super) fn report(namespace: Option<&str>, namespaces: Vec<String>, tallies: &[Arc<Tally>]) -> Report {
    let operations: Vec<_> = OPERATIONS
        .iter()
        .enumerate()
        .map(|(place, operation)| {
            let tallies: Vec<_> = tallies.iter().filter_map(|tally| tally.known_operation(place)).collect();
            operation_report(operation, catalogue(place), &tallies)
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
                tally.known_operations().map(|operation| operation.quirks[place].load(Relaxed)).sum()
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

/// The quirks that were hit, in the order of the table.
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
