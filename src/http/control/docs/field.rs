//! The rows of a table of fields: name, place, type, whether it must be there, description.

use serde_json::Value;

use super::{escaped, list, text};

/// The head of the table.
pub(super) const HEAD: &str =
    "<table>\n<tr><th>field</th><th>in</th><th>type</th><th>mandatory</th><th>description</th></tr>\n";

/// The row of a parameter.
pub(super) fn parameter(parameter: &Value) -> String {
    let is_required = parameter["required"] == true;
    row(text(&parameter["name"]), text(&parameter["in"]), &parameter["schema"], is_required, &parameter["description"])
}

/// The rows of all fields of a schema, at any depth, each named by its path.
pub(super) fn rows(schema: &Value, prefix: &str, place: &str) -> String {
    let required: Vec<&str> = list(&schema["required"]).map(text).collect();
    let fields = schema["properties"].as_object().into_iter().flatten();
    let own = fields.map(|(name, node)| {
        let path = format!("{prefix}{name}");
        let inner = match node.get("items") {
            Some(items) => rows(items, &format!("{path}[]."), place),
            None => rows(node, &format!("{path}."), place),
        };
        let is_required = required.contains(&name.as_str());
        row(&path, place, node, is_required, &node["description"]) + &inner
    });
    let of_items = schema.get("items").map(|items| rows(items, &format!("{prefix}[]."), place));
    own.chain(of_items).collect()
}

fn row(name: &str, place: &str, node: &Value, is_required: bool, description: &Value) -> String {
    format!(
        "<tr><td><code>{}</code></td><td>{place}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escaped(name),
        escaped(&type_of(node)),
        if is_required { "yes" } else { "no" },
        escaped(text(description)),
    )
}

/// The type in words, as exact as a cell of a table can be.
fn type_of(node: &Value) -> String {
    if let Some(words) = node["x-expected"].as_str() {
        return words.to_owned();
    }
    if let Some(names) = node["enum"].as_array() {
        let names = names.iter().map(|name| name.as_str().map_or_else(|| name.to_string(), ToOwned::to_owned));
        return format!("one of {}", names.collect::<Vec<_>>().join(", "));
    }
    if let Some(only) = node.get("const") {
        return only.to_string();
    }
    if let Some(choices) = node["oneOf"].as_array().or_else(|| node["anyOf"].as_array()) {
        return choices.iter().map(type_of).collect::<Vec<_>>().join(" or ");
    }
    if let Some(items) = node.get("items") {
        return format!("list of {}", type_of(items));
    }
    match &node["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    }
}
