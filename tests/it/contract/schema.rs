//! Our own walk of a schema judges as a validator of all of JSON Schema does, wherever the table has a schema.

use std::{collections::BTreeSet, sync::LazyLock};

use codearts_mock::{
    api::{OPERATIONS, Quirks, request_schema, response_schema},
    contract::Schema,
    openapi,
};
use jsonschema::{Validator, error::ValidationErrorKind};
use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value, json};

use super::{
    agreement::{Mutation, mutate},
    request::fullest,
};

/// Quirks on which the schemas of requests depend.
const READINGS_OF_REQUESTS: &[&str] = &[
    "",
    "id-format=lenient",
    "unknown-fields=reject",
    "missing-target=reject",
    "id-format=lenient,unknown-fields=reject,missing-target=reject",
];

/// Quirks on which the answers that an operation has depend.
const READINGS_OF_ANSWERS: &[&str] = &["", "error-profile=observed,wrong-method=405,content-type=strict"];

/// A schema of the table with both of its judges, and a value that it allows.
struct Case {
    name: String,
    value: Value,
    ours: Schema,
    theirs: Validator,
}

/// Every schema of requests and answers under every reading of it.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases = Vec::new();
    for quirks in READINGS_OF_REQUESTS.iter().map(|quirks| reading(quirks)) {
        for (operation, fields) in fullest() {
            cases.push(Case::new(operation.id(), fields.clone().into(), request_schema(operation, quirks)));
        }
    }
    cases.extend(READINGS_OF_ANSWERS.iter().flat_map(|quirks| documented(reading(quirks))));
    for operation in OPERATIONS {
        let answer = serde_json::from_str(operation.contract.example_response).expect("an example is JSON");
        cases.push(Case::new(operation.id(), answer, response_schema(operation)));
    }
    cases
});

impl Case {
    fn new(name: &str, value: Value, schema: Value) -> Self {
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        let theirs = options.build(&schema).expect("a derived schema is a JSON Schema");
        let ours = Schema::new(schema).expect("a derived schema has only keywords that are understood");
        Self { name: name.to_owned(), value, ours, theirs }
    }

    /// Where each of the two finds something wrong. They order the members of a closed object differently.
    fn judge(&self, value: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
        let ours = self.ours.violations(value).into_iter().map(|violation| violation.pointer).collect();
        let theirs = self.theirs.iter_errors(value).map(|error| match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().expect("a name is a string").replace('~', "~0").replace('/', "~1");
                format!("{}/{name}", error.instance_path())
            }
            _ => error.instance_path().to_string(),
        });
        (ours, theirs.collect())
    }
}

fn reading(quirks: &str) -> Quirks {
    let mut reading = Quirks::default();
    reading.set_all(quirks).expect("a test names quirks that there are");
    reading
}

/// The answers of the document with their references.
fn documented(quirks: Quirks) -> Vec<Case> {
    let document = openapi::document(quirks);
    let items = members(&document["paths"]);
    let operations = items.flat_map(|(path, item)| members(item).map(move |(_, operation)| (path, operation)));
    let answers = operations
        .flat_map(|(path, operation)| members(&operation["responses"]).map(move |(status, it)| (path, status, it)));
    let case = |(path, status, answer): (&str, &str, &Value)| {
        let content = &answer["content"]["application/json"];
        let mut schema = content["schema"].clone();
        schema["components"] = json!({ "schemas": document["components"]["schemas"] });
        let refusal = json!({ "error_code": "", "error_msg": "", "error": { "code": 400 }, "token": null });
        let documented = content["examples"]["documented"]["value"].clone();
        Case::new(&format!("{path} {status}"), if documented.is_null() { refusal } else { documented }, schema)
    };
    answers.map(case).collect()
}

fn members(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    node.as_object().into_iter().flatten().map(|(name, member)| (&**name, member))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn our_walk_finds_what_a_validator_finds(
        which in any::<Index>(),
        mutations in prop::collection::vec(any::<Mutation>(), 0..5),
    ) {
        let case = which.get(&CASES);
        let mut value = case.value.clone();
        for (place, what) in &mutations {
            mutate(&mut value, *place, *what);
        }

        let (ours, theirs) = case.judge(&value);

        prop_assert_eq!(ours, theirs, "{}: {}", case.name, value);
    }
}

#[test]
fn values_at_the_edges_of_keywords_are_judged_alike() {
    let schema = json!({
        "type": "object",
        "required": ["id", "a~b/c"],
        "properties": {
            "id": { "type": "string", "pattern": "^.{3}$" },
            "digits": { "type": ["string", "null"], "pattern": "^[0-9a-z]{2}$" },
            "whole": { "type": "integer", "minimum": -3, "maximum": u64::MAX },
            "small": { "type": "number", "minimum": i64::MIN, "maximum": 9 },
            "one": { "oneOf": [{ "type": "integer" }, { "type": "number", "minimum": 0 }] },
            "not": { "not": { "type": "null" } },
            "map": { "type": "object", "additionalProperties": { "enum": ["a", null] } },
            "a~b/c": { "items": { "const": "a" } },
        },
        "additionalProperties": false,
    });
    let case = Case::new("edges", Value::Null, schema);
    let values = values_at_edges();

    for name in ["id", "digits", "whole", "small", "one", "not", "map", "a~b/c", "strange"] {
        for value in &values {
            let value = Value::Object(Map::from_iter([(name.to_owned(), value.clone())]));
            let (ours, theirs) = case.judge(&value);
            assert_eq!(ours, theirs, "{value}");
        }
    }
    for value in &values {
        let (ours, theirs) = case.judge(value);
        assert_eq!(ours, theirs, "{value}");
    }
}

/// Values that a keyword is close to judging otherwise.
fn values_at_edges() -> Vec<Value> {
    let texts =
        ["", "abc", "abc\n", "ab\n", "\nab", "a\u{1F600}c", "\u{e9}\u{301}x", "ab", "0z", "0z\n", "0Z", "a", "b"];
    let numbers = [
        json!(4),
        json!(4.0),
        json!(-0.0),
        json!(4.5),
        json!(-3),
        json!(-3.5),
        json!(-4),
        json!(9.0),
        json!(9.5),
        json!(u64::MAX),
        json!(18_446_744_073_709_551_616.0),
        json!(1e300),
        json!(-1e300),
        json!(i64::MIN),
        json!(-9_223_372_036_854_777_856.0),
        json!(5e-324),
    ];
    let others = [
        json!(null),
        json!(true),
        json!([]),
        json!(["a"]),
        json!(["b", "a"]),
        json!({}),
        json!({ "k": null }),
        json!({ "k": "b", "~/": 1 }),
    ];
    texts.map(Value::from).into_iter().chain(numbers).chain(others).collect()
}

#[test]
fn a_keyword_that_is_not_understood_is_never_passed_over() {
    for (schema, complaint) in [
        (json!({ "maxItems": 3 }), "nothing is known of \"maxItems\": 3"),
        (json!({ "properties": { "a": { "items": { "minLength": 1 } } } }), "nothing is known of \"minLength\": 1"),
        (json!({ "anyOf": [{ "multipleOf": 2 }] }), "nothing is known of \"multipleOf\": 2"),
        (json!({ "components": { "schemas": { "A": { "if": {} } } } }), "nothing is known of \"if\": {}"),
        (json!({ "const": 1 }), "nothing is known of \"const\": 1"),
        (json!({ "maximum": 1.5 }), "nothing is known of \"maximum\": 1.5"),
        (json!({ "$ref": "#/components/schemas/A" }), "nothing is known of \"$ref\": \"#/components/schemas/A\""),
        (json!({ "items": false }), "false is no schema"),
    ] {
        assert_eq!(Schema::new(schema).map(drop).unwrap_err().to_string(), complaint);
    }
    assert!(Schema::new(json!({ "pattern": "(" })).is_err());
}

#[test]
fn a_violation_says_what_and_where_but_never_the_value() {
    let schema = Schema::new(json!({
        "required": ["absent"],
        "properties": {
            "type": { "type": "string" },
            "types": { "type": ["array", "null"] },
            "const": { "const": "a" },
            "enum": { "enum": ["a", null] },
            "minimum": { "minimum": 5 },
            "maximum": { "maximum": 3 },
            "pattern": { "pattern": "^a$" },
            "not": { "not": { "type": "integer" } },
        },
    }))
    .unwrap();
    let names = ["type", "types", "const", "enum", "minimum", "maximum", "not"];
    let mut value: Map<String, Value> = names.map(|name| (name.to_owned(), json!(4))).into_iter().collect();
    value.insert("pattern".to_owned(), "secret".into());
    let value = Value::Object(value);

    let said: Vec<_> = schema.violations(&value).iter().map(ToString::to_string).collect();

    assert_eq!(
        said,
        [
            "\"absent\" is a required property at \"\"",
            "value is not of type \"string\" at \"/type\"",
            "value is not of types \"array\", \"null\" at \"/types\"",
            "\"a\" was expected at \"/const\"",
            "value is not one of \"a\", null at \"/enum\"",
            "value is less than the minimum of 5 at \"/minimum\"",
            "value is greater than the maximum of 3 at \"/maximum\"",
            "value does not match \"^a$\" at \"/pattern\"",
            "value is not as 'not' demands at \"/not\"",
        ]
    );
}
