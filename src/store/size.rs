//! How many bytes what the store keeps takes, beside the place of each thing itself.

use std::{mem::size_of, sync::Arc};

use crate::{
    domain::{ProjectId, RoleId, UserId},
    memory::{Share, allocation},
};

use super::{
    Job, Kind, Matrix, Pipeline, Project, Rows, Secret, Stamp, Store, User, World, entities::size_of_table, kept::Kept,
    known::SEARCHED,
};

impl Kept for Job {
    fn heap(&self) -> usize {
        self.matrix.heap()
    }
}

impl Kept for Pipeline {
    fn heap(&self) -> usize {
        self.matrix.heap()
    }
}

impl<K: Kind> Matrix<K> {
    /// How many bytes it keeps elsewhere.
    fn heap(&self) -> usize {
        let creator = self.creator.as_ref().map_or(0, Kept::heap);
        let of_users = self.user_rows.as_deref().map_or(0, |rows| allocation(size_of_val(rows)) + rows.heap());
        let of_switch = self.switch_change.as_deref().map_or(0, |stamp| allocation(size_of_val(stamp)));
        creator + self.rows.heap() + of_users + of_switch
    }

    /// The most bytes that it keeps elsewhere after a request has added so many rows of roles and of users, and a switch.
    fn heap_with(&self, rows: usize, user_rows: usize) -> usize {
        let of_users = match self.user_rows.as_deref() {
            None if user_rows == 0 => 0,
            rows => {
                allocation(size_of::<Rows<UserId, K::Permission>>())
                    + rows.unwrap_or(&Rows::default()).heap_with(user_rows)
            }
        };
        self.rows.heap_with(rows) + of_users + allocation(size_of::<Stamp>())
    }
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
        size_of_table(&self.jobs) + size_of_table(&self.pipelines) + projects + users
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

    /// The most bytes by which the store grows when each of these gets so many rows of roles and of users, and a switch.
    pub(crate) fn growth<'a, K: Kind>(
        &self,
        ids: impl IntoIterator<Item = &'a K::Id>,
        (rows, user_rows): (usize, usize),
    ) -> usize {
        let entities = K::entities(self);
        let (mut bytes, mut more) = (0, 0);
        for id in ids {
            let own = entities.own(id);
            let copied = if own.is_some() { None } else { entities.unchanged(id) };
            more += usize::from(copied.is_some());
            bytes += copied.map_or(0, |entity| id.heap() + entity.heap());
            let matrix = own.or(copied).map(K::matrix);
            bytes += matrix.map_or(0, |matrix| matrix.heap_with(rows + matrix.project.roles.len(), user_rows));
        }
        bytes + entities.growth(more)
    }
}
