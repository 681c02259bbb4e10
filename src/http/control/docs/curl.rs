//! The documented example as a call of curl, to copy.

use serde_json::Value;

use crate::environment::shell_word;

use super::html::{Listed, list, text};

/// The call of an operation, with the values of its documented example.
pub(super) fn call((path, method, object): Listed<'_>, body: Option<&Value>, here: &str) -> String {
    let is_in = |place: &'static str| list(&object["parameters"]).filter(move |parameter| parameter["in"] == place);
    let value = |parameter: &Value| value(object, parameter);
    let needed = |parameter: &Value| value(parameter).expect("a parameter of a path is required");
    let mut target = path.to_owned();
    for parameter in is_in("path") {
        target = target.replace(&format!("{{{}}}", text(&parameter["name"])), &needed(parameter));
    }
    let named = |parameter: &Value| Some(format!("{}={}", text(&parameter["name"]), value(parameter)?));
    let query: Vec<_> = is_in("query").filter_map(named).collect();
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let mut call = match method {
        "get" => "curl".to_owned(),
        other => format!("curl -X {}", other.to_ascii_uppercase()),
    };
    call.push_str(&format!(" {}", shell_word(&format!("{here}{target}"))));
    let needs_credential = list(&object["security"]).next().is_some();
    let token = needs_credential.then(|| "X-Auth-Token: any".to_owned());
    let json = body.map(|_| "Content-Type: application/json".to_owned());
    let own = is_in("header").filter_map(|it| Some(format!("{}: {}", text(&it["name"]), value(it)?)));
    for header in token.into_iter().chain(own).chain(json) {
        call.push_str(&format!(" \\\n  -H {}", shell_word(&header)));
    }
    if let Some(body) = body {
        call.push_str(&format!(" \\\n  -d @- <<'BODY'\n{body:#}\nBODY"));
    }
    call
}

/// The example of a parameter, or that of its page if the page contradicts itself; of one that must be there, its name.
fn value(object: &Value, parameter: &Value) -> Option<String> {
    let name = text(&parameter["name"]);
    let of_page = || list(&object["x-contradicting-examples"]).find(|example| example["parameter"] == name);
    let example = parameter.get("example").or_else(|| of_page().map(|example| &example["value"]));
    let placeholder = || (parameter["required"] == true).then(|| name.to_ascii_uppercase());
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    example.map(shown).filter(|text| !text.is_empty()).or_else(placeholder)
}
