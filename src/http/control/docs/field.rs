//! The rows of a table of fields: name, place, type, whether it must be there, description.

use serde_json::Value;

use super::html::{escaped, head, list, text};

/// The table of what a request may have: parameters, and the fields of its body.
pub(super) fn of_request(parameters: &[&Value], body: &Value) -> String {
    let mut rows: String = parameters
        .iter()
        .map(|it| row(text(&it["name"]), Some(text(&it["in"])), it, &it["schema"], presence(it["required"] == true)))
        .collect();
    rows.push_str(&of_schema(body, "", &|path, node, is_required| {
        row(path, Some("body"), node, node, presence(is_required))
    }));
    table(&["field", "in", "type", "presence", "description"], &rows)
}

/// The table of the fields of an answer.
pub(super) fn of_answer(schema: &Value) -> String {
    let rows = of_schema(schema, "", &|path, node, is_required| {
        row(path, None, node, node, if is_required { "always" } else { "sometimes" })
    });
    table(&["field", "type", "presence", "description"], &rows)
}

const fn presence(is_required: bool) -> &'static str {
    if is_required { "mandatory" } else { "optional" }
}

/// A table, unless it would be empty.
fn table(names: &[&str], rows: &str) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!("<table class=\"fields\">\n{}{rows}</tbody>\n</table>\n", head(names))
}

/// The rows of all fields of a schema, at any depth, each named by its path.
fn of_schema(schema: &Value, prefix: &str, row: &dyn Fn(&str, &Value, bool) -> String) -> String {
    let required: Vec<&str> = list(&schema["required"]).map(text).collect();
    let fields = schema["properties"].as_object().into_iter().flatten();
    let own = fields.map(|(name, node)| {
        let path = format!("{prefix}{name}");
        let inner = match node.get("items") {
            Some(items) => of_schema(items, &format!("{path}[]."), row),
            None => of_schema(node, &format!("{path}."), row),
        };
        row(&path, node, required.contains(&name.as_str())) + &inner
    });
    let of_items = schema.get("items").map(|items| of_schema(items, &format!("{prefix}[]."), row));
    own.chain(of_items).collect()
}

fn row(name: &str, place: Option<&str>, described: &Value, node: &Value, presence: &str) -> String {
    let place = place.map_or_else(String::new, |place| format!("<td>{place}</td>"));
    let (name, kind) = (escaped(name), escaped(&type_of(node)));
    let description = match text(&described["description"]) {
        "" => "The page says nothing of it.".to_owned(),
        words => escaped(words),
    };
    format!("<tr><td><code>{name}</code></td>{place}<td>{kind}</td><td>{presence}</td><td>{description}</td></tr>\n")
}

/// The type in words, as exact as a cell of a table can be.
fn type_of(node: &Value) -> String {
    if let Some(words) = node["x-expected"].as_str() {
        return words.to_owned();
    }
    if let Some(names) = node["enum"].as_array() {
        let words: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        let or_null = if names.contains(&Value::Null) { ", or null" } else { "" };
        return format!("one of {}{or_null}", words.join(", "));
    }
    if let Some(only) = node.get("const") {
        return only.to_string();
    }
    if let Some(choices) = node["oneOf"].as_array().or_else(|| node["anyOf"].as_array()) {
        return choices.iter().map(type_of).collect::<Vec<_>>().join(" or ");
    }
    if let Some(items) = node.get("items") {
        return match type_of(items).as_str() {
            plain @ ("string" | "object" | "integer" | "boolean") => format!("list of {plain}s"),
            other => format!("list, each item {other}"),
        };
    }
    match &node["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    }
}
