//! The schema of those parts of a seed whose form is written by hand.

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::{
    domain::{Permission, Permissions},
    store::Rows,
};

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

impl<K, P: Permission> JsonSchema for Rows<K, P> {
    fn schema_name() -> Cow<'static, str> {
        format!("Rows_of_{}", P::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, Permissions<P>>::json_schema(generator)
    }
}
