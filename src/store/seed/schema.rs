//! The schema of those parts of a seed whose form is written by hand.

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::{
    domain::{Permission, Permissions, RoleId},
    store::Rows,
};

use super::RoleFile;

impl<P: Permission> JsonSchema for Permissions<P> {
    fn schema_name() -> Cow<'static, str> {
        format!("Set_of_{}", P::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<P>::json_schema(generator)
    }
}

impl<K: JsonSchema, P: Permission> JsonSchema for Rows<K, P> {
    fn schema_name() -> Cow<'static, str> {
        format!("Rows_of_{}", P::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        map_of::<K, Permissions<P>>(generator)
    }
}

/// The roles of a project, by their ids.
pub(super) fn roles(generator: &mut SchemaGenerator) -> Schema {
    Option::<Roles>::json_schema(generator)
}

/// Stands for a map whose keys are role ids.
struct Roles;

impl JsonSchema for Roles {
    fn schema_name() -> Cow<'static, str> {
        "Roles".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        map_of::<RoleId, RoleFile>(generator)
    }
}

/// An object whose members have such names and such values. A name is a text, also of what is written as a number.
fn map_of<K: JsonSchema, V: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut map = BTreeMap::<String, V>::json_schema(generator);
    let name = K::json_schema(&mut SchemaGenerator::default());
    map.insert("propertyNames".to_owned(), name.into());
    map
}
