//! A job or a pipeline while a request changes it.

use std::ops::Deref;

use crate::domain::{Permission, Permissions, RoleId, UserId};

use super::{
    Changes, Kind, Matrix, Project, Stamp,
    change::{ChangesOf, Seen, SwitchName},
    entities::Lent,
};

/// A job or a pipeline that one request changes. What gets the value that it has stays untouched, with the stamp of its last
/// change.
#[derive(Debug)]
pub struct Edit<'a, K: Kind> {
    lent: Lent<'a, K::Id, K>,
    stamp: Stamp,
    changes: Option<ChangesOf<'a>>,
}

/// The row of a role that gets another value.
struct ChangedRow<P: Permission> {
    role: RoleId,
    /// Where it is, or where it belongs.
    position: Result<usize, usize>,
    before: Option<Permissions<P>>,
    after: Permissions<P>,
}

impl<K: Kind> Matrix<K> {
    /// What becomes of the row of a role, unless it stays as it is; looked for first behind the one before.
    fn changed_row(
        &self,
        role: RoleId,
        next: &mut usize,
        change: impl FnOnce(&Project, Option<Permissions<K::Permission>>) -> Permissions<K::Permission>,
    ) -> Option<ChangedRow<K::Permission>> {
        let position = self.rows.position(&role, *next);
        let (Ok(index) | Err(index)) = position;
        *next = index + 1;
        let before = position.ok().map(|index| self.rows.at(index));
        let after = change(&self.project, before);
        (before != Some(after)).then_some(ChangedRow { role, position, before, after })
    }
}

impl<K: Kind> Deref for Edit<'_, K> {
    type Target = K;

    fn deref(&self) -> &K {
        &self.lent
    }
}

impl<'a, K: Kind> Edit<'a, K> {
    pub(super) fn new(lent: Lent<'a, K::Id, K>, stamp: Stamp) -> Self {
        Self { lent, stamp, changes: None }
    }

    /// Notes everything that is changed from here on.
    pub fn note_in(&mut self, id: &K::Id, changes: &'a mut Changes) {
        self.changes = Some(changes.of(K::entity(id)));
    }

    /// Sends it to its project's matrix, or back to its own rows.
    pub fn follow_project(&mut self, on: bool) {
        let before = self.matrix().follows_project;
        self.switch(K::SWITCH, before, on, |entity| entity.matrix_mut().follows_project = on);
    }

    pub(super) fn switch(&mut self, name: SwitchName, before: bool, on: bool, write: impl FnOnce(&mut K)) {
        if before == on {
            return;
        }
        let stamp = self.stamp;
        let entity = self.touched();
        write(entity);
        entity.matrix_mut().switch_change = Some(Box::new(stamp));
        self.note(|changes| changes.switch(name, before, on));
    }

    /// Makes something else of the rows of roles, each out of the project's matrix and the row that is there, if one is.
    pub fn set_rows<C>(&mut self, rows: impl IntoIterator<Item = (RoleId, C)>)
    where
        C: FnOnce(&Project, Option<Permissions<K::Permission>>) -> Permissions<K::Permission>,
    {
        let Self { lent, stamp, changes } = self;
        let mut rows = rows.into_iter();
        // Most batches list the rows in their order.
        let mut next = 0;
        let matrix = lent.matrix();
        // Nothing is touched before the first row that gets another value; from there on the way to the rows is short.
        let mut changed = rows.find_map(|(role, change)| matrix.changed_row(role, &mut next, change));
        if changed.is_none() {
            return;
        }
        let entity = lent.to_mut();
        entity.touch(*stamp);
        let matrix = entity.matrix_mut();
        let place = matrix.rows.place_of(*stamp);
        while let Some(ChangedRow { role, position, before, after }) = changed {
            matrix.rows.put(position, role, after, place);
            if let Some(changes) = changes {
                changes.role(role, before.map_or(Seen::Nothing, K::seen), K::seen(after));
            }
            changed = rows.find_map(|(role, change)| matrix.changed_row(role, &mut next, change));
        }
    }

    /// Removes the row of a role.
    pub fn remove_row(&mut self, role: RoleId) {
        let Some(before) = self.matrix().rows.get(&role) else { return };
        self.touched().matrix_mut().rows.remove(&role);
        self.note(|changes| changes.role(role, K::seen(before), Seen::Nothing));
    }

    /// Stores the row of a user.
    pub fn set_user_row(&mut self, user: &UserId, after: Permissions<K::Permission>) {
        let rows = self.matrix().user_rows.as_deref();
        let position = rows.map_or(Err(0), |rows| rows.position(user, 0));
        let before = rows.and_then(|rows| rows.get(user));
        if before == Some(after) {
            return;
        }
        let stamp = self.stamp;
        let rows = self.touched().matrix_mut().user_rows.get_or_insert_default();
        let place = rows.place_of(stamp);
        rows.put(position, user.clone(), after, place);
        self.note(|changes| changes.user(user.clone(), before.map_or(Seen::Nothing, K::seen), K::seen(after)));
    }

    fn touched(&mut self) -> &mut K {
        let entity = self.lent.to_mut();
        entity.touch(self.stamp);
        entity
    }

    fn note(&mut self, note: impl FnOnce(&mut ChangesOf<'a>)) {
        if let Some(changes) = &mut self.changes {
            note(changes);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        domain::{BuildPermission, JobId, RequestId, Timestamp},
        store::{Job, Store, WorldFile},
    };

    const ROLE: RoleId = RoleId::new(4);

    /// A world with one job that has a row.
    fn store() -> (Store, JobId) {
        let seed =
            br#"{ "schema_version": 1, "projects": { "p": { "jobs": { "j": { "roles": { "4": ["is_view"] } } } } } }"#;
        let world = WorldFile::of_text(seed).unwrap().into_world().unwrap();
        (Store::new(Arc::new(world)), JobId::from("j"))
    }

    fn set(store: &mut Store, id: &JobId, number: u8, row: Permissions<BuildPermission>) {
        let stamp = Stamp { time: Timestamp::from_milliseconds(0), request_id: RequestId::from_bytes([number; 16]) };
        store.edit::<Job>(id, stamp).unwrap().set_rows([(ROLE, |_: &Project, _| row)]);
    }

    fn last_change(store: &Store, id: &JobId) -> Option<RequestId> {
        let rows = &store.get::<Job>(id).unwrap().matrix.rows;
        rows.last_change(&ROLE).map(|stamp| stamp.request_id)
    }

    #[test]
    fn what_gets_the_value_that_it_has_is_not_changed() {
        let (mut store, id) = store();

        set(&mut store, &id, 1, Permissions::NONE.with(BuildPermission::View, true));

        assert_eq!((store.changed(), store.size(), last_change(&store, &id)), (0, 0, None));
    }

    #[test]
    fn a_row_that_stays_the_same_keeps_its_last_change() {
        let (mut store, id) = store();

        set(&mut store, &id, 1, Permissions::all());
        set(&mut store, &id, 2, Permissions::all());

        assert_eq!(last_change(&store, &id), Some(RequestId::from_bytes([1; 16])));
    }

    #[test]
    fn a_view_stays_as_it_was() {
        let (mut store, id) = store();
        set(&mut store, &id, 1, Permissions::all());
        let size = store.size();

        let view = store.view();
        set(&mut store, &id, 2, Permissions::NONE);
        let row = |store: &Store| store.get::<Job>(&id).and_then(|job| job.matrix.rows.get(&ROLE));

        assert_eq!((row(&view), row(&store)), (Some(Permissions::all()), Some(Permissions::NONE)));
        assert_eq!((view.size(), view.changed(), store.changed()), (size, 1, 1));
    }

    #[test]
    fn what_is_changed_is_noted_and_nothing_else() {
        let (mut store, id) = store();
        let mut changes = Changes::default();

        let stamp = Stamp { time: Timestamp::from_milliseconds(0), request_id: RequestId::from_bytes([1; 16]) };
        let mut edit = store.edit::<Job>(&id, stamp).unwrap();
        edit.note_in(&id, &mut changes);
        edit.follow_project(false);
        edit.set_rows([(ROLE, |project: &Project, _| project.row::<Job>(ROLE))]);
        edit.remove_row(RoleId::new(7));
        edit.remove_row(ROLE);
        drop(edit);

        let paths: Vec<_> = serde_json::to_value(&changes).unwrap()["list"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| change["path"].clone())
            .collect();
        assert_eq!(paths, ["jobs.j.roles.4", "jobs.j.roles.4"]);
    }
}
