//! How many bytes what the store keeps takes, beside the place of each thing itself.

use std::{mem::size_of, sync::Arc};

use crate::{
    domain::{JobId, PipelineId, ProjectId, RoleId, UserId},
    memory::{Share, allocation},
};

use super::{Job, Pipeline, Project, Secret, Slot, Stamp, Store, Stored, User, World, known::SEARCHED, table::Changed};

/// Something of which it is known how many bytes it keeps elsewhere.
pub(super) trait Kept {
    /// The bytes.
    fn heap(&self) -> usize;
}

impl Kept for RoleId {
    fn heap(&self) -> usize {
        0
    }
}

/// Lends the number of bytes of the ids.
macro_rules! ids {
    ($($id:ty)+) => {
        $(impl Kept for $id {
            fn heap(&self) -> usize {
                allocation(Self::heap(self))
            }
        })+
    };
}

ids! { JobId PipelineId UserId }

impl Kept for Job {
    fn heap(&self) -> usize {
        self.creator.as_ref().map_or(0, Kept::heap) + self.rows.heap() + of_stamp(self.switch_change.as_deref())
    }
}

impl Kept for Pipeline {
    fn heap(&self) -> usize {
        let creator = self.creator.as_ref().map_or(0, Kept::heap);
        creator + self.rows.heap() + self.user_rows.heap() + of_stamp(self.switch_change.as_deref())
    }
}

fn of_stamp(stamp: Option<&Stamp>) -> usize {
    stamp.map_or(0, |_| allocation(size_of::<Stamp>()))
}

/// What a node of a tree takes for one entry, beside the entry: nodes are two thirds full.
const fn in_tree<K, V>(entries: usize) -> usize {
    allocation(entries * (size_of::<K>() + size_of::<V>()) * 3 / 2)
}

impl Project {
    /// How many bytes the project takes in all.
    pub(super) fn size(&self) -> usize {
        let role = |role: &super::Role| allocation(role.name.capacity());
        let member = |(user, roles): (&UserId, &Vec<RoleId>)| {
            Kept::heap(user) + allocation(roles.capacity() * size_of::<RoleId>())
        };
        allocation(size_of::<Self>() + 2 * size_of::<usize>())
            + allocation(self.id.heap())
            + allocation(self.name.capacity())
            + in_tree::<RoleId, super::Role>(self.roles.len())
            + self.roles.values().map(role).sum::<usize>()
            + in_tree::<UserId, Vec<RoleId>>(self.members.len())
            + self.members.iter().map(member).sum::<usize>()
    }
}

impl User {
    /// How many bytes the user takes in all, credentials to be looked up included.
    fn size(&self) -> usize {
        let text = |secret: &Option<Secret>| secret.as_ref().map_or(0, |secret| allocation(secret.reveal().len()));
        let secrets = [&self.token, &self.access_key, &self.secret_key, &self.password].into_iter().flatten();
        let searched: usize = secrets.map(|secret| secret.reveal().len() * SEARCHED).sum();
        let entry = size_of::<(Secret, Arc<Self>)>() * 2;
        allocation(size_of::<Self>() + 2 * size_of::<usize>())
            + 2 * Kept::heap(&self.id)
            + in_tree::<UserId, Arc<Self>>(1)
            + allocation(self.name.capacity())
            + allocation(self.domain.capacity())
            + text(&self.secret_key)
            + text(&self.password)
            + searched
            + 2 * (text(&self.token) + text(&self.access_key) + entry)
    }
}

impl World {
    /// How many bytes the world takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let projects: usize = self.projects.values().map(|project| project.size()).sum();
        let users: usize = self.users.values().map(|user| user.size()).sum();
        Changed::size_of(&self.jobs) + Changed::size_of(&self.pipelines) + projects + users
    }

    /// Counts the world in a share, which is given back when nobody has the world any more.
    pub fn count_in(&mut self, mut share: Share) {
        share.set(self.size());
        self.share = share;
    }
}

impl Store {
    /// The most bytes that so many new projects, jobs and pipelines take, beside what their ids keep elsewhere.
    pub(crate) fn room_for(&self, projects: usize, jobs: usize, pipelines: usize) -> usize {
        let project = Project::with_system_roles(ProjectId::from("0")).size();
        projects * (project + 256) + self.jobs.growth(jobs) + self.pipelines.growth(pipelines)
    }

    /// The most bytes by which the store grows when each of these resources gets so many rows and a switch.
    pub(crate) fn growth<R: Stored>(&self, slots: &[Slot], rows: usize) -> usize {
        let is_new = |slot: &&Slot| matches!(slot, Slot::Base(_));
        let of_table = R::table_growth(self, slots.iter().filter(is_new).count());
        let of_slot = |slot: &Slot| {
            let resource = R::at(self, *slot);
            // What is copied out of the base, and the rows once more with those to come.
            let copied = if is_new(&slot) { resource.size() } else { 0 };
            copied + resource.size_with(rows + resource.project().roles.len())
        };
        of_table + slots.iter().map(of_slot).sum::<usize>()
    }
}
