//! Whatever is wrong with a query or a body, the schema of its type explains it.

use codearts_mock::http::control_document;
use serde_json::{Value, json};

use crate::{server::MockServer, wire::control};

/// The calls of the control plane: method and path as one line, and what the document says of them.
fn calls() -> Vec<(String, Value)> {
    let document = control_document();
    let paths = document["paths"].as_object().unwrap().iter();
    let calls = paths.flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, call)| (format!("{} {path}", method.to_uppercase()), call.clone()))
    });
    calls.collect()
}

#[test]
fn a_member_that_no_body_has_is_named_with_those_that_there_are() {
    let server = MockServer::start();
    let with_body: Vec<_> = calls().into_iter().filter(|(_, call)| call["requestBody"].is_object()).collect();
    assert!(with_body.len() >= 7, "{}", with_body.len());
    for (line, _) in with_body {
        let refused = control(&server.uri(), &line, r#"{"strange":{"a":1}}"#).expect(400);

        let problems = refused["problems"].as_array().unwrap();
        let problem = problems.iter().find(|problem| problem["pointer"] == "/strange").unwrap();
        assert_eq!((&problem["rule"], &problem["remedy"]), (&json!("unknown-field"), &json!("leave it out")), "{line}");
        assert!(problem["expected"].as_str().unwrap().starts_with("one of the fields "), "{line}: {problem}");
    }
}

#[test]
fn a_parameter_of_another_type_is_named_with_what_it_should_be() {
    let server = MockServer::start();
    let mut count = 0;
    for (line, call) in calls() {
        let parameters = call["parameters"].as_array().unwrap().iter();
        let is_text = |parameter: &&Value| parameter["schema"]["type"] == "string" || parameter["in"] != "query";
        for parameter in parameters.filter(|parameter| !is_text(parameter)) {
            let name = parameter["name"].as_str().unwrap();
            let line = format!("{}?{name}=wrong", line.replace("{name}", "kept"));
            control(&server.uri(), "PUT /_mock/snapshots/kept", "").expect(200);

            let refused = control(&server.uri(), &line, "").expect(400);

            let mut problems = refused["problems"].as_array().unwrap().iter();
            let problem = problems.find(|problem| problem["pointer"] == format!("/{name}")).unwrap();
            assert_eq!(problem["got"], "\"wrong\"", "{line}: {refused}");
            count += 1;
        }
    }
    assert!(count >= 5, "{count}");
}

#[test]
fn the_namespace_is_no_problem_of_a_query_that_has_another_one() {
    let server = MockServer::start();

    let refused = control(&server.uri(), "GET /_mock/requests?namespace=default&status=abc", "").expect(400);

    let pointers: Vec<_> = refused["problems"].as_array().unwrap().iter().map(|problem| &problem["pointer"]).collect();
    assert_eq!(pointers, ["/status"]);
}

#[test]
fn a_body_that_is_not_there_is_asked_for() {
    let server = MockServer::start();
    for (line, _) in calls().into_iter().filter(|(_, call)| call["requestBody"].is_object()) {
        let refused = control(&server.uri(), &line, " ").expect(400);

        assert_eq!(
            (&refused["problems"][0]["rule"], &refused["problems"][0]["got"]),
            (&json!("json"), &json!("nothing"))
        );
    }
}
