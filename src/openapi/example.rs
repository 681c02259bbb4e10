//! The documented examples, parsed.

use serde_json::{Map, Value};

use crate::{
    api::Operation,
    contract::{Contract, Location},
};

/// A documented example request.
pub(super) struct Example {
    /// Where it is from.
    pub(super) name: &'static str,
    /// The parameters, by the names of their fields.
    pub(super) parameters: Map<String, Value>,
    /// The body, if it has one.
    pub(super) body: Option<Value>,
}

/// The example requests of an operation: its page's, and a newer page's if that differs.
pub(super) fn requests(operation: &Operation) -> Vec<Example> {
    let contract = operation.contract;
    let texts = [("documented", Some(contract.example_request)), ("newer", contract.newer_example_request)];
    texts.into_iter().filter_map(|(name, text)| request(contract, name, text?)).collect()
}

/// The example answer of an operation.
pub(super) fn response(operation: &Operation) -> Value {
    serde_json::from_str(operation.contract.example_response).expect("the example of an answer is JSON")
}

/// Reads a request line, and behind a blank line a body.
fn request(contract: &Contract, name: &'static str, text: &str) -> Option<Example> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let (_, target) = head.trim().split_once(' ')?;
    // The examples contain a placeholder for the host.
    let (_, rest) = target.split_once("://")?;
    let path_and_query = &rest[rest.find('/')?..];
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let mut parameters = Map::new();
    for (field, value) in contract.path_values(path) {
        parameters.insert(field.to_owned(), value.into());
    }
    // Parameters of the path are not repeated.
    let in_query = form_urlencoded::parse(query.as_bytes());
    for (field, value) in in_query.filter(|(name, _)| contract.path_parameters().all(|field| field != name)) {
        let field = contract.parameter_field(&field);
        if contract.location(&field) == Location::Query {
            parameters.insert(field.into_owned(), value.into());
        }
    }
    Some(Example { name, parameters, body: serde_json::from_str(body).ok() })
}
