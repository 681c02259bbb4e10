//! `GET /_mock/docs`
//!
//! The OpenAPI document as one page for a reader, with nothing to load from elsewhere.

mod field;
mod operation;

use serde_json::Value;

use crate::openapi;

use super::{Outcome, VERBS, Verb, request::Control};

const STYLE: &str = include_str!("docs/style.css");

/// The page.
#[expect(clippy::unnecessary_wraps, reason = "a call of the control plane comes to an outcome")]
pub(super) fn docs(control: &Control) -> Outcome {
    Ok(super::text("text/html; charset=utf-8", page(&openapi::document(control.app.quirks))))
}

/// The whole page of a document.
fn page(document: &Value) -> String {
    let title = escaped(text(&document["info"]["title"]));
    let operations = operations(document);
    let services: String = list(&document["tags"]).map(|tag| service(text(&tag["name"]), &operations)).collect();
    let articles: String =
        operations.iter().map(|(path, method, object)| operation::article(document, path, method, object)).collect();
    let quirks: String = list(&document["x-quirks"]).map(quirk).collect();
    let calls: String = VERBS.iter().map(call).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n<header>\n<h1>{title}</h1>\n<p>Version {version}. The same for programs: \
         <a href=\"openapi.json\">JSON</a>, <a href=\"openapi.yaml\">YAML</a>. The control plane: \
         <a href=\"openapi/control.json\">JSON</a>, <a href=\"openapi/control.yaml\">YAML</a>.</p>\n</header>\n\
         <nav>\n{services}<h2>codearts-mock</h2>\n<ul>\n<li><a href=\"#quirks\">Quirks in force</a></li>\n\
         <li><a href=\"#control\">Control plane</a></li>\n</ul>\n</nav>\n<main>\n{articles}\
         <section id=\"quirks\">\n<h2>Quirks in force</h2>\n<p>Where the documentation is ambiguous, a quirk says \
         how it is read.</p>\n<table>\n<tr><th>quirk</th><th>question</th><th>option</th></tr>\n{quirks}</table>\n\
         </section>\n<section id=\"control\">\n<h2>Control plane</h2>\n<p>What the mock can be asked and told beside \
         the emulated API; the document of it has every parameter, body and answer.</p>\n<table>\n\
         <tr><th>call</th><th>what it does</th></tr>\n{calls}</table>\n</section>\n</main>\n</body>\n</html>\n",
        version = escaped(text(&document["info"]["version"])),
    )
}

/// Path, method and object of every operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let items = document["paths"].as_object().into_iter().flatten();
    let flat = items.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(|(method, object)| (path.as_str(), method.as_str(), object))
    });
    flat.collect()
}

/// The entry of a service in the list of contents.
fn service(name: &str, operations: &[(&str, &str, &Value)]) -> String {
    let of_service = operations.iter().filter(|(_, _, object)| object["tags"][0] == name);
    let entries: String = of_service.map(|(_, _, object)| entry(text(&object["operationId"]))).collect();
    format!("<h2>{}</h2>\n<ul>\n{entries}</ul>\n", escaped(name))
}

fn entry(id: &str) -> String {
    let id = escaped(id);
    format!("<li><a href=\"#{id}\">{id}</a></li>\n")
}

/// The row of a quirk, with its options and the one in force.
fn quirk(quirk: &Value) -> String {
    let options: String = list(&quirk["options"]).map(|it| option(it, it["value"] == quirk["value"])).collect();
    let (name, question) = (escaped(text(&quirk["name"])), escaped(text(&quirk["question"])));
    format!("<tr><td><code>{name}</code></td><td>{question}</td><td><ul>{options}</ul></td></tr>\n")
}

/// The row of a call of the control plane.
fn call(verb: &Verb) -> String {
    let (method, path, summary) = (verb.form.method, escaped(verb.form.path), escaped(verb.form.summary));
    format!("<tr><td><b class=\"{method}\">{method}</b> <code>{path}</code></td><td>{summary}.</td></tr>\n")
}

fn option(option: &Value, is_chosen: bool) -> String {
    let value = escaped(text(&option["value"]));
    let name = if is_chosen { format!("<strong>{value}</strong> (in force)") } else { value };
    format!("<li>{name}: {}</li>", escaped(text(&option["meaning"])))
}

/// The text of a value, empty if it is none.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The items of a list, none if it is no list.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The text so that HTML shows it as it is.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{OPERATIONS, Quirks};

    #[test]
    fn the_page_shows_every_operation_and_call_and_loads_nothing() {
        let page = page(&openapi::document(Quirks::default()));

        for operation in OPERATIONS {
            assert!(page.contains(&format!("id=\"{}\"", operation.id())), "{}", operation.id());
        }
        assert!(VERBS.iter().all(|verb| page.contains(&escaped(verb.form.summary))));
        assert!(["src=", "<link", "<script", "@import", "url("].iter().all(|reference| !page.contains(reference)));
    }

    #[test]
    fn what_would_be_markup_is_shown_as_text() {
        assert_eq!(escaped("<a href=\"b\">&"), "&lt;a href=&quot;b&quot;&gt;&amp;");
    }
}
