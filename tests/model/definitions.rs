//! The vendor's own API definitions against the table: parameters, types, answers, and the examples of both.

use std::{collections::BTreeSet, fs, path::Path};

use codearts_mock::api::{OPERATIONS, Operation, Quirks, request_schema, response_schema};
use serde_json::{Map, Value};

use crate::mock::{ANYBODY, Mock};

/// Where the table and a definition differ: operation, path in the definition, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("ApplyProjectPermission", "answer/error", "the page's example answer has status only, and result if it was asked"),
    ("BatchUpdateJobRolePermission", "answer/error", "an object of a failure; a success has null, as the example"),
    ("BatchUpdateJobRolePermission", "answer/result", "a string that every example leaves null"),
    ("CheckJobInternal", "answer/error", "the example answer of a success has no error"),
    ("ShowDefaultProjectPermission", "answer/error", "a string of a failure; a success has null, as the example"),
    ("ShowProjectPermission", "answer/error", "a string of a failure; a success has null, as the example"),
    ("ShowJobInfo", "answer/error", "a string of a failure; a success has null"),
    ("ShowJobInfo", "answer/result/build_time", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/charge_time", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/disabled", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/favorite", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/health_score", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/job_name", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/last_build_status", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/last_build_time", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/new_build", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/running_status", "has nothing to do with permissions"),
    ("ShowJobInfo", "answer/result/source_code", "has nothing to do with permissions"),
];

/// Example answers that do not satisfy the definition's own types, which the table follows.
const WRONG_EXAMPLES: &[(&str, &str)] = &[(
    "ShowProjectPermission",
    "role ids are strings by its schema, and the Go SDK takes nothing else; its example has numbers",
)];

/// A definition of the vendor, with the row that it describes.
struct Definition {
    row: &'static Operation,
    whole: Value,
}

impl Definition {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/definitions");
        let described = |row: &'static Operation| {
            let text = fs::read_to_string(folder.join(format!("{}.json", row.id()))).ok()?;
            Some(Self { row, whole: serde_json::from_str(&text).expect("a definition is JSON") })
        };
        OPERATIONS.iter().filter(|row| !row.id().starts_with("Keystone")).filter_map(described).collect()
    }

    fn path(&self) -> (&str, &Value) {
        let paths = self.whole["paths"].as_object().into_iter().flatten();
        let (path, methods) = paths.into_iter().next().expect("a definition has one path");
        (path, &methods[self.whole["method"].as_str().expect("a definition has one method")])
    }

    fn operation(&self) -> &Value {
        self.path().1
    }

    /// A schema or a parameter with its reference followed.
    fn resolved<'a>(&'a self, node: &'a Value) -> &'a Value {
        match node["$ref"].as_str() {
            Some(reference) => {
                let place = reference.trim_start_matches('#');
                self.resolved(self.whole.pointer(place).expect("a reference leads into its own definition"))
            }
            None => node,
        }
    }

    fn parameters(&self) -> impl Iterator<Item = &Value> {
        self.operation()["parameters"].as_array().into_iter().flatten().map(|node| self.resolved(node))
    }

    /// Every field that theirs has and ours lacks or types otherwise.
    fn compare(&self, place: &str, theirs: &Value, ours: &Value, found: &mut BTreeSet<(&'static str, String)>) {
        let theirs = self.resolved(theirs);
        for (name, their) in theirs["properties"].as_object().unwrap_or(&Map::new()) {
            let (their, our) = (self.resolved(their), &ours["properties"][name]);
            let place = format!("{place}/{name}");
            if our.is_null() || !takes(our, their["type"].as_str().unwrap_or("object")) {
                found.insert((self.row.id(), place));
                continue;
            }
            self.compare(&place, their, our, found);
            self.compare(&place, &their["items"], &our["items"], found);
        }
    }
}

/// Whether a schema of ours allows a type of theirs.
fn takes(ours: &Value, their_type: &str) -> bool {
    let is_it = |name: &Value| name == their_type;
    let own = is_it(&ours["type"]) || ours["type"].as_array().is_some_and(|names| names.iter().any(is_it));
    let choices = ["anyOf", "oneOf"].iter().filter_map(|word| ours[*word].as_array()).flatten();
    own || choices.into_iter().any(|choice| takes(choice, their_type))
}

#[test]
fn every_definition_of_the_build_service_is_compared() {
    let compared: BTreeSet<_> = Definition::all().iter().map(|definition| definition.row.id().to_owned()).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/definitions");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let named = files.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned()));

    assert_eq!(compared, named.filter(|name| !name.starts_with("Keystone")).collect());
}

#[test]
fn method_path_and_parameters_are_the_definitions() {
    for definition in Definition::all() {
        let contract = definition.row.contract;
        assert_eq!(definition.path().0, contract.path());
        assert_eq!(definition.whole["method"].as_str().unwrap().to_uppercase(), contract.method.name());

        let ours = request_schema(definition.row, Quirks::default());
        for parameter in definition.parameters().filter(|parameter| parameter["in"] != "body") {
            let name = parameter["name"].as_str().unwrap();
            let required = ours["required"].as_array().into_iter().flatten().any(|field| field == name);

            assert_eq!(contract.location(name).name(), parameter["in"], "{}: {name}", contract.id);
            assert!(takes(&ours["properties"][name], parameter["type"].as_str().unwrap()), "{}: {name}", contract.id);
            assert_eq!(required, parameter["required"] == true, "{}: {name}", contract.id);
        }
    }
}

#[test]
fn every_field_of_a_definition_is_in_the_table_or_listed_with_a_reason() {
    let mut found = BTreeSet::new();
    for definition in Definition::all() {
        let body = definition.parameters().find(|parameter| parameter["in"] == "body");
        let request = request_schema(definition.row, Quirks::default());
        definition.compare("body", body.map_or(&Value::Null, |body| &body["schema"]), &request, &mut found);
        let answer = &definition.operation()["responses"]["200"]["schema"];
        definition.compare("answer", answer, &response_schema(definition.row), &mut found);
    }

    let listed = DIFFERENCES.iter().map(|(id, place, _)| (*id, (*place).to_owned()));
    assert_eq!(found, listed.collect());
}

#[test]
fn example_answers_satisfy_the_schemas_unless_they_break_their_own() {
    let mut wrong = Vec::new();
    for definition in Definition::all() {
        let schema = jsonschema::validator_for(&response_schema(definition.row)).unwrap();
        let examples = definition.operation()["responses"]["200"]["examples"].as_object();
        if examples.into_iter().flatten().any(|(_, example)| !schema.is_valid(example)) {
            wrong.push(definition.row.id());
        }
    }

    assert_eq!(wrong, WRONG_EXAMPLES.iter().map(|(id, _)| *id).collect::<Vec<_>>());
}

#[test]
fn example_requests_are_accepted() {
    for definition in Definition::all() {
        let operation = definition.operation();
        let line = operation["x-request-examples-url-1"].as_str().unwrap().replace("https://{endpoint}", "");
        let body = operation["x-request-examples-text-1"].as_str().unwrap_or_default();

        let answer = Mock::with_quirks("").send(ANYBODY, &line, body);

        assert_eq!(answer.status, 200, "{}: {}", definition.row.id(), answer.body);
    }
}
