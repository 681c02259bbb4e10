//! A schema and a value in words.

use serde_json::Value;

use super::beginning;

/// What to do if the value is the right one in the wrong form: in quotes, or not in a list.
pub(super) fn meant(node: &Value, value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let read = typed(text, node);
    if !read.is_string() {
        return Some(format!("send {read} without quotes"));
    }
    let is_list = is_of_type(node, "array") && is_of_type(&node["items"], "string");
    is_list.then(|| format!("put it into a list: [\"{}\"]", cut(text)))
}

/// Whether a schema allows this type.
fn is_of_type(node: &Value, name: &str) -> bool {
    node["type"] == name || node["type"].as_array().is_some_and(|types| types.contains(&name.into()))
}

/// The text as the type that its schema names, if it can be read as such; the string itself if not.
pub(super) fn typed(text: &str, node: &Value) -> Value {
    let is = |name: &str| is_of_type(node, name);
    if is("string") || node["anyOf"].is_array() {
        return text.into();
    }
    let is_unsigned = node["format"].as_str().is_some_and(|format| format.starts_with("uint"));
    let unsigned = || text.parse::<u64>().ok().map(Value::from);
    let signed = || text.parse::<i64>().ok().map(Value::from);
    let number = if is_unsigned { unsigned() } else { signed() };
    let number = number.filter(|_| is("integer"));
    let truth = text.parse::<bool>().ok().filter(|_| is("boolean")).map(Value::from);
    number.or(truth).unwrap_or_else(|| text.into())
}

/// What a schema asks for, in words.
pub(super) fn described(node: &Value) -> String {
    if let Some(words) = node["x-expected"].as_str() {
        return words.to_owned();
    }
    if let Some(names) = node["enum"].as_array() {
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        return format!("one of {}", names.join(", "));
    }
    if let Some(constant) = node.get("const") {
        return constant.to_string();
    }
    if node["format"] == "date-time" {
        return "a point in time such as 2024-09-20T06:38:49.000+00:00".to_owned();
    }
    let tags = tags(node);
    if !tags.is_empty() {
        return format!("an object with one of the members {}", tags.join(", "));
    }
    match type_of(node) {
        "string" => "a string".to_owned(),
        "integer" => range(node),
        "boolean" => "true or false".to_owned(),
        "array" => match (type_of(&node["items"]), says_more(&node["items"])) {
            ("string", false) => "a list of strings".to_owned(),
            ("object", false) => "a list of objects".to_owned(),
            _ => format!("a list, each item {}", described(&node["items"])),
        },
        "object" => "an object".to_owned(),
        _ => "a value".to_owned(),
    }
}

/// The type that a schema names, other than null.
fn type_of(node: &Value) -> &str {
    let types = node["type"].as_array().map_or(std::slice::from_ref(&node["type"]), Vec::as_slice);
    types.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("value")
}

/// Whether a schema says more of a value than of which type it is.
fn says_more(node: &Value) -> bool {
    ["x-expected", "enum", "const", "oneOf", "format"].into_iter().any(|keyword| node.get(keyword).is_some())
}

/// A whole number with its limits, if it has any.
fn range(node: &Value) -> String {
    match (node["minimum"].as_i64(), node["maximum"].as_i64()) {
        (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
        (Some(least), None) => format!("a whole number not below {least}"),
        _ => "a whole number".to_owned(),
    }
}

/// The names of which an object must have exactly one, if that is what a choice is: a member for each branch.
pub(super) fn tags(node: &Value) -> Vec<&str> {
    node["oneOf"].as_array().into_iter().flatten().filter_map(tag).collect()
}

/// The member by which a branch of a choice is told from the others.
fn tag(choice: &Value) -> Option<&str> {
    choice["required"].as_array()?.first()?.as_str()
}

/// The branch of a choice that an object was probably meant to fit: the only one whose member it has.
pub(super) fn branch<'a>(node: &'a Value, value: &Value) -> Option<&'a Value> {
    let members = value.as_object()?;
    let mut fitting =
        node["oneOf"].as_array()?.iter().filter(|choice| tag(choice).is_some_and(|tag| members.contains_key(tag)));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// A value for a reader: what it is, and of what type.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => format!("{truth} (a truth value)"),
        Value::Number(number) => format!("{number} (a number)"),
        Value::String(text) => format!("\"{}\" (a string)", cut(text)),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(items) if items.len() == 1 => "a list of one item".to_owned(),
        Value::Array(items) => format!("a list of {} items", items.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The text, or its beginning if it is long.
pub(super) fn cut(text: &str) -> String {
    beginning(text, 80)
}
