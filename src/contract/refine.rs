//! What derived schemas are made into, so that a walk of them explains well.

use serde_json::{Value, json};

/// Says of a choice of names that it is one, and of a number what its type can hold.
pub fn refine(node: &mut Value) {
    match node {
        Value::Object(members) => {
            members.values_mut().for_each(refine);
            let choices = members.get("oneOf").and_then(Value::as_array);
            let names: Option<Vec<Value>> =
                choices.and_then(|choices| choices.iter().map(|choice| choice.get("const").cloned()).collect());
            if let Some(names) = names {
                members.remove("oneOf");
                members.insert("type".to_owned(), "string".into());
                members.insert("enum".to_owned(), names.into());
            }
            let most = match members.get("format").and_then(Value::as_str) {
                Some("uint32") => Some(Value::from(u32::MAX)),
                Some("uint64" | "uint") => Some(Value::from(u64::MAX)),
                _ => None,
            };
            if let Some(most) = most {
                members.entry("maximum").or_insert(most);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(refine),
        _ => {}
    }
}

/// Writes "this, or null" as one more type of the same schema, which reads better and explains itself better.
pub fn take_null_in(node: &mut Value) {
    match node {
        Value::Object(members) => {
            members.values_mut().for_each(take_null_in);
            let is_null = |choice: &Value| choice["type"] == "null";
            let choices = members.get("anyOf").and_then(Value::as_array).map(Vec::as_slice);
            let Some([Value::Object(one), null]) = choices.filter(|choices| is_null(&choices[1])) else { return };
            let (mut one, null) = (one.clone(), null.clone());
            members.remove("anyOf");
            let choice = if one.contains_key("oneOf") { "oneOf" } else { "anyOf" };
            if let Some(Value::Array(inner)) = one.get_mut(choice) {
                inner.push(null);
            } else if let Some(name) = one.get("type").cloned() {
                one.insert("type".to_owned(), json!([name, "null"]));
                if let Some(Value::Array(names)) = one.get_mut("enum") {
                    names.push(Value::Null);
                }
            }
            // What the field says of itself goes before what its type says.
            one.extend(std::mem::take(members));
            *members = one;
        }
        Value::Array(items) => items.iter_mut().for_each(take_null_in),
        _ => {}
    }
}
