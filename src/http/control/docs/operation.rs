//! One operation on the page: what it does, what it takes, what it answers.

use serde_json::Value;

use super::{escaped, field, list, text};

/// The article of an operation.
pub(super) fn article(document: &Value, path: &str, method: &str, object: &Value) -> String {
    let id = escaped(text(&object["operationId"]));
    let source = &object["x-source"];
    let alias = match text(&object["x-alias-of"]) {
        "" => String::new(),
        canonical => format!("<p>The same as <a href=\"#{canonical}\">{canonical}</a> by another path.</p>\n"),
    };
    let open = list(&object["security"]).next().is_none();
    format!(
        "<article id=\"{id}\">\n<h2>{title}</h2>\n<p class=\"line\"><b class=\"{method}\">{method}</b> <code>{path}</code></p>\n\
         <p>{description}{open}</p>\n{alias}<p class=\"source\">{id} · {page} · {updated} · {provenance}</p>\n\
         {request}{answers}</article>\n",
        title = escaped(text(&object["summary"])),
        method = method.to_ascii_uppercase(),
        path = escaped(path),
        description = escaped(text(&object["description"])),
        open = if open { " It needs no credential." } else { "" },
        page = escaped(text(&source["page"])),
        updated = escaped(text(&source["updated"])),
        provenance = escaped(text(&source["provenance"])),
        request = request(document, object),
        answers = answers(document, object),
    )
}

/// Parameters, fields of the body, and the examples.
fn request(document: &Value, object: &Value) -> String {
    let content = &object["requestBody"]["content"]["application/json"];
    let parameters: String = list(&object["parameters"]).map(field::parameter).collect();
    let body = field::rows(resolved(document, &content["schema"]), "", "body");
    if parameters.is_empty() && body.is_empty() {
        return String::new();
    }
    let examples: String = content["examples"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, example)| shown(&format!("Example request, {name}"), &example["value"]))
        .collect();
    format!("<h3>Request</h3>\n{}{parameters}{body}</table>\n{examples}", field::HEAD)
}

/// Every status with what it means, the fields of a success, and its example.
fn answers(document: &Value, object: &Value) -> String {
    let responses = || object["responses"].as_object().into_iter().flatten();
    let rows: String = responses().map(|(status, response)| status_row(status, response)).collect();
    let contents = responses().map(|(_, response)| &response["content"]["application/json"]);
    let success: String =
        contents.filter(|content| content["examples"].is_object()).map(|content| success(document, content)).collect();
    format!(
        "<h3>Answer</h3>\n{success}<table>\n<tr><th>status</th><th>meaning</th><th>codes</th></tr>\n{rows}</table>\n"
    )
}

/// The fields of a success, and its example.
fn success(document: &Value, content: &Value) -> String {
    let schema = content["schema"]["anyOf"].get(0).unwrap_or(&content["schema"]);
    let fields = field::rows(resolved(document, schema), "", "answer");
    let example = shown("Example answer", &content["examples"]["documented"]["value"]);
    format!("{}{fields}</table>\n{example}", field::HEAD)
}

fn status_row(status: &str, response: &Value) -> String {
    let codes: Vec<_> = list(&response["x-errors"])
        .map(|error| {
            format!("<span title=\"{}\">{}</span>", escaped(text(&error["message"])), escaped(text(&error["code"])))
        })
        .collect();
    let added = if response["x-mock-added"] == true { " (not on the page)" } else { "" };
    let description = escaped(text(&response["description"]));
    format!("<tr><td>{status}</td><td>{description}{added}</td><td>{}</td></tr>\n", codes.join(", "))
}

/// An example that can be unfolded.
fn shown(title: &str, value: &Value) -> String {
    format!("<details><summary>{}</summary>\n<pre>{}</pre></details>\n", escaped(title), escaped(&format!("{value:#}")))
}

/// The schema itself, or the one that a reference names.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}
