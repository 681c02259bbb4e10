//! `GET /_mock/docs`
//!
//! The OpenAPI document as one page for a reader, with nothing to load from elsewhere.

mod curl;
mod field;
mod html;
mod operation;

use serde_json::Value;

use crate::openapi::{self, ControlVerb};

use super::{answer, request::Control, verb::Outcome};

use html::{Listed, escaped, head, list, text};

const STYLE: &str = include_str!("docs/style.css");

/// The page.
#[expect(clippy::unnecessary_wraps, reason = "a call of the control plane comes to an outcome")]
pub(super) fn docs(control: &Control) -> Outcome {
    let here = format!("http://{}", control.host());
    let page = page(&openapi::document(control.app.quirks), &(control.calls)(), &here);
    Ok(answer::text("text/html; charset=utf-8", page))
}

/// The whole page of a document and of the calls of the control plane, for a server that is called by this URL.
fn page(document: &Value, calls: &[&ControlVerb], here: &str) -> String {
    let title = escaped(text(&document["info"]["title"]));
    let operations = operations(document);
    let services: Vec<&str> = list(&document["tags"]).map(|tag| text(&tag["name"])).collect();
    let contents: String = services.iter().map(|service| contents_of(service, &operations)).collect();
    let sections: String = services.iter().map(|service| section(document, service, &operations, here)).collect();
    let quirks: String = list(&document["x-quirks"]).map(quirk).collect();
    let calls: String = calls.iter().map(|form| call(form)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n\
         {STYLE}</style>\n</head>\n<body>\n<header id=\"top\">\n<h1>{title}</h1>\n<p>Version {version}. The same for \
         programs: <a href=\"openapi.json\">JSON</a>, <a href=\"openapi.yaml\">YAML</a>. The control plane: \
         <a href=\"openapi/control.json\">JSON</a>, <a href=\"openapi/control.yaml\">YAML</a>.</p>\n</header>\n\
         <nav aria-label=\"Contents\">\n{contents}<p>codearts-mock</p>\n<ul>\n\
         <li><a href=\"#quirks\">Quirks in force</a></li>\n<li><a href=\"#control\">Control plane</a></li>\n</ul>\n</nav>\n\
         <main>\n{sections}\
         <section id=\"quirks\">\n<h2>Quirks in force</h2>\n<p>Where the documentation is ambiguous, a quirk says \
         how it is read.</p>\n<table>\n{quirk_head}{quirks}</tbody>\n</table>\n</section>\n\
         <section id=\"control\">\n<h2>Control plane</h2>\n<p>What the mock can be asked and told beside \
         the emulated API; the document of it has every parameter, body and answer.</p>\n<table>\n\
         {call_head}{calls}</tbody>\n</table>\n</section>\n</main>\n</body>\n</html>\n",
        version = escaped(text(&document["info"]["version"])),
        quirk_head = head(&["quirk", "question", "options"]),
        call_head = head(&["call", "what it does"]),
    )
}

/// Every operation.
fn operations(document: &Value) -> Vec<Listed<'_>> {
    let items = document["paths"].as_object().into_iter().flatten();
    let flat = items.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(|(method, object)| (path.as_str(), method.as_str(), object))
    });
    flat.collect()
}

/// The operations of a service.
fn of_service<'a>(name: &str, operations: &[Listed<'a>]) -> impl Iterator<Item = Listed<'a>> {
    operations.iter().copied().filter(move |(_, _, object)| object["tags"][0] == name)
}

/// The entry of a service in the list of contents.
fn contents_of(name: &str, operations: &[Listed<'_>]) -> String {
    let entries: String = of_service(name, operations).map(entry).collect();
    format!("<p><a href=\"#{}\">{}</a></p>\n<ul>\n{entries}</ul>\n", anchor(name), escaped(name))
}

fn entry((_, method, object): Listed<'_>) -> String {
    let (id, method) = (escaped(text(&object["operationId"])), method.to_ascii_uppercase());
    format!("<li><a href=\"#{id}\"><b class=\"{method}\">{method}</b> {id}</a></li>\n")
}

/// The operations of a service.
fn section(document: &Value, name: &str, operations: &[Listed<'_>], here: &str) -> String {
    let articles: String =
        of_service(name, operations).map(|listed| operation::article(document, listed, here)).collect();
    format!("<section id=\"{}\">\n<h2>{}</h2>\n{articles}</section>\n", anchor(name), escaped(name))
}

/// The name of a service as the anchor of its section.
fn anchor(name: &str) -> String {
    name.to_ascii_lowercase().replace(|character: char| !character.is_ascii_alphanumeric(), "-")
}

/// The row of a quirk, with its options and the one in force.
fn quirk(quirk: &Value) -> String {
    let options: String = list(&quirk["options"]).map(|it| option(it, it["value"] == quirk["value"])).collect();
    let (name, question) = (escaped(text(&quirk["name"])), escaped(text(&quirk["question"])));
    format!("<tr><td><code>{name}</code></td><td>{question}</td><td><ul>{options}</ul></td></tr>\n")
}

/// The row of a call of the control plane.
fn call(form: &ControlVerb) -> String {
    let (method, path, summary) = (form.method, escaped(form.path), escaped(form.summary));
    format!("<tr><td><b class=\"{method}\">{method}</b> <code>{path}</code></td><td>{summary}.</td></tr>\n")
}

fn option(option: &Value, is_chosen: bool) -> String {
    let value = escaped(text(&option["value"]));
    let name = if is_chosen { format!("<strong>{value}</strong> (in force)") } else { value };
    format!("<li>{name}: {}</li>", escaped(text(&option["meaning"])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::{OPERATIONS, Quirks},
        http::control::table::calls,
    };

    #[test]
    fn the_page_shows_every_operation_and_call_and_loads_nothing() {
        let page = page(&openapi::document(Quirks::default()), &calls(), "http://127.0.0.1:2633");

        for operation in OPERATIONS {
            assert!(page.contains(&format!("id=\"{}\"", operation.id())), "{}", operation.id());
        }
        assert!(calls().iter().all(|form| page.contains(&escaped(form.summary))));
        assert!(["src=", "<link", "<script", "@import", "url("].iter().all(|reference| !page.contains(reference)));
    }

    #[test]
    fn no_cell_is_empty_and_no_code_is_told_twice() {
        for quirks in [Quirks::default(), Quirks::strict()] {
            let page = page(&openapi::document(quirks), &calls(), "http://127.0.0.1:2633");

            assert!(!page.contains("<td></td>") && !page.contains("<tbody>\n</tbody>"));
            let mut refusals = page.split("<details class=\"refusals\">").skip(1);
            let is_repeated = |rows: &str| {
                let rows: Vec<_> = rows.split("</details>").next().unwrap_or_default().split("<tr>").collect();
                (1..rows.len()).any(|place| rows[..place].contains(&rows[place]))
            };
            assert!(!refusals.any(is_repeated));
        }
    }

    #[test]
    fn what_would_be_markup_is_shown_as_text() {
        assert_eq!(escaped("<a href=\"b\">&"), "&lt;a href=&quot;b&quot;&gt;&amp;");
    }
}
