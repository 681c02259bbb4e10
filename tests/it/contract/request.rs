//! Requests taken apart into one object of fields, and put together again.

use std::sync::LazyLock;

use axum::body::Body;
use codearts_mock::{
    api::{OPERATIONS, Operation, Quirks, explainer},
    contract::{Location, Parts},
};
use serde_json::{Map, Value};

use crate::mock::{Answer, Mock};

/// A request as it travels.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl Wire {
    /// The documented request in the text of an example file.
    pub(super) fn of_example(text: &'static str) -> Self {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let line = head.lines().next().expect("an example has a request line");
        let (method, url) = line.split_once(' ').expect("a request line has a method");
        let target = url.split_once("://").map_or(url, |(_, rest)| &rest[rest.find('/').expect("a URL has a path")..]);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (path, query) = (path.to_owned(), query.to_owned());
        Self { method, path, query, headers: Vec::new(), body: body.to_owned() }
    }

    /// The request of an operation that has these fields; a parameter that is null is not there.
    pub(super) fn of_fields(operation: &Operation, fields: &Map<String, Value>) -> Self {
        let contract = operation.contract;
        let mut path = contract.path().to_owned();
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut headers = Vec::new();
        let mut body = Map::new();
        for (name, value) in fields {
            let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            match contract.location(name) {
                Location::Body => {
                    let wire =
                        contract.renamed.iter().find(|(_, field)| field == name).map_or(&**name, |(wire, _)| wire);
                    body.insert(wire.to_owned(), value.clone());
                }
                _ if value.is_null() => {}
                Location::Path => path = path.replace(&format!("{{{name}}}"), &text),
                Location::Query => drop(query.append_pair(name, &text)),
                Location::Header => {
                    let header = contract.headers.iter().find(|(field, _)| field == name);
                    headers.extend(header.map(|(_, header)| (*header, text)));
                }
            }
        }
        let body = if contract.method.has_body() { Value::Object(body).to_string() } else { String::new() };
        Self { method: contract.method.name(), path, query: query.finish(), headers, body }
    }

    /// Lends the request as an operation sees it.
    pub(super) fn with_parts<R>(&self, look: impl FnOnce(Parts<'_>) -> R) -> R {
        let header = |name: &str| {
            self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
        };
        look(Parts { path: &self.path, query: &self.query, header: &header, body: self.body.as_bytes() })
    }

    /// Parameters and members of the body in one object.
    pub(super) fn fields(&self, operation: &'static Operation) -> Map<String, Value> {
        let explainer = explainer(operation, Quirks::default());
        match self.with_parts(|parts| explainer.value_of(parts)) {
            Ok(Value::Object(fields)) => fields,
            other => panic!("{}: {other:?}", operation.id()),
        }
    }

    /// Sends the request and makes sure that a refusal, or a read, leaves everything as it was.
    pub(super) async fn send(&self, mock: &Mock, token: Option<&str>) -> Answer {
        let before = mock.state();
        let mark = if self.query.is_empty() { "" } else { "?" };
        let mut ask = mock.ask(&format!("{} {}{mark}{}", self.method, self.path, self.query));
        for (name, value) in &self.headers {
            ask = ask.header(name, value);
        }
        ask = match token {
            Some(token) => ask.token(token),
            None => ask.no_token(),
        };
        let answer = ask.body(Body::from(self.body.clone())).answer().await;
        if self.method == "GET" || answer.is_refusal() {
            assert_eq!(mock.state(), before, "{self:?} changed something");
        }
        answer
    }
}

/// Every operation with each of its documented requests.
pub(super) fn examples() -> impl Iterator<Item = (&'static Operation, Wire)> {
    OPERATIONS.iter().flat_map(|operation| {
        let texts = [Some(operation.contract.example_request), operation.contract.newer_example_request];
        texts.into_iter().flatten().map(move |text| (operation, Wire::of_example(text)))
    })
}

/// Every operation with the fullest of its documented requests, as fields.
pub(super) fn fullest() -> &'static [(&'static Operation, Map<String, Value>)] {
    type Full = Vec<(&'static Operation, Map<String, Value>)>;
    static FULLEST: LazyLock<Full> = LazyLock::new(|| {
        let fullest = |operation: &'static Operation| {
            let own = examples().filter(|(other, _)| other.id() == operation.id());
            let fields = own.map(|(_, wire)| wire.fields(operation)).max_by_key(Map::len);
            (operation, fields.expect("every operation has an example"))
        };
        OPERATIONS.iter().map(fullest).collect()
    });
    &FULLEST
}
