//! What jobs and pipelines have in common.

use std::{fmt, hash::Hash};

use crate::domain::{Permission, Permissions, RoleId};

use super::{
    Entity, Matrix, Role, Stamp, Store,
    change::{Seen, SwitchName},
    entities::Entities,
    size::Kept,
};

/// Something that the store keeps by its id, and that has a permission matrix.
pub trait Kind: Kept + Clone + fmt::Debug + 'static {
    /// Its id.
    type Id: Kept + Clone + Ord + Hash + fmt::Display + fmt::Debug + 'static;
    /// The columns of its matrix.
    type Permission: Permission;

    /// What it is called in a sentence.
    const NOUN: &'static str;
    /// The role that stands for whoever created it.
    const CREATOR: RoleId;
    /// The permission that one needs to change its permissions.
    const MANAGE: Self::Permission;
    /// The switch that sends it to its project's matrix.
    const SWITCH: SwitchName;

    /// Whether the row of this role always grants everything.
    #[must_use]
    fn is_fixed(role: RoleId) -> bool {
        role == RoleId::ADMINISTRATOR || role == Self::CREATOR
    }

    /// What a role of a project may do by default.
    fn default_row(role: &Role) -> Permissions<Self::Permission>;
    /// Its permission matrix.
    fn matrix(&self) -> &Matrix<Self>;
    /// Its permission matrix, to be changed.
    fn matrix_mut(&mut self) -> &mut Matrix<Self>;
    /// Takes note that it was changed.
    fn touch(&mut self, _stamp: Stamp) {}

    /// The one of this id as something that was changed.
    fn entity(id: &Self::Id) -> Entity;
    /// A row as it was seen.
    fn seen(row: Permissions<Self::Permission>) -> Seen;

    /// Where the store keeps all of this kind.
    fn entities(store: &Store) -> &Entities<Self>;
    /// Where the store keeps all of this kind, to be changed.
    fn entities_mut(store: &mut Store) -> &mut Entities<Self>;
}
