//! The schemas of requests and answers under the quirks in force.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use parking_lot::Mutex;
use serde_json::{Map, Value, json};

use crate::{
    contract::{Explainer, refine, take_null_in},
    domain::Entity,
};

use super::{
    Operation, Service,
    quirk::{IdFormat, MissingTarget, Quirks, UnknownFields},
};

/// The form that a page demands of an id.
struct Form {
    name: &'static str,
    pattern: &'static str,
    words: &'static str,
}

/// The forms that pages demand, by the name that a field gives for another form than its service's usual one.
const FORMS: &[Form] = &[
    Form { name: "digits-and-lower-case", pattern: "^[0-9a-z]{32}$", words: "32 digits and lower-case letters" },
    Form { name: "letters-and-digits", pattern: "^[0-9A-Za-z]{32}$", words: "32 letters and digits" },
    Form { name: "32-characters", pattern: "^.{32}$", words: "32 characters" },
    Form {
        name: "lenient",
        pattern: "^[0-9A-Za-z_-]{1,64}$",
        words: "1 to 64 letters, digits, hyphens and underscores",
    },
];

/// The schema of an operation's request, parameters and body members in one object.
#[must_use]
pub fn request_schema(operation: &Operation, quirks: Quirks) -> Value {
    let mut schema = (operation.request)().to_value();
    refine(&mut schema);
    take_null_in(&mut schema);
    give_forms(&mut schema, operation.service, quirks.id_format);
    if quirks.unknown_fields == UnknownFields::Reject {
        close(&mut schema);
    }
    demand_target(&mut schema, operation, quirks.missing_target);
    schema
}

/// The schema of an operation's answer.
#[must_use]
pub fn response_schema(operation: &Operation) -> Value {
    let mut schema = (operation.response)().to_value();
    take_null_in(&mut schema);
    schema
}

/// Explains the requests of an operation. Made on the first refusal, then kept: there are few combinations.
///
/// # Panics
/// Never: a derived schema is valid, as a test makes sure.
#[must_use]
pub fn explainer(operation: &'static Operation, quirks: Quirks) -> Arc<Explainer> {
    type Key = (&'static str, bool, bool, bool);
    static EXPLAINERS: LazyLock<Mutex<BTreeMap<Key, Arc<Explainer>>>> = LazyLock::new(Mutex::default);

    let key = (
        operation.id(),
        quirks.id_format == IdFormat::Lenient,
        quirks.unknown_fields == UnknownFields::Reject,
        quirks.missing_target == MissingTarget::Reject,
    );
    let make = || {
        let schema = request_schema(operation, quirks);
        Arc::new(Explainer::new(operation.contract, schema).expect("a derived schema is valid, as a test makes sure"))
    };
    Arc::clone(EXPLAINERS.lock().entry(key).or_insert_with(make))
}

/// Gives every id the pattern of its form.
fn give_forms(node: &mut Value, service: Service, format: IdFormat) {
    match node {
        Value::Object(members) => {
            if let Some(form) = form_of(members, service, format) {
                members.insert("pattern".to_owned(), form.pattern.into());
                members.insert("x-expected".to_owned(), form.words.into());
            }
            members.values_mut().for_each(|member| give_forms(member, service, format));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| give_forms(item, service, format)),
        _ => {}
    }
}

/// The form that an id has on its page: the field's own, or the service's.
fn form_of(node: &Map<String, Value>, service: Service, format: IdFormat) -> Option<&'static Form> {
    let entity = Entity::named(node.get("x-id")?.as_str()?)?;
    let of_page = match (node.get("x-id-form").and_then(Value::as_str), service, entity) {
        (Some(name), _, _) => name,
        (None, Service::Build, Entity::Job | Entity::Project) => "letters-and-digits",
        (None, Service::Pipeline, Entity::Project) => "32-characters",
        _ => return None,
    };
    let name = if format == IdFormat::Lenient { "lenient" } else { of_page };
    FORMS.iter().find(|form| form.name == name)
}

/// Allows no other members than the known ones, at any depth.
fn close(node: &mut Value) {
    match node {
        Value::Object(members) => {
            if members.contains_key("properties") {
                members.insert("additionalProperties".to_owned(), false.into());
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Says in the schema that a request names what the operation needs, or nothing at all if that is accepted.
fn demand_target(schema: &mut Value, operation: &Operation, missing_target: MissingTarget) {
    let needs = operation.contract.needs;
    if needs.is_empty() {
        return;
    }
    let there: Map<_, _> =
        needs.iter().map(|need| ((*need).to_owned(), json!({ "not": { "type": "null" } }))).collect();
    let needed = json!({ "required": needs, "properties": there });
    let names = schema["properties"].as_object().into_iter().flat_map(Map::keys);
    let nothing: Map<_, _> = names.map(|name| (name.clone(), json!({ "type": "null" }))).collect();
    match missing_target {
        MissingTarget::Accept => schema["anyOf"] = json!([{ "properties": nothing }, needed]),
        MissingTarget::Reject => {
            schema["required"] = json!(needs);
            for need in needs {
                without_null(&mut schema["properties"][*need]);
            }
        }
    }
}

/// Takes null out of the types that a member may have.
pub fn without_null(node: &mut Value) {
    if let Some(types) = node["type"].as_array() {
        let types: Vec<_> = types.iter().filter(|name| **name != "null").cloned().collect();
        node["type"] = if let [only] = types.as_slice() { only.clone() } else { types.into() };
    }
    if let Some(choices) = node.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice["type"] != "null");
    }
    if let Some(names) = node.get_mut("enum").and_then(Value::as_array_mut) {
        names.retain(|name| !name.is_null());
    }
}
