//! One operation on the page: what it does, what it takes, what it answers.

use serde_json::Value;

use super::{
    curl, field,
    html::{Listed, escaped, head, list, text},
};

/// The article of an operation, with a call of a server that is called by this URL.
pub(super) fn article(document: &Value, listed: Listed<'_>, here: &str) -> String {
    let (path, method, object) = listed;
    let id = escaped(text(&object["operationId"]));
    let source = &object["x-source"];
    let alias = match text(&object["x-alias-of"]) {
        "" => String::new(),
        canonical => format!("<p>The same as <a href=\"#{canonical}\">{canonical}</a> by another path.</p>\n"),
    };
    let open = list(&object["security"]).next().is_none();
    format!(
        "<article id=\"{id}\">\n<h3><a href=\"#{id}\">{id}</a></h3>\n\
         <p class=\"line\"><b class=\"{method}\">{method}</b> <code>{path}</code></p>\n\
         <p>{description}{open}</p>\n{alias}\
         <p class=\"source\">{title} · {page} · {updated} · {provenance}</p>\n\
         {request}{answers}<p class=\"up\"><a href=\"#top\">Contents</a></p>\n</article>\n",
        title = escaped(text(&object["summary"])),
        method = method.to_ascii_uppercase(),
        path = escaped(path),
        description = escaped(text(&object["description"])),
        open = if open { " It needs no credential." } else { "" },
        page = escaped(text(&source["page"])),
        updated = escaped(text(&source["updated"])),
        provenance = escaped(text(&source["provenance"])),
        request = request(document, listed, here),
        answers = answers(document, object),
    )
}

/// Parameters, fields of the body, a call to copy, and further examples.
fn request(document: &Value, listed: Listed<'_>, here: &str) -> String {
    let object = listed.2;
    let content = &object["requestBody"]["content"]["application/json"];
    let parameters: Vec<&Value> = list(&object["parameters"]).collect();
    let fields = field::of_request(&parameters, resolved(document, &content["schema"]));
    let fields = if fields.is_empty() { "<p>It takes no parameters and no body.</p>\n".to_owned() } else { fields };
    let mut examples = content["examples"].as_object().into_iter().flatten().map(|(name, it)| (name, &it["value"]));
    let body = examples.next().map(|(_, value)| value);
    let call = escaped(&curl::call(listed, body, here));
    let others: String = examples.map(|(name, value)| shown(&format!("Another body ({name} page)"), value)).collect();
    format!("<h4>Request</h4>\n{fields}<pre class=\"call\" tabindex=\"0\">{call}</pre>\n{others}")
}

/// The fields of a success with its example, and every refusal.
fn answers(document: &Value, object: &Value) -> String {
    let responses = || object["responses"].as_object().into_iter().flatten();
    let is_success = |status: &str| status.starts_with('2');
    let successes: String = responses()
        .filter(|(status, _)| is_success(status))
        .map(|(status, response)| success(document, status, &response["content"]["application/json"]))
        .collect();
    let refused = || responses().filter(|(_, response)| list(&response["x-errors"]).next().is_some());
    let statuses: Vec<&str> = refused().map(|(status, _)| status.as_str()).collect();
    let rows: String = refused().map(|(status, response)| refusals(status, response)).collect();
    format!(
        "{successes}<details class=\"refusals\"><summary>Refusals: {}</summary>\n<table>\n{}{rows}</tbody>\n</table>\n\
         </details>\n",
        statuses.join(", "),
        head(&["status", "code", "message"]),
    )
}

/// The fields of a success, and its example.
fn success(document: &Value, status: &str, content: &Value) -> String {
    let schema = content["schema"]["anyOf"].get(0).unwrap_or(&content["schema"]);
    let fields = field::of_answer(resolved(document, schema));
    let example =
        content["examples"]["documented"].get("value").map_or_else(String::new, |value| shown("Example answer", value));
    format!("<h4>Answer: {status}</h4>\n{fields}{example}")
}

/// A row for each code that a status comes with.
fn refusals(status: &str, response: &Value) -> String {
    let added = if response["x-mock-added"] == true { " (not on the page)" } else { "" };
    let mut rows: Vec<String> = Vec::new();
    for error in list(&response["x-errors"]) {
        let (code, message) = (escaped(text(&error["code"])), escaped(text(&error["message"])));
        let row = format!("<tr><td>{status}</td><td><code>{code}</code></td><td>{message}{added}</td></tr>\n");
        // Several situations share a code and its message.
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows.concat()
}

/// An example that can be unfolded.
fn shown(title: &str, value: &Value) -> String {
    format!(
        "<details><summary>{}</summary>\n<pre tabindex=\"0\">{}</pre></details>\n",
        escaped(title),
        escaped(&format!("{value:#}"))
    )
}

/// The schema itself, or the one that a reference names.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}
