//! Wakes those who wait for another entry in a journal: those of its namespace alone, whatever becomes of the namespace.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// A bell for each namespace in which somebody waits. It belongs to the name: a namespace can be forgotten and made anew.
#[derive(Debug, Default)]
pub struct Recorded {
    /// How many wait at all, so that an exchange that nobody waits for takes no lock.
    waiting: AtomicU32,
    bells: Mutex<BTreeMap<String, Bell>>,
}

#[derive(Debug, Default)]
struct Bell {
    rings: Arc<Notify>,
    waiting: usize,
}

/// Somebody who waits; gone, nobody is woken any more.
#[derive(Debug)]
pub(super) struct Waiter<'a> {
    recorded: &'a Recorded,
    namespace: &'a str,
    /// Rings whenever the namespace's journal has another entry.
    pub(super) rings: Arc<Notify>,
}

impl Recorded {
    /// Says that a namespace's journal has another entry.
    pub(super) fn ring(&self, namespace: &str) {
        // Who waits was counted before looking into the journal, whose lock both sides take: whoever has not seen the entry
        // is seen here.
        if self.waiting.load(Ordering::Relaxed) == 0 {
            return;
        }
        let rings = self.bells.lock().get(namespace).map(|bell| Arc::clone(&bell.rings));
        if let Some(rings) = rings {
            rings.notify_waiters();
        }
    }

    /// How many wait in all namespaces.
    pub(super) fn waiting(&self) -> u32 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Waits for entries of a namespace's journal. To be called before looking into it.
    pub(super) fn wait_in<'a>(&'a self, namespace: &'a str) -> Waiter<'a> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let mut bells = self.bells.lock();
        let bell = bells.entry(namespace.to_owned()).or_default();
        bell.waiting += 1;
        Waiter { recorded: self, namespace, rings: Arc::clone(&bell.rings) }
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let mut bells = self.recorded.bells.lock();
        if let Some(bell) = bells.get_mut(self.namespace) {
            bell.waiting -= 1;
            if bell.waiting == 0 {
                bells.remove(self.namespace);
            }
        }
        self.recorded.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_is_there_for_as_long_as_somebody_waits() {
        let recorded = Recorded::default();
        let names = |recorded: &Recorded| recorded.bells.lock().keys().cloned().collect::<Vec<_>>();

        let (one, two, other) = (recorded.wait_in("a"), recorded.wait_in("a"), recorded.wait_in("b"));
        drop(one);
        drop(other);

        assert!(Arc::ptr_eq(&two.rings, &recorded.wait_in("a").rings));
        assert_eq!((names(&recorded), recorded.waiting.load(Ordering::Relaxed)), (vec!["a".to_owned()], 1));
        drop(two);
        assert_eq!((names(&recorded), recorded.waiting.load(Ordering::Relaxed)), (vec![], 0));
    }
}
