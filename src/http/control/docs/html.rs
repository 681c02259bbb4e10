//! What all parts of the page have in common: how a value of the document is written in HTML.

use serde_json::Value;

/// One operation: its path, its method and its object.
pub(super) type Listed<'a> = (&'a str, &'a str, &'a Value);

/// The head of a table, behind which its body begins.
pub(super) fn head(names: &[&str]) -> String {
    let cells = names.join("</th><th scope=\"col\">");
    format!("<thead><tr><th scope=\"col\">{cells}</th></tr></thead>\n<tbody>\n")
}

/// The text of a value, empty if it is none.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// The items of a list, none if it is no list.
pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The text so that HTML shows it as it is.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
