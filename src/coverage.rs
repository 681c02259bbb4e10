//! What clients have exercised of the contract: compares the table with the requests that came.

mod catalogue;
mod format;
mod html;
mod json;
mod junit;
mod markdown;
mod report;
mod scan;
mod summary;
mod tally;

pub use format::Format;
pub use report::{FieldReport, OperationReport, QuirkReport, Report, Share, StatusReport, Totals, ValueReport};

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock, OnceLock},
};

use foldhash::fast::FixedState;
use parking_lot::RwLock;

use crate::{
    api::{OPERATIONS, Operation, QuirkSet},
    contract::{Parts, Problem},
};

use catalogue::Catalogue;
use tally::Tally;

/// The most namespaces that are counted separately; further ones are counted together.
const MOST_NAMESPACES: usize = 256;

/// The name under which those further namespaces are counted.
const OTHERS: &str = "(others)";

/// The kind of credential of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CredentialKind {
    /// Nothing.
    None,
    /// An `X-Auth-Token` header.
    Token,
    /// A signature in the `Authorization` header.
    Signature,
}

impl CredentialKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::None, Self::Token, Self::Signature];

    /// The kind in a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Token => "token",
            Self::Signature => "signature",
        }
    }
}

/// One exchange, as coverage sees it. Faulted exchanges and calls of the control plane are not observed.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// The operation; none if the request matched none.
    pub operation: Option<&'static Operation>,
    /// The request.
    pub parts: Parts<'a>,
    /// The status of the answer.
    pub status: u16,
    /// The kind of its credential.
    pub credential: CredentialKind,
    /// The quirks that the answer depended on.
    pub quirks: QuirkSet,
    /// What was wrong with the request, or suspicious.
    pub problems: &'a [Problem],
    /// The namespace that answered.
    pub namespace: &'a str,
}

/// The counts of a server. They accumulate over namespaces, resets and restores, until they are cleared.
#[derive(Debug, Default)]
pub struct Coverage {
    tallies: RwLock<BTreeMap<Box<str>, Arc<Tally>>>,
}

impl Coverage {
    /// Counts an exchange.
    pub fn note(&self, observation: &Observation<'_>) {
        let known = self.tallies.read().get(observation.namespace).map(Arc::clone);
        let tally = known.unwrap_or_else(|| self.opened(observation.namespace));
        let place = observation.operation.and_then(|operation| PLACES.get(operation.id()));
        match place {
            Some(place) => tally.operation(*place).note(observation, catalogue(*place)),
            None => tally.note_elsewhere(observation.quirks),
        }
    }

    /// The counts as they are now: of one namespace, or of all.
    #[must_use]
    pub fn report(&self, namespace: Option<&str>) -> Report {
        let tallies = self.tallies.read();
        let names = tallies.keys().map(ToString::to_string).collect();
        let chosen: Vec<_> = match namespace {
            Some(name) => tallies.get(name).into_iter().cloned().collect(),
            None => tallies.values().cloned().collect(),
        };
        drop(tallies);
        summary::report(namespace, names, &chosen)
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.tallies.write().clear();
    }

    /// The counts of a namespace that is new.
    fn opened(&self, namespace: &str) -> Arc<Tally> {
        let mut tallies = self.tallies.write();
        let name = if tallies.len() < MOST_NAMESPACES { namespace } else { OTHERS };
        let tally = tallies.entry(name.into()).or_insert_with(|| Arc::new(Tally::new()));
        Arc::clone(tally)
    }
}

/// The place of each operation in the table, by its id.
static PLACES: LazyLock<HashMap<&'static str, usize, FixedState>> =
    LazyLock::new(|| OPERATIONS.iter().enumerate().map(|(place, operation)| (operation.id(), place)).collect());

/// What can be sent to the operation in this place. Built when it is first called: building it for all would delay the
/// first answer of a server, and take memory for operations that nobody calls.
fn catalogue(place: usize) -> &'static Catalogue {
    static CATALOGUES: [OnceLock<Catalogue>; OPERATIONS.len()] = [const { OnceLock::new() }; OPERATIONS.len()];

    CATALOGUES[place].get_or_init(|| Catalogue::of(&OPERATIONS[place]))
}
