//! An object that must have exactly one of several members: an action or a delay.

use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};
use serde_json::Value;

use crate::contract::{beginning, did_you_mean};

/// A choice that is written as an object with one member.
pub(super) trait Single: DeserializeOwned + JsonSchema {
    /// Its name in messages.
    const NOUN: &'static str;
}

/// Reads one, or nothing. For two members serde would only say that it expected a value.
pub(super) fn single<'de, T: Single, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = Option::<Value>::deserialize(deserializer)?;
    value.map(of_value).transpose().map_err(Error::custom)
}

fn of_value<T: Single>(value: Value) -> Result<T, String> {
    let schema = schema_for!(T);
    let choices = schema.as_value()["oneOf"].as_array().into_iter().flatten();
    let known: Vec<&str> = choices.filter_map(|choice| choice["required"][0].as_str()).collect();
    let (noun, all) = (T::NOUN, known.join(", "));
    let Some(members) = value.as_object() else {
        let got = if value.is_array() { "a list".to_owned() } else { beginning(&value.to_string(), 80) };
        return Err(format!("expected an object with one {noun}, of {all}, got {got}"));
    };
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    if let Some(strange) = names.iter().find(|name| !known.contains(name)) {
        let near = did_you_mean(strange, known.iter().copied());
        return Err(format!("there is no {noun} \"{}\".{near} There are {all}", beginning(strange, 80)));
    }
    match names.as_slice() {
        [] => Err(format!("expected one {noun}, got none; there are {all}")),
        [name] => {
            let name = (*name).to_owned();
            T::deserialize(value).map_err(|error| format!("{name}: {error}"))
        }
        several => {
            let (count, several) = (several.len(), several.join(" and "));
            Err(format!("expected one {noun}, got {count}: {several}; give each a rule of its own"))
        }
    }
}
