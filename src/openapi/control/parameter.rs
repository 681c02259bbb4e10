//! The parameters of a call of the control plane.

use serde_json::{Value, json};

use crate::api::without_null;

use super::{schema::Schemas, verb::ControlVerb};

impl ControlVerb {
    /// The names of the parameters that the query can have.
    #[must_use]
    pub fn query_names(&self) -> Vec<String> {
        let of_query = |parameter: &&Value| parameter["in"] == "query";
        let name = |parameter: &Value| parameter["name"].as_str().expect("a parameter has a name").to_owned();
        all(self).iter().filter(of_query).map(name).collect()
    }
}

/// The parameters in the order in which a reader fills them in.
pub(super) fn all(verb: &ControlVerb) -> Vec<Value> {
    let names = verb.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let (meaning, example) = verb.name;
    let mut parameters: Vec<_> = names
        .map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "description": meaning,
                "schema": { "type": "string", "minLength": 1 },
                "example": example,
            })
        })
        .collect();
    if let Some(query) = verb.query {
        let object = Schemas::inline(query);
        let members = object["properties"].as_object().into_iter().flatten();
        let is_needed =
            |name: &str| object["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name));
        parameters.extend(members.map(|(name, schema)| parameter("query", name, is_needed(name), schema.clone())));
    }
    if let Some(shape) = verb.namespace {
        let schema = Schemas::inline(shape);
        parameters.push(parameter("query", "namespace", false, schema.clone()));
        parameters.push(parameter("header", "X-Mock-Namespace", false, schema));
    }
    parameters
}

/// A parameter whose description and example stand in its schema.
fn parameter(place: &str, name: &str, is_required: bool, mut schema: Value) -> Value {
    without_null(&mut schema);
    let mut parameter = json!({ "name": name, "in": place, "required": is_required });
    let mut take = |member: &str| schema.as_object_mut().and_then(|schema| schema.shift_remove(member));
    if let Some(description) = take("description") {
        parameter["description"] = description;
    }
    if let Some(Value::Array(examples)) = take("examples")
        && let Some(example) = examples.into_iter().next()
    {
        parameter["example"] = example;
    }
    parameter["schema"] = schema;
    parameter
}
