//! Requests made wrong in every place that the schema knows: each is refused and the place is named.

use codearts_mock::{
    api::{Operation, Quirks, request_schema},
    contract::Location,
};
use serde_json::{Map, Value, json};

use crate::mock::{Answer, Mock};

use super::request::{Wire, fullest};

#[tokio::test]
async fn leaving_out_a_mandatory_field_is_refused_by_its_name() {
    let mock = Mock::fresh();
    let mut tried = 0;

    for (operation, fields) in fullest() {
        for pointer in mandatory(operation, fields) {
            let mut fields = Value::Object(fields.clone());
            remove(&mut fields, &pointer);

            let answer = send(&mock, operation, &fields).await;

            assert_names(operation, &answer, &pointer, "required");
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_refused_by_its_pointer() {
    let mock = Mock::fresh();
    let mut tried = 0;

    for (operation, fields) in fullest() {
        let schema = request_schema(operation, Quirks::default());
        let request = Value::Object(fields.clone());
        for (pointer, node) in places(&schema, &request) {
            let is_text = !matches!(operation.contract.location(root_of(&pointer)), Location::Body);
            for wrong in wrong_values(node, is_text) {
                let mut fields = request.clone();
                put(&mut fields, &pointer, wrong.clone());

                let answer = send(&mock, operation, &fields).await;

                assert_names(operation, &answer, &pointer, &wrong.to_string());
                tried += 1;
            }
        }
    }
    assert!(tried >= 100, "{tried}");
}

#[tokio::test]
async fn a_body_that_is_no_object_is_refused() {
    let mock = Mock::fresh();

    for (operation, fields) in fullest().iter().filter(|(operation, _)| operation.contract.method.has_body()) {
        for body in ["[]", "[{}]", "\"text\"", "42", "true", "null"] {
            let wire = Wire { body: body.to_owned(), ..Wire::of_fields(operation, fields) };

            let answer = wire.send(&mock, Some("anything")).await;

            assert_eq!(answer.status, 400, "{} {body}: {}", operation.id(), answer.text);
            assert_eq!(answer.problems[0]["pointer"], "", "{} {body}: {}", operation.id(), answer.text);
            assert_eq!(answer.problems[0]["expected"], "a JSON object as the body", "{} {body}", operation.id());
        }
    }
}

/// Sends the fields as a request of the operation, and makes sure that the status is a documented one.
async fn send(mock: &Mock, operation: &'static Operation, fields: &Value) -> Answer {
    let fields = fields.as_object().expect("a request has fields");
    let answer = Wire::of_fields(operation, fields).send(mock, Some("anything")).await;
    let contract = operation.contract;
    let is_documented = answer.status == contract.success || contract.refusals.contains(&answer.status);
    assert!(is_documented, "{}: {} is not documented", operation.id(), answer.status);
    answer
}

fn assert_names(operation: &Operation, answer: &Answer, field: &str, wrong: &str) {
    // What travels in a header is named as the header is.
    let header = operation.contract.headers.iter().find(|(name, _)| field.strip_prefix('/') == Some(name));
    let pointer = &*header.map_or_else(|| field.to_owned(), |(_, header)| format!("/{header}"));
    let place = pointer.trim_start_matches('/').replace('/', ".");
    let context = format!("{} {pointer} {wrong}: {} {:?}", operation.id(), answer.text, answer.problems);
    assert_eq!(answer.status, 400, "{context}");
    assert!(answer.message().contains(&format!("{place}: expected ")), "{context}");
    assert!(answer.problems.iter().any(|problem| problem["pointer"] == pointer), "{context}");
}

/// The first segment of a pointer.
fn root_of(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}

/// The pointers of the fields that must be there, of those that travel outside the path.
fn mandatory(operation: &Operation, fields: &Map<String, Value>) -> Vec<String> {
    let schema = request_schema(operation, Quirks::default());
    let request = Value::Object(fields.clone());
    let mut pointers: Vec<_> = operation.contract.needs.iter().map(|need| format!("/{need}")).collect();
    let root = [(String::new(), &schema)];
    for (pointer, node) in root.into_iter().chain(places(&schema, &request)) {
        let is_there = request.pointer(&pointer).is_some_and(Value::is_object);
        let names = node["required"].as_array().filter(|_| is_there).into_iter().flatten().filter_map(Value::as_str);
        pointers.extend(names.map(|name| format!("{pointer}/{name}")));
    }
    pointers.retain(|pointer| operation.contract.location(root_of(pointer)) != Location::Path);
    pointers
}

/// Every place below the root where the schema has a field, with its schema. Of a list, the first and the last item.
fn places<'a>(schema: &'a Value, request: &Value) -> Vec<(String, &'a Value)> {
    let mut found = Vec::new();
    collect(schema, request, "", &mut found);
    found
}

fn collect<'a>(node: &'a Value, value: &Value, pointer: &str, found: &mut Vec<(String, &'a Value)>) {
    // What is in an object that is not there has no place.
    for (name, field) in node["properties"].as_object().filter(|_| value.is_object()).into_iter().flatten() {
        let place = format!("{pointer}/{name}");
        collect(field, value.get(name).unwrap_or(&Value::Null), &place, found);
        found.push((place, field));
    }
    let length = value.as_array().map_or(0, Vec::len);
    let mut ends: Vec<_> = [0, length.saturating_sub(1)].into_iter().filter(|index| *index < length).collect();
    ends.dedup();
    for index in ends {
        let place = format!("{pointer}/{index}");
        collect(&node["items"], &value[index], &place, found);
        found.push((place, &node["items"]));
    }
}

/// Values that the schema of a field does not allow; one that travels as text is always a text.
fn wrong_values(node: &Value, is_text: bool) -> Vec<Value> {
    let candidates = if is_text {
        vec![json!("no-number-and-no-truth")]
    } else {
        vec![json!(null), json!(true), json!(7), json!(4.5), json!("neither-this-nor-that"), json!([]), json!({})]
    };
    let mut of_type = node.clone();
    // The form of an id is another matter than its type.
    if node["x-id"].is_string() {
        of_type.as_object_mut().expect("a field's schema is an object").remove("pattern");
    }
    let validator = jsonschema::draft202012::new(&of_type).expect("a derived schema is valid");
    let is_object = |value: &Value| value.is_object() && node["properties"].is_object();
    // An object that lacks something is of the right type.
    candidates.into_iter().filter(|value| !validator.is_valid(value) && !is_object(value)).collect()
}

/// Removes the member at a pointer.
fn remove(value: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut).expect("the place is in an object");
    parent.shift_remove(name);
}

/// Sets the member or the item at a pointer.
fn put(value: &mut Value, pointer: &str, new: Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    match value.pointer_mut(parent).expect("the place's parent is there") {
        Value::Object(members) => drop(members.insert(name.to_owned(), new)),
        Value::Array(items) => items[name.parse::<usize>().expect("an index is a number")] = new,
        other => panic!("{other} has no member {name}"),
    }
}
