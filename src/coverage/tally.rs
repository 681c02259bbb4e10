//! The counters of one namespace. Counting takes no lock unless there is something new or wrong.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hasher},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use foldhash::fast::FixedState;
use parking_lot::Mutex;

use crate::{
    api::{OPERATIONS, QUIRKS, QuirkSet},
    contract::Parts,
};

use super::{
    CredentialKind, Observation,
    catalogue::{Catalogue, catalogue},
    scan::Scan,
};

/// The most different requests of an operation that are recognised. An older one that is repeated is merely scanned
/// again.
const FINGERPRINTS: usize = 256;

/// The most bytes of a body that distinguish requests; a scan goes little further.
const COMPARED: usize = 64 * 1024;

/// The most unknown fields, and the most undocumented statuses, that are kept for each operation.
const MOST_NAMES: usize = 64;

/// The counts of one namespace.
#[derive(Debug)]
pub(super) struct Tally {
    /// The counts of each operation that was called, by its index in the table.
    operations: Vec<OnceLock<OperationTally>>,
    /// Requests that match no operation.
    pub(super) elsewhere: AtomicU64,
    /// How many of those depended on each quirk.
    pub(super) quirks_elsewhere: Vec<AtomicU64>,
}

/// The counts of one operation.
#[derive(Debug)]
pub(super) struct OperationTally {
    /// Requests.
    pub(super) requests: AtomicU64,
    /// Answers by documented status.
    pub(super) statuses: Vec<(u16, AtomicU64)>,
    /// Answers by any other status.
    pub(super) other_statuses: Mutex<BTreeMap<u16, u64>>,
    /// Requests by kind of credential.
    pub(super) credentials: [AtomicU64; CredentialKind::ALL.len()],
    /// Requests that depended on each quirk.
    pub(super) quirks: Vec<AtomicU64>,
    /// Different requests that had each field.
    pub(super) fields: Vec<AtomicU64>,
    /// Different requests that had each value.
    pub(super) values: Vec<AtomicU64>,
    /// Different requests that had each unknown field.
    pub(super) unknown: Mutex<BTreeMap<String, u64>>,
    /// Problems by rule.
    pub(super) problems: Mutex<BTreeMap<&'static str, u64>>,
    fingerprints: OnceLock<Box<[AtomicU64]>>,
}

impl Tally {
    /// No counts yet.
    pub(super) fn new() -> Self {
        Self {
            operations: OPERATIONS.iter().map(|_| OnceLock::new()).collect(),
            elsewhere: AtomicU64::default(),
            quirks_elsewhere: counters(QUIRKS.len()),
        }
    }

    /// The counts of the operation with this index, made on its first call.
    pub(super) fn operation(&self, place: usize) -> &OperationTally {
        self.operations[place].get_or_init(|| OperationTally::new(catalogue(place)))
    }

    /// The counts of the operation with this index, if it was called.
    pub(super) fn known_operation(&self, place: usize) -> Option<&OperationTally> {
        self.operations[place].get()
    }

    /// The counts of all operations that were called.
    pub(super) fn known_operations(&self) -> impl Iterator<Item = &OperationTally> {
        self.operations.iter().filter_map(OnceLock::get)
    }

    /// Counts a request that matches no operation.
    pub(super) fn note_elsewhere(&self, quirks: QuirkSet) {
        self.elsewhere.fetch_add(1, Relaxed);
        for place in quirks.places() {
            self.quirks_elsewhere[place].fetch_add(1, Relaxed);
        }
    }
}

impl OperationTally {
    fn new(catalogue: &Catalogue) -> Self {
        let documented = [catalogue.contract.success].into_iter().chain(catalogue.contract.refusals.iter().copied());
        Self {
            requests: AtomicU64::default(),
            statuses: documented.map(|status| (status, AtomicU64::default())).collect(),
            other_statuses: Mutex::default(),
            credentials: Default::default(),
            quirks: counters(QUIRKS.len()),
            fields: counters(catalogue.fields.len()),
            values: counters(catalogue.values.len()),
            unknown: Mutex::default(),
            problems: Mutex::default(),
            fingerprints: OnceLock::new(),
        }
    }

    /// Counts a request and its answer.
    pub(super) fn note(&self, observation: &Observation<'_>, catalogue: &Catalogue) {
        self.requests.fetch_add(1, Relaxed);
        match self.statuses.iter().find(|(status, _)| *status == observation.status) {
            Some((_, count)) => _ = count.fetch_add(1, Relaxed),
            None => bounded_add(&mut self.other_statuses.lock(), observation.status, 1),
        }
        self.credentials[observation.credential as usize].fetch_add(1, Relaxed);
        if !observation.quirks.is_empty() {
            for place in observation.quirks.places() {
                self.quirks[place].fetch_add(1, Relaxed);
            }
        }
        if !observation.problems.is_empty() {
            let mut problems = self.problems.lock();
            observation.problems.iter().for_each(|problem| bounded_add(&mut problems, problem.rule.name(), 1));
        }
        if self.is_new(observation.parts, catalogue) {
            self.note_fields(observation.parts, catalogue);
        }
    }

    /// Counts what is new in a request.
    fn note_fields(&self, parts: Parts<'_>, catalogue: &Catalogue) {
        let scan = Scan::of(catalogue, parts);
        let add = |counts: &[AtomicU64], seen: &[bool]| {
            for (count, _) in counts.iter().zip(seen).filter(|(_, seen)| **seen) {
                count.fetch_add(1, Relaxed);
            }
        };
        add(&self.fields, &scan.fields);
        add(&self.values, &scan.values);
        if !scan.unknown.is_empty() {
            let mut unknown = self.unknown.lock();
            scan.unknown.into_iter().for_each(|name| bounded_add(&mut unknown, name, 1));
        }
    }

    /// Whether a request is not known to repeat an earlier one, which could add nothing. It is known from now on.
    fn is_new(&self, parts: Parts<'_>, catalogue: &Catalogue) -> bool {
        let fingerprint = fingerprint(parts, catalogue);
        let slots = self.fingerprints.get_or_init(|| counters(FINGERPRINTS).into_boxed_slice());
        let slot = &slots[usize::try_from(fingerprint % FINGERPRINTS as u64).expect("it is a place in the table")];
        slot.load(Relaxed) != fingerprint && slot.swap(fingerprint, Relaxed) != fingerprint
    }
}

/// A number that is the same for the same request, and rarely for another. It is never 0, which marks an empty slot.
fn fingerprint(parts: Parts<'_>, catalogue: &Catalogue) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(parts.path.as_bytes());
    hasher.write(parts.query.as_bytes());
    for (_, header) in catalogue.contract.headers {
        hasher.write((parts.header)(header).unwrap_or("").as_bytes());
    }
    hasher.write_usize(parts.body.len());
    hasher.write(&parts.body[..parts.body.len().min(COMPARED)]);
    hasher.finish().max(1)
}

/// Counts under a name, unless there are too many names.
fn bounded_add<K: Ord>(counts: &mut BTreeMap<K, u64>, name: K, times: u64) {
    if let Some(count) = counts.get_mut(&name) {
        *count += times;
    } else if counts.len() < MOST_NAMES {
        counts.insert(name, times);
    }
}

fn counters(number: usize) -> Vec<AtomicU64> {
    (0..number).map(|_| AtomicU64::default()).collect()
}
