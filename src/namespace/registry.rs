//! All namespaces of a server: made on first use, bounded in number, dropped when idle.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::RwLock;
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::{IdSource, mixed};

use super::{Beginning, Name, Namespace};

/// Tells the ids of the control plane from those of requests that are made from the same number.
const OF_CONTROL: u64 = 0x636f_6e74_726f_6c00;

/// The namespaces of a server.
#[derive(Debug)]
pub struct Namespaces {
    beginning: Beginning,
    default: Arc<Namespace>,
    named: RwLock<BTreeMap<Name, Arc<Namespace>>>,
    most: usize,
    idle: Duration,
    started: Instant,
}

/// There is no room for another namespace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Full {
    /// So many there may be.
    pub most: usize,
}

/// A namespace in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// How many requests it has had since its last reset.
    pub requests: u64,
    /// How many jobs, pipelines and projects differ from where it began.
    pub changed: usize,
    /// How many fault rules it has.
    pub faults: usize,
    /// How many snapshots it has.
    pub snapshots: usize,
    /// For how long nobody has used it, in milliseconds.
    pub idle_ms: u64,
}

impl Namespaces {
    /// So many there may be unless another number is set.
    pub const MOST: usize = 4_096;

    /// A namespace is dropped after so long without a request unless another time is set.
    pub const IDLE: Duration = Duration::from_hours(1);

    /// The default namespace alone; the others begin as it does.
    #[must_use]
    pub fn new(beginning: Beginning, most: usize, idle: Duration) -> Self {
        let default = Arc::new(Namespace::new(None, beginning.clone()));
        Self { beginning, default, named: RwLock::default(), most, idle, started: Instant::now() }
    }

    /// A source of ids for calls that belong to no namespace: taken from one, they would change those of its requests. They
    /// repeat themselves as those do, and are others.
    #[must_use]
    pub fn control_ids(&self) -> IdSource {
        IdSource::new(self.beginning.id_seed.map(|seed| mixed(seed ^ OF_CONTROL)), &self.beginning.entropy)
    }

    /// The namespace that requests without a name use.
    #[must_use]
    pub const fn default_namespace(&self) -> &Arc<Namespace> {
        &self.default
    }

    /// The namespace of a name, made if it is not there yet.
    ///
    /// # Errors
    /// There are too many.
    pub fn named(&self, name: Name) -> Result<Arc<Namespace>, Full> {
        if name.as_str() == Name::DEFAULT {
            return Ok(Arc::clone(&self.default));
        }
        let now = self.now();
        if let Some(namespace) = self.named.read().get(&name) {
            namespace.touch(now);
            return Ok(Arc::clone(namespace));
        }
        let mut named = self.named.write();
        if !named.contains_key(&name) {
            // Those that nobody has used for long make room whenever another one comes.
            let idle = u64::try_from(self.idle.as_millis()).unwrap_or(u64::MAX);
            named.retain(|_, namespace| now.saturating_sub(namespace.last_used()) < idle);
            if named.len() >= self.most {
                return Err(Full { most: self.most });
            }
        }
        let make = || Arc::new(Namespace::new(Some(name.clone()), self.beginning.clone()));
        let namespace = Arc::clone(named.entry(name.clone()).or_insert_with(make));
        namespace.touch(now);
        Ok(namespace)
    }

    /// The namespace of a name, if it is there.
    #[must_use]
    pub fn known(&self, name: &str) -> Option<Arc<Namespace>> {
        if name == Name::DEFAULT { Some(Arc::clone(&self.default)) } else { self.named.read().get(name).cloned() }
    }

    /// Forgets a namespace; says whether there was one. The default one is only reset.
    pub fn remove(&self, name: &Name) -> bool {
        if name.as_str() == Name::DEFAULT {
            self.default.reset();
            return true;
        }
        self.named.write().remove(name).is_some()
    }

    /// How many namespaces there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.named.read().len() + 1
    }

    /// Every namespace, the default one first.
    #[must_use]
    pub fn summaries(&self) -> Vec<Summary> {
        let now = self.now();
        let all: Vec<_> = [Arc::clone(&self.default)].into_iter().chain(self.named.read().values().cloned()).collect();
        all.iter().map(|namespace| summary(namespace, now)).collect()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

fn summary(namespace: &Namespace, now: u64) -> Summary {
    let session = namespace.session();
    Summary {
        name: namespace.name().to_owned(),
        requests: session.journal.lock().written(),
        changed: session.look(crate::store::Store::changed),
        faults: session.faults.view().len(),
        snapshots: namespace.snapshot_names().len(),
        idle_ms: if namespace.is_default() { 0 } else { now.saturating_sub(namespace.last_used()) },
    }
}
