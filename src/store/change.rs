//! What a request changed, for the journal and for explanations.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use crate::{
    domain::{BuildPermission, JobId, Permissions, PipelineId, PipelinePermission, RoleId, UserId},
    memory::allocation,
};

/// Something with permissions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entity {
    /// A build task.
    Job(JobId),
    /// A pipeline.
    Pipeline(PipelineId),
}

impl Entity {
    /// How many bytes its id keeps elsewhere.
    fn heap(&self) -> usize {
        match self {
            Self::Job(id) => allocation(id.heap()),
            Self::Pipeline(id) => allocation(id.heap()),
        }
    }
}

/// A switch of something with permissions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SwitchName {
    /// Whether a job has its project's matrix.
    ProjectSwitch,
    /// Whether a pipeline has its project's matrix.
    IsProjectSwitch,
    /// The permission switch of a pipeline.
    IsUseDevuc,
}

impl SwitchName {
    /// The name in the seed.
    const fn name(self) -> &'static str {
        match self {
            Self::ProjectSwitch => "project_switch",
            Self::IsProjectSwitch => "is_project_switch",
            Self::IsUseDevuc => "is_use_devuc",
        }
    }
}

/// A value as it was seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
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

/// All that one request changed, in the order in which it happened; of very many changes only the first are kept.
///
/// A batch changes hundreds of rows, and the journal keeps a thousand batches: so the entity is written down once for all
/// of its parts that follow each other, and a part takes twelve bytes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Changes {
    /// Each entity with the place behind its last part.
    entities: Vec<(Entity, usize)>,
    parts: Vec<PartChange>,
    users: Vec<UserId>,
    more: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct PartChange {
    part: Part,
    from: Seen,
    to: Seen,
}

/// A part of something with permissions: a switch, or the row of somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Switch(SwitchName),
    Role(RoleId),
    /// The place among the users.
    User(u32),
}

impl Changes {
    /// So many are kept; a batch over a large world can make millions.
    const MOST: usize = 1_000;

    /// Makes room for the changes of so many entities with so many parts each.
    pub fn expect(&mut self, entities: usize, parts: usize) {
        self.entities.reserve_exact(entities.min(Self::MOST));
        self.parts.reserve_exact(entities.saturating_mul(parts).min(Self::MOST));
    }

    /// Gives back the room that turned out to be far too much: they are kept for long.
    pub fn settle(&mut self) {
        if self.entities.capacity() > 2 * self.entities.len() {
            self.entities.shrink_to_fit();
        }
        if self.parts.capacity() > 2 * self.parts.len() {
            self.parts.shrink_to_fit();
        }
    }

    /// Notes what is changed of an entity.
    pub(super) fn of(&mut self, entity: Entity) -> ChangesOf<'_> {
        ChangesOf { entity, begin: self.parts.len(), changes: self }
    }

    /// Whether nothing was changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// About how many bytes are kept.
    #[must_use]
    pub fn size(&self) -> usize {
        self.entities.capacity() * size_of::<(Entity, usize)>()
            + self.parts.capacity() * size_of::<PartChange>()
            + self.users.capacity() * size_of::<UserId>()
            + self.entities.iter().map(|(entity, _)| entity.heap()).sum::<usize>()
            + self.users.iter().map(|user| allocation(user.heap())).sum::<usize>()
    }

    fn parts(&self) -> impl Iterator<Item = (&Entity, &PartChange)> {
        let starts = std::iter::once(0).chain(self.entities.iter().map(|(_, end)| *end));
        starts
            .zip(&self.entities)
            .flat_map(|(start, (entity, end))| self.parts[start..*end].iter().map(move |change| (entity, change)))
    }
}

/// The changes of one entity; it is written down when this goes, if there was any.
#[derive(Debug)]
pub(super) struct ChangesOf<'a> {
    entity: Entity,
    begin: usize,
    changes: &'a mut Changes,
}

impl ChangesOf<'_> {
    /// Notes that a switch has another value than before.
    pub(super) fn switch(&mut self, name: SwitchName, from: bool, to: bool) {
        self.note(Part::Switch(name), Seen::Switch(from), Seen::Switch(to));
    }

    /// Notes that the row of a role has another value than before.
    pub(super) fn role(&mut self, role: RoleId, from: Seen, to: Seen) {
        self.note(Part::Role(role), from, to);
    }

    /// Notes that the row of a user has another value than before.
    pub(super) fn user(&mut self, user: UserId, from: Seen, to: Seen) {
        let place = u32::try_from(self.changes.users.len()).unwrap_or(u32::MAX);
        self.changes.users.push(user);
        self.note(Part::User(place), from, to);
    }

    fn note(&mut self, part: Part, from: Seen, to: Seen) {
        if self.changes.parts.len() < Changes::MOST {
            self.changes.parts.push(PartChange { part, from, to });
        } else {
            self.changes.more += 1;
        }
    }
}

impl Drop for ChangesOf<'_> {
    fn drop(&mut self) {
        let end = self.changes.parts.len();
        if end > self.begin {
            self.changes.entities.push((self.entity.clone(), end));
        }
    }
}

/// The changes as they are shown.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Changes")]
struct Shown {
    /// The changes in the order in which they happened.
    list: Vec<Change>,
    /// How many more there were.
    more: usize,
}

/// A part that has another value than before.
#[derive(Serialize, JsonSchema)]
struct Change {
    /// What was changed, by its place in the seed.
    path: String,
    /// The value before; null if there was no row.
    from: Seen,
    /// The value after; null if there is no row any more.
    to: Seen,
}

impl From<&Changes> for Shown {
    fn from(changes: &Changes) -> Self {
        let change = |(entity, PartChange { part, from, to }): (&Entity, &PartChange)| {
            let entity = match entity {
                Entity::Job(id) => format!("jobs.{id}"),
                Entity::Pipeline(id) => format!("pipelines.{id}"),
            };
            let path = match part {
                Part::Switch(switch) => format!("{entity}.{}", switch.name()),
                Part::Role(role) => format!("{entity}.roles.{role}"),
                Part::User(place) => format!("{entity}.users.{}", changes.users[*place as usize]),
            };
            Change { path, from: *from, to: *to }
        };
        Self { list: changes.parts().map(change).collect(), more: changes.more }
    }
}

impl Serialize for Changes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown::from(self).serialize(serializer)
    }
}

impl JsonSchema for Changes {
    fn schema_name() -> Cow<'static, str> {
        Shown::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Shown::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_are_told_in_their_order_whatever_they_are_of() {
        let (job, pipeline) = (Entity::Job("a".into()), Entity::Pipeline("b".into()));
        let mut changes = Changes::default();

        let granted = Seen::Pipeline(Permissions::NONE.with(PipelinePermission::Query, true));
        let mut of_job = changes.of(job.clone());
        of_job.switch(SwitchName::ProjectSwitch, false, true);
        of_job.role(RoleId::new(4), Seen::Build(Permissions::NONE), Seen::Nothing);
        drop(of_job);
        drop(changes.of(job));
        changes.of(pipeline).user("u".into(), Seen::Nothing, granted);

        assert_eq!(
            serde_json::to_value(&changes).unwrap(),
            json!({ "list": [
                { "path": "jobs.a.project_switch", "from": false, "to": true },
                { "path": "jobs.a.roles.4", "from": [], "to": null },
                { "path": "pipelines.b.users.u", "from": null, "to": ["operation_query"] },
            ], "more": 0 })
        );
        assert_eq!(size_of::<PartChange>(), 12);
    }
}
