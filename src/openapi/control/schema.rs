//! The schemas of the control plane: what a call takes and gives, from the types that are read and written.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

/// Makes the schema of a type.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

/// Makes the schema of `T`.
pub fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The direction of a value: read, with optional members, or written, with all members.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Way(usize);

/// What is sent by a client.
pub(super) const REQUEST: Way = Way(0);
/// What is sent by the server.
pub(super) const ANSWER: Way = Way(1);

/// Where a document keeps its schemas.
const PREFIX: &str = "#/components/schemas/";
/// The suffix that distinguishes a schema for reading from one of the same name for writing.
const OF_REQUEST: &str = "Input";

/// The schemas that calls refer to.
pub(super) struct Schemas([SchemaGenerator; 2]);

impl Default for Schemas {
    fn default() -> Self {
        let settings =
            SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
        Self([settings.clone().for_deserialize().into_generator(), settings.for_serialize().into_generator()])
    }
}

impl Schemas {
    /// The schema that a shape makes, as a reference where it has a name.
    pub(super) fn of(&mut self, shape: Shape, way: Way) -> Value {
        let mut schema = shape(&mut self.0[way.0]).to_value();
        drop_null_defaults(&mut schema);
        if way == REQUEST {
            rename(&mut schema);
        }
        schema
    }

    /// The inline schema of a shape for reading, without references.
    pub(super) fn inline(shape: Shape) -> Value {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let mut schema = shape(&mut settings.into_generator()).to_value();
        drop_null_defaults(&mut schema);
        schema
    }

    /// All that were referred to, by name.
    pub(super) fn all(mut self) -> Map<String, Value> {
        let mut read = self.0[REQUEST.0].take_definitions(true);
        read.values_mut().for_each(rename);
        let read = read.into_iter().map(|(name, schema)| (name + OF_REQUEST, schema));
        let mut all: Map<_, _> = self.0[ANSWER.0].take_definitions(true).into_iter().chain(read).collect();
        all.values_mut().for_each(drop_null_defaults);
        all.sort_keys();
        all
    }
}

/// Removes null as the default of a member: the member may be left out, and an enum of names does not allow null.
fn drop_null_defaults(node: &mut Value) {
    match node {
        Value::Object(members) => {
            members.retain(|name, value| name != "default" || !value.is_null());
            members.values_mut().for_each(drop_null_defaults);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_null_defaults),
        _ => {}
    }
}

/// Changes every reference to the schema for reading.
fn rename(node: &mut Value) {
    match node {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && reference.starts_with(PREFIX)
            {
                reference.push_str(OF_REQUEST);
            }
            members.values_mut().for_each(rename);
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}
