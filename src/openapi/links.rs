//! Possible next calls: what was written can be read by the same names, and an issued token can be described.

use serde_json::{Map, Value, json};

use crate::{
    api::{OPERATIONS, Operation, Quirks, request_schema},
    contract::Location,
};

use super::{request::wire_name, response};

/// The operations that the answer of this one leads to.
pub(super) fn of(operation: &Operation) -> Option<Value> {
    if !operation.writes {
        return None;
    }
    let reads = OPERATIONS.iter().filter(|read| !read.writes && read.service == operation.service);
    let links: Map<_, _> = reads.filter_map(|read| Some((read.id().to_owned(), link(operation, read)?))).collect();
    (!links.is_empty()).then(|| links.into())
}

/// The link to an operation, if everything that it needs is known by then.
fn link(operation: &Operation, read: &Operation) -> Option<Value> {
    let schema = request_schema(read, Quirks::default());
    let needed: Vec<_> = schema["required"].as_array()?.iter().filter_map(Value::as_str).collect();
    let known: Option<Map<_, _>> = needed
        .iter()
        .map(|field| {
            let place = format!("{}.{}", read.contract.location(field).name(), wire_name(read.contract, field));
            Some((place, known(operation, read, field)?.into()))
        })
        .collect();
    let known = known.filter(|known| !known.is_empty())?;
    Some(json!({ "operationId": read.id(), "parameters": known, "description": read.contract.description }))
}

/// Where an exchange of the operation has the value of a field.
fn known(operation: &Operation, read: &Operation, field: &str) -> Option<String> {
    let contract = operation.contract;
    let wire = wire_name(read.contract, field);
    if response::adds_header(operation, wire) {
        return Some(format!("$response.header.{wire}"));
    }
    let schema = request_schema(operation, Quirks::default());
    schema["properties"].get(field)?;
    Some(match contract.location(field) {
        Location::Body => format!("$request.body#/{}", wire_name(contract, field)),
        outside => format!("$request.{}.{}", outside.name(), wire_name(contract, field)),
    })
}
