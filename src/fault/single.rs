//! An object that must have exactly one of several members: what a rule does, and how long it waits.

use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};
use serde_json::Value;

use crate::contract::{beginning, nearest};

/// A choice that is written as an object with one member.
pub(super) trait Single: DeserializeOwned {
    /// What it is called.
    const NOUN: &'static str;
    /// The members, of which it has one.
    const NAMES: &'static [&'static str];
}

/// Reads one, or nothing. What serde says of two members is that it expected a value.
pub(super) fn single<'de, T: Single, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = Option::<Value>::deserialize(deserializer)?;
    value.map(of_value).transpose().map_err(Error::custom)
}

fn of_value<T: Single>(value: Value) -> Result<T, String> {
    let (noun, all) = (T::NOUN, T::NAMES.join(", "));
    let Some(members) = value.as_object() else {
        return Err(format!("expected an object with one {noun}, of {all}, got {}", kind(&value)));
    };
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    if let Some(strange) = names.iter().find(|name| !T::NAMES.contains(name)) {
        let near = nearest(strange, T::NAMES.iter().copied());
        let near = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
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

/// A value for a reader.
fn kind(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => beginning(&other.to_string(), 80),
    }
}
