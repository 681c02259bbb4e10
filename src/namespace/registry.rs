//! All namespaces of a server: made on first use, bounded in number, dropped when idle.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::RwLock;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{IdSource, mixed},
    memory::{Memory, Reclaim},
};

use super::{Beginning, Bounds, Name, Namespace, reclaim::level};

/// Separates the ids of the control plane from those of requests made from the same seed.
const OF_CONTROL: u64 = 0x636f_6e74_726f_6c00;

/// The namespaces of a server.
#[derive(Debug)]
pub struct Namespaces {
    beginning: Beginning,
    known: Arc<Known>,
    bounds: Bounds,
    started: Instant,
}

/// Every namespace that there is.
#[derive(Debug)]
struct Known {
    default: Arc<Namespace>,
    named: RwLock<BTreeMap<Name, Arc<Namespace>>>,
}

/// There is no room for another namespace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Full {
    /// The most namespaces.
    pub most: usize,
}

/// A namespace in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// How many requests it has had since its last reset.
    pub requests: u64,
    /// How many jobs, pipelines and projects differ from the beginning.
    pub changed: usize,
    /// How many fault rules it has.
    pub faults: usize,
    /// How many snapshots it has.
    pub snapshots: usize,
    /// How long nobody has used it, in milliseconds.
    pub idle_ms: u64,
}

impl Namespaces {
    /// The default namespace alone; the others begin as it does.
    #[must_use]
    pub fn new(beginning: Beginning, bounds: Bounds) -> Self {
        let default = Arc::new(Namespace::new(None, beginning.clone()));
        let known = Arc::new(Known { default, named: RwLock::default() });
        let journals: Arc<dyn Reclaim> = known.clone();
        beginning.memory.reclaim_from(Arc::downgrade(&journals));
        Self { beginning, known, bounds, started: Instant::now() }
    }

    /// Counts everything that is kept.
    #[must_use]
    pub const fn memory(&self) -> &Arc<Memory> {
        &self.beginning.memory
    }

    /// The time without a request after which a namespace is dropped.
    #[must_use]
    pub const fn idle(&self) -> Duration {
        self.bounds.idle
    }

    /// A source of ids for calls that belong to no namespace: taking them from a namespace would change the ids of its
    /// requests. They are as repeatable as those, but different.
    #[must_use]
    pub fn control_ids(&self) -> IdSource {
        IdSource::new(self.beginning.options.id_seed.map(|seed| mixed(seed ^ OF_CONTROL)), &self.beginning.entropy)
    }

    /// The namespace that requests without a name use.
    #[must_use]
    pub fn default_namespace(&self) -> &Arc<Namespace> {
        &self.known.default
    }

    /// The namespace of a name, made if it does not exist yet.
    ///
    /// # Errors
    /// There are too many.
    pub fn named(&self, name: Name) -> Result<Arc<Namespace>, Full> {
        if name.as_str() == Name::DEFAULT {
            return Ok(Arc::clone(&self.known.default));
        }
        let now = self.now();
        if let Some(namespace) = self.known.named.read().get(&name) {
            namespace.touch(now);
            return Ok(Arc::clone(namespace));
        }
        let mut named = self.known.named.write();
        let mut dropped = Vec::new();
        if !named.contains_key(&name) && named.len() >= self.bounds.most {
            dropped = self.take_expired(&mut named, now);
            if named.len() >= self.bounds.most {
                return Err(Full { most: self.bounds.most });
            }
        }
        let make = || Arc::new(Namespace::new(Some(name.clone()), self.beginning.clone()));
        let namespace = Arc::clone(named.entry(name.clone()).or_insert_with(make));
        namespace.touch(now);
        drop(named);
        // Dropped outside the lock, so that nobody waits until all of it is freed.
        drop(dropped);
        Ok(namespace)
    }

    /// Drops the namespaces that have been idle too long; call it at intervals. Returns how many were dropped.
    #[must_use]
    pub fn drop_expired(&self) -> usize {
        self.drop_expired_at(self.now())
    }

    /// The same at a given time, in milliseconds after the start.
    fn drop_expired_at(&self, now: u64) -> usize {
        let is_any = self.known.named.read().values().any(|namespace| self.is_expired(namespace, now));
        if !is_any {
            return 0;
        }
        let dropped = self.take_expired(&mut self.known.named.write(), now);
        dropped.len()
    }

    /// Removes the namespaces that have been idle too long.
    fn take_expired(&self, named: &mut BTreeMap<Name, Arc<Namespace>>, now: u64) -> Vec<Arc<Namespace>> {
        named.extract_if(.., |_, namespace| self.is_expired(namespace, now)).map(|(_, namespace)| namespace).collect()
    }

    /// Whether a namespace has been idle too long, and no long request still works in it.
    fn is_expired(&self, namespace: &Arc<Namespace>, now: u64) -> bool {
        let idle = u64::try_from(self.bounds.idle.as_millis()).unwrap_or(u64::MAX);
        now.saturating_sub(namespace.last_used()) >= idle && Arc::strong_count(namespace) == 1
    }

    /// The namespace of a name, if it exists.
    #[must_use]
    pub fn known(&self, name: &str) -> Option<Arc<Namespace>> {
        if name == Name::DEFAULT {
            Some(Arc::clone(&self.known.default))
        } else {
            self.known.named.read().get(name).cloned()
        }
    }

    /// Drops a namespace; returns whether there was one. The default one is only reset.
    #[must_use]
    pub fn remove(&self, name: &Name) -> bool {
        if name.as_str() == Name::DEFAULT {
            self.known.default.reset();
            return true;
        }
        let removed = self.known.named.write().remove(name);
        removed.is_some()
    }

    /// How many namespaces there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.known.named.read().len() + 1
    }

    /// Every namespace, the default one first.
    #[must_use]
    pub fn summaries(&self) -> Vec<Summary> {
        let now = self.now();
        self.known.all().iter().map(|namespace| summary(namespace, now)).collect()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Known {
    /// Every namespace, the default one first.
    fn all(&self) -> Vec<Arc<Namespace>> {
        [Arc::clone(&self.default)].into_iter().chain(self.named.read().values().cloned()).collect()
    }
}

/// Drops the oldest exchanges of the largest journals first.
impl Reclaim for Known {
    fn reclaim(&self, bytes: usize) {
        let sessions: Vec<_> = self.all().iter().map(|namespace| namespace.session()).collect();
        let sizes: Vec<_> = sessions.iter().map(|session| session.journal.lock().bytes()).collect();
        let level = level(&sizes, bytes);
        for (session, _) in sessions.iter().zip(sizes).filter(|(_, size)| *size > level) {
            session.journal.lock().shrink_to(level);
        }
    }
}

fn summary(namespace: &Namespace, now: u64) -> Summary {
    let session = namespace.session();
    // Released before the next lock is taken: whoever needs memory holds those locks and waits for journals.
    let requests = session.journal.lock().written();
    Summary {
        name: namespace.name().to_owned(),
        requests,
        changed: session.look(crate::store::Store::changed),
        faults: session.faults.view().len(),
        snapshots: namespace.snapshot_names().len(),
        idle_ms: if namespace.is_default() { 0 } else { now.saturating_sub(namespace.last_used()) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::World;

    fn namespaces(idle_ms: u64) -> Namespaces {
        let bounds = Bounds { most: 10, idle: Duration::from_millis(idle_ms) };
        Namespaces::new(Beginning::new(Arc::new(World::default())), bounds)
    }

    fn named(namespaces: &Namespaces, name: &str, used: u64) -> Arc<Namespace> {
        let namespace = namespaces.named(name.parse().unwrap()).unwrap();
        namespace.touch(used);
        namespace
    }

    #[test]
    fn a_namespace_is_dropped_when_its_time_has_come_though_no_other_one_comes() {
        let namespaces = namespaces(1_000);
        named(&namespaces, "old", 5_000);
        named(&namespaces, "new", 5_500);

        assert_eq!(namespaces.drop_expired_at(5_999), 0);
        assert_eq!(namespaces.drop_expired_at(6_000), 1);

        assert_eq!((namespaces.known("old").is_some(), namespaces.known("new").is_some()), (false, true));
        assert_eq!(namespaces.drop_expired_at(u64::MAX), 1);
        assert_eq!(namespaces.count(), 1);
    }

    #[test]
    fn a_namespace_is_kept_as_long_as_a_request_works_in_it() {
        let namespaces = namespaces(1_000);
        let busy = named(&namespaces, "busy", 0);

        assert_eq!(namespaces.drop_expired_at(9_000), 0);
        drop(busy);
        assert_eq!(namespaces.drop_expired_at(9_000), 1);
    }

    #[test]
    fn what_a_namespace_takes_is_given_back_when_it_is_dropped() {
        let namespaces = namespaces(1_000);
        let namespace = named(&namespaces, "a", 0);
        namespace.session().faults.add(crate::fault::Fault::status("ShowJobInfo", 503), Duration::MAX).unwrap();
        assert!(namespaces.memory().total() > 0);
        drop(namespace);

        namespaces.drop_expired_at(1_000);

        assert_eq!(namespaces.memory().total(), 0);
    }
}
