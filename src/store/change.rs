//! What a request changed, for the journal and for explanations.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::domain::{BuildPermission, JobId, Permissions, PipelineId, PipelinePermission, RoleId, UserId};

use super::{Job, Pipeline, Resource, Slot, Stamp, Store};

/// One switch or row that has another value than before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What was changed.
    pub entity: Entity,
    /// Which part of it.
    pub part: Part,
    /// The value before.
    pub from: Seen,
    /// The value after.
    pub to: Seen,
}

/// Something with permissions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entity {
    /// A build task.
    Job(JobId),
    /// A pipeline.
    Pipeline(PipelineId),
}

/// A part of something with permissions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// A switch, by its name in the seed.
    Switch(&'static str),
    /// The row of a role.
    Role(RoleId),
    /// The row of a user.
    User(UserId),
}

/// A value as it was seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// There was no row.
    Nothing,
    /// A switch.
    Switch(bool),
    /// A row of a build matrix.
    Build(Permissions<BuildPermission>),
    /// A row of a pipeline matrix.
    Pipeline(Permissions<PipelinePermission>),
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entity = match &self.entity {
            Entity::Job(id) => format!("jobs.{id}"),
            Entity::Pipeline(id) => format!("pipelines.{id}"),
        };
        let part = match &self.part {
            Part::Switch(name) => (*name).to_owned(),
            Part::Role(role) => format!("roles.{role}"),
            Part::User(user) => format!("users.{user}"),
        };
        let mut change = serializer.serialize_struct("Change", 3)?;
        change.serialize_field("path", &format!("{entity}.{part}"))?;
        change.serialize_field("from", &self.from)?;
        change.serialize_field("to", &self.to)?;
        change.end()
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Switch(on) => serializer.serialize_bool(*on),
            Self::Build(row) => row.serialize(serializer),
            Self::Pipeline(row) => row.serialize(serializer),
        }
    }
}

/// All that one request changed; of very many changes only the first are kept.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Changes {
    /// The changes in the order in which they happened.
    pub list: Vec<Change>,
    /// How many more there were.
    pub more: usize,
}

impl Changes {
    /// So many are kept; a batch over a large world can make millions.
    const MOST: usize = 1_000;

    /// Notes a change.
    pub fn note(&mut self, change: impl FnOnce() -> Change) {
        if self.list.len() < Self::MOST {
            self.list.push(change());
        } else {
            self.more += 1;
        }
    }

    /// Whether nothing was changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

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
}
