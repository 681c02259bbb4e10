//! What holds for every operation. Nothing here names one: it all follows from the table.

mod agreement;
mod documented;
mod mutation;
mod request;
mod schema;

use std::collections::BTreeSet;

use codearts_mock::api::{OPERATIONS, Quirks, request_schema, response_schema};
use serde_json::Value;

#[test]
fn names_and_paths_are_unique() {
    let mut names = BTreeSet::new();
    let mut sites = BTreeSet::new();

    for operation in OPERATIONS {
        assert!(names.insert(operation.id()), "{} is there twice", operation.id());
        for path in operation.contract.paths {
            let shape: Vec<_> = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
            let site = (operation.contract.method, shape);
            assert!(sites.insert(site), "{} {path} is there twice", operation.contract.method.name());
        }
    }
}

#[test]
fn every_operation_says_what_it_does_and_which_page_says_so() {
    for operation in OPERATIONS {
        let contract = operation.contract;
        let texts = [contract.title, contract.description, contract.source.page, contract.source.updated];

        assert!(texts.iter().all(|text| !text.is_empty()), "{}: {texts:?}", operation.id());
        assert!(contract.paths.iter().all(|path| path.starts_with('/')), "{}", operation.id());
    }
}

#[test]
fn every_field_has_a_description() {
    for operation in OPERATIONS {
        let request = request_schema(operation, Quirks::default());
        let response = response_schema(operation);

        for (part, schema) in [("request", request), ("response", response)] {
            let mut mute = Vec::new();
            undescribed(&schema, part, &mut mute);
            assert_eq!(mute, Vec::<String>::new(), "{}", operation.id());
        }
    }
}

/// The fields without a description, at any depth.
fn undescribed(node: &Value, place: &str, found: &mut Vec<String>) {
    for (name, field) in node["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}/{name}");
        if field["description"].as_str().is_none_or(str::is_empty) {
            found.push(place.clone());
        }
        undescribed(field, &place, found);
        undescribed(&field["items"], &place, found);
    }
}
