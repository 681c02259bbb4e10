//! Jobs and pipelines as things that the store keeps, finds and changes alike.

use crate::{
    domain::{BuildPermission, JobId, Permissions, PipelineId, PipelinePermission},
    memory::allocation,
};

use super::{Entity, Job, Pipeline, Resource, Seen, Slot, Stamp, Store, size::Kept};

/// A resource that the store keeps by its id.
pub trait Stored: Resource + Sized {
    /// Its id.
    type Id: Clone + std::fmt::Display + 'static;

    /// Where it is kept.
    fn find(store: &Store, id: &Self::Id) -> Option<Slot>;
    /// The resource in a slot.
    fn at(store: &Store, slot: Slot) -> &Self;
    /// The resource in a slot, to be changed.
    fn at_mut<'a>(store: &'a mut Store, slot: &mut Slot) -> &'a mut Self;
    /// The resource as something that was changed.
    fn entity(id: &Self::Id) -> Entity;
    /// A row as it was seen.
    fn seen(row: Permissions<Self::Permission>) -> Seen;
    /// Takes note that the resource was changed.
    fn touch(&mut self, stamp: Stamp);
    /// Takes note that its switch was changed.
    fn note_switch(&mut self, stamp: Stamp);
    /// The last change of its switch, if there was one since the seed.
    fn switch_change(&self) -> Option<Stamp>;
    /// How many bytes it keeps elsewhere.
    fn size(&self) -> usize;
    /// The most bytes that its rows take after a request has added so many, and its switch.
    fn size_with(&self, rows: usize) -> usize;
    /// By how many bytes the table grows that has what was changed, when it gets so many entries more.
    fn table_growth(store: &Store, more: usize) -> usize;
}

impl Stored for Job {
    type Id = JobId;

    fn find(store: &Store, id: &JobId) -> Option<Slot> {
        store.find_job(id)
    }

    fn at(store: &Store, slot: Slot) -> &Self {
        store.job(slot)
    }

    fn at_mut<'a>(store: &'a mut Store, slot: &mut Slot) -> &'a mut Self {
        store.job_mut(slot)
    }

    fn entity(id: &JobId) -> Entity {
        Entity::Job(id.clone())
    }

    fn seen(row: Permissions<BuildPermission>) -> Seen {
        Seen::Build(row)
    }

    fn touch(&mut self, stamp: Stamp) {
        self.last_update_time = stamp.time;
    }

    fn note_switch(&mut self, stamp: Stamp) {
        self.switch_change = Some(Box::new(stamp));
    }

    fn switch_change(&self) -> Option<Stamp> {
        self.switch_change.as_deref().copied()
    }

    fn size(&self) -> usize {
        self.heap()
    }

    fn size_with(&self, rows: usize) -> usize {
        self.rows.heap_with(rows) + allocation(size_of::<Stamp>())
    }

    fn table_growth(store: &Store, more: usize) -> usize {
        store.jobs.growth(more)
    }
}

impl Stored for Pipeline {
    type Id = PipelineId;

    fn find(store: &Store, id: &PipelineId) -> Option<Slot> {
        store.find_pipeline(id)
    }

    fn at(store: &Store, slot: Slot) -> &Self {
        store.pipeline(slot)
    }

    fn at_mut<'a>(store: &'a mut Store, slot: &mut Slot) -> &'a mut Self {
        store.pipeline_mut(slot)
    }

    fn entity(id: &PipelineId) -> Entity {
        Entity::Pipeline(id.clone())
    }

    fn seen(row: Permissions<PipelinePermission>) -> Seen {
        Seen::Pipeline(row)
    }

    fn touch(&mut self, _stamp: Stamp) {}

    fn note_switch(&mut self, stamp: Stamp) {
        self.switch_change = Some(Box::new(stamp));
    }

    fn switch_change(&self) -> Option<Stamp> {
        self.switch_change.as_deref().copied()
    }

    fn size(&self) -> usize {
        self.heap()
    }

    fn size_with(&self, rows: usize) -> usize {
        self.rows.heap_with(rows) + self.user_rows.heap_with(1) + allocation(size_of::<Stamp>())
    }

    fn table_growth(store: &Store, more: usize) -> usize {
        store.pipelines.growth(more)
    }
}
