//! Everything that can be sent to an operation, from its request schema: fields at any depth, and their enum values.

use std::{collections::BTreeMap, sync::OnceLock};

use serde_json::Value;

use crate::{
    api::{OPERATIONS, Operation, Quirks, request_schema},
    contract::Contract,
};

/// What can be sent to the operation in this place. Found out when it is first called: to do so for all of them would make
/// the first answer of a server wait, and take memory for what nobody may ever call.
pub(super) fn catalogue(place: usize) -> &'static Catalogue {
    static CATALOGUES: [OnceLock<Catalogue>; OPERATIONS.len()] = [const { OnceLock::new() }; OPERATIONS.len()];

    CATALOGUES[place].get_or_init(|| Catalogue::of(&OPERATIONS[place]))
}

/// What can be sent to one operation.
#[derive(Debug)]
pub(super) struct Catalogue {
    /// What the documentation says of it.
    pub(super) contract: &'static Contract,
    /// Its fields, in the order of the documentation.
    pub(super) fields: Vec<Field>,
    /// The values of its enums.
    pub(super) values: Vec<EnumValue>,
    /// The fields as a tree, to walk beside a request.
    pub(super) root: Node,
}

/// One field.
#[derive(Debug)]
pub(super) struct Field {
    /// Its path, such as `permissions[].is_view`.
    pub(super) name: String,
    /// Where it travels.
    pub(super) location: &'static str,
    /// Whether it is mandatory.
    pub(super) is_mandatory: bool,
}

/// One value of an enum.
#[derive(Debug)]
pub(super) struct EnumValue {
    /// The place of its field.
    pub(super) field: usize,
    /// The value.
    pub(super) value: String,
}

/// The schema of one value, reduced to what is counted.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The index of its field; the root and the items of a list have none.
    pub(super) field: Option<usize>,
    /// Its path.
    pub(super) path: String,
    /// What it contains, if it is an object.
    pub(super) members: BTreeMap<String, Node>,
    /// What each of its items is, if it is a list.
    pub(super) item: Option<Box<Node>>,
    /// The indexes of its values, if it is an enum.
    pub(super) values: Vec<usize>,
}

impl Catalogue {
    /// The catalogue of an operation.
    pub(super) fn of(operation: &Operation) -> Self {
        let schema = request_schema(operation, Quirks::default());
        let mut catalogue =
            Self { contract: operation.contract, fields: Vec::new(), values: Vec::new(), root: Node::default() };
        catalogue.root = catalogue.node(&schema, String::new(), None);
        catalogue
    }

    fn node(&mut self, schema: &Value, path: String, field: Option<usize>) -> Node {
        let mut node = Node { field, path, ..Node::default() };
        if let Some(field) = field {
            node.values = self.values_of(schema, field);
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let is_mandatory = schema["required"].as_array().is_some_and(|names| names.contains(&name.as_str().into()));
            let place = self.field(&node.path, name, is_mandatory);
            let path = self.fields[place].name.clone();
            node.members.insert(name.clone(), self.node(member, path, Some(place)));
        }
        if schema["items"].is_object() {
            // The values of an enum belong to the list whose items have them.
            let path = format!("{}[]", node.path);
            let mut item = self.node(&schema["items"], path, None);
            if let Some(field) = field {
                item.values = self.values_of(&schema["items"], field);
            }
            node.item = Some(Box::new(item));
        }
        node
    }

    /// Adds a field, under the name that it has on the wire.
    fn field(&mut self, parent: &str, name: &str, is_mandatory: bool) -> usize {
        let renamed = self.contract.renamed.iter().find(|(_, field)| parent.is_empty() && *field == name);
        let wire = renamed.map_or(name, |(wire, _)| wire);
        let location = if parent.is_empty() { self.contract.location(name).name() } else { "body" };
        let name = if parent.is_empty() { wire.to_owned() } else { format!("{parent}.{wire}") };
        self.fields.push(Field { name, location, is_mandatory });
        self.fields.len() - 1
    }

    fn values_of(&mut self, schema: &Value, field: usize) -> Vec<usize> {
        let names = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let first = self.values.len();
        self.values.extend(names.map(|value| EnumValue { field, value: value.to_owned() }));
        (first..self.values.len()).collect()
    }
}
