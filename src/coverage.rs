//! What clients have exercised of the contract: compares the table with the requests that came.

mod catalogue;
mod format;
mod html;
mod json;
mod junit;
mod markdown;
mod observation;
mod report;
mod scan;
mod summary;
mod tally;

pub use format::Format;
pub use observation::{CredentialKind, Observation};
pub use report::{FieldReport, OperationReport, QuirkReport, Report, Share, StatusReport, Totals, ValueReport};

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock},
};

use foldhash::fast::FixedState;
use parking_lot::RwLock;

use crate::api::OPERATIONS;

use catalogue::catalogue;
use tally::Tally;

/// The most namespaces that are counted separately; further ones are counted together.
const MOST_NAMESPACES: usize = 256;

/// The name under which those further namespaces are counted.
const OTHERS: &str = "(others)";

/// The counts of a server. They add up over namespaces, resets and restores, until they are cleared.
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
