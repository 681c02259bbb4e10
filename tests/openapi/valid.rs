//! What the document says is so: examples satisfy schemas, and custom keywords are marked as such.

use serde_json::Value;

use super::{DEFAULT, OBSERVED, STRICT};

#[test]
fn every_example_satisfies_its_schema_under_any_quirk() {
    for document in [&*DEFAULT, &*STRICT, &*OBSERVED] {
        let mut seen = 0;
        each(document, &mut |pointer, node| {
            let Some(schema) = node.get("schema") else { return };
            let named = node["examples"].as_object().into_iter().flatten().map(|(_, example)| &example["value"]);
            for example in named.chain(node.get("example")) {
                seen += 1;
                let mut schema = schema.clone();
                schema["components"] = document["components"].clone();
                let errors: Vec<_> = jsonschema::draft202012::new(&schema)
                    .unwrap()
                    .iter_errors(example)
                    .map(|error| format!("{error} at {}", error.instance_path()))
                    .collect();
                assert!(errors.is_empty(), "{pointer}: {errors:?}");
            }
        });
        assert!(seen > 50, "{seen}");
    }
}

#[test]
fn the_only_documented_examples_that_contradict_their_pages_are_known_ones() {
    let mut found = Vec::new();
    for (path, item) in DEFAULT["paths"].as_object().unwrap() {
        for object in item.as_object().unwrap().values() {
            for example in object["x-contradicting-examples"].as_array().into_iter().flatten() {
                let other = if example.get("answer").is_some() { "answer" } else { "body" };
                found.push((path.as_str(), example["parameter"].as_str().unwrap_or(other)));
            }
        }
    }

    let known = [
        // 33 characters where its own table says 32.
        ("/v1/job/permission", "project_id"),
        // Numbers where its own table says strings.
        ("/v1/domain/user-permission", "answer"),
    ];
    assert_eq!(found, known);
}

#[test]
fn every_schema_is_a_json_schema_and_its_own_keywords_begin_with_x() {
    const KNOWN: &[&str] = &[
        "$ref",
        "additionalProperties",
        "anyOf",
        "const",
        "default",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "not",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "title",
        "type",
        "writeOnly",
    ];

    for schema in DEFAULT["components"]["schemas"].as_object().unwrap().values() {
        jsonschema::meta::validate(schema).unwrap();
        each_schema(schema, &mut |keyword| {
            assert!(KNOWN.contains(&keyword) || keyword.starts_with("x-"), "{keyword}");
        });
    }
}

/// Visits every object of the document.
fn each(node: &Value, visit: &mut impl FnMut(&str, &Value)) {
    fn walk(pointer: &str, node: &Value, visit: &mut impl FnMut(&str, &Value)) {
        match node {
            Value::Object(members) => {
                visit(pointer, node);
                members.iter().for_each(|(name, member)| walk(&format!("{pointer}/{name}"), member, visit));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(pointer, item, visit)),
            _ => {}
        }
    }
    walk("", node, visit);
}

/// Visits every keyword of a schema and of the schemas in it.
fn each_schema(node: &Value, visit: &mut impl FnMut(&str)) {
    for (keyword, value) in node.as_object().into_iter().flatten() {
        visit(keyword);
        match keyword.as_str() {
            "properties" => value.as_object().unwrap().values().for_each(|it| each_schema(it, visit)),
            "anyOf" | "oneOf" => value.as_array().unwrap().iter().for_each(|it| each_schema(it, visit)),
            "items" | "not" => each_schema(value, visit),
            _ => {}
        }
    }
}
