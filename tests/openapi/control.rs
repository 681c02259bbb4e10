//! The document of the control plane: complete, and true of every call.

use std::{env, fs, sync::Arc};

use axum::{Router, body::Body, http::Request};
use codearts_mock::{
    World,
    domain::Timestamp,
    http::{App, control_document, router},
    namespace::{Beginning, Options},
};
use serde_json::{Map, Value, json};

use crate::watched::Watched;

const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/control.json");

/// Members that differ from run to run, with the value that stands in their place.
const OF_THE_MOMENT: &[&str] = &["uptime_ms", "duration_us", "idle_ms", "total", "journal"];

/// Members of a user that no document may show: an example is read by more people than its server.
const SECRET: &[&str] = &["token", "access_key", "secret_key", "password"];

/// Members whose own members are entries by an id.
const BY_ID: &[&str] = &["users", "projects", "roles", "members", "jobs", "pipelines"];

/// Every call: its path, its method and what the document says of it.
fn calls(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, call)| (path.as_str(), method.as_str(), call))
    })
}

/// The request that the examples of a call make.
fn example_request(path: &str, method: &str, call: &Value) -> Request<Body> {
    let mut target = path.to_owned();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for parameter in call["parameters"].as_array().unwrap() {
        let name = parameter["name"].as_str().unwrap();
        let example = &parameter["example"];
        let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        match parameter["in"].as_str().unwrap() {
            "path" => target = target.replace(&format!("{{{name}}}"), &text),
            "query" if !example.is_null() => {
                query.append_pair(name, &text);
            }
            _ => {}
        }
    }
    let example = &call["requestBody"]["content"]["application/json"]["example"];
    let body = if example.is_null() { String::new() } else { example.to_string() };
    let target = format!("{target}?{}", query.finish());
    Request::builder().method(method.to_uppercase().as_str()).uri(target).body(Body::from(body)).unwrap()
}

/// A server with its router.
struct Server {
    watched: Watched,
    router: Router,
}

/// The status, the media type and the body of the answer to a request.
async fn answer(server: &Server, request: Request<Body>) -> (u16, String, Vec<u8>) {
    let (head, body) = server.watched.ask(&server.router, request).await.into_parts();
    let media_type = head.headers["content-type"].to_str().unwrap();
    let media_type = media_type.split(';').next().unwrap().to_owned();
    (head.status.as_u16(), media_type, body.to_vec())
}

/// A server with something of everything: a snapshot, and a request that was suspicious. Time stands still.
async fn furnished() -> Server {
    let world = Arc::new(World::built_in());
    let beginning = Beginning {
        options: Options {
            clock: Some(Timestamp::from_milliseconds(1_767_268_800_000)),
            id_seed: Some(1),
            ..Options::default()
        },
        ..Beginning::new(world)
    };
    let watched = Watched::new(App::new(beginning));
    let server = Server { router: router(&watched.0), watched };
    for (method, target) in
        [("PUT", "/_mock/snapshots/before"), ("GET", "/v1/job/6ecbc5bac7c8442fb3d2563d53c13582/info?verbose=1")]
    {
        let request = Request::builder().method(method).uri(target).header("x-auth-token", "any");
        answer(&server, request.body(Body::empty()).unwrap()).await;
    }
    server
}

/// The document with its lists cut to the first entry, and what differs from run to run or is a secret replaced.
fn excerpt(document: &mut Value) {
    match document {
        Value::Object(members) => {
            for (name, member) in members {
                if OF_THE_MOMENT.contains(&name.as_str()) {
                    *member = 1.into();
                }
                if member.is_string() && SECRET.contains(&name.as_str()) {
                    *member = "[redacted]".into();
                }
                if let Some(entries) = member.as_object_mut().filter(|_| BY_ID.contains(&name.as_str())) {
                    *entries = std::mem::take(entries).into_iter().take(1).collect();
                }
                excerpt(member);
            }
        }
        Value::Array(items) => {
            items.truncate(1);
            items.iter_mut().for_each(excerpt);
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_example_call_is_answered_as_the_document_says() {
    let document = control_document();
    let mut examples = Map::new();

    for (path, method, call) in calls(&document) {
        let (status, media_type, body) = answer(&furnished().await, example_request(path, method, call)).await;
        let text = String::from_utf8_lossy(&body);
        assert_eq!(status, 200, "{method} {path}: {text}");
        let content = &call["responses"]["200"]["content"];
        let described = &content[&media_type];
        assert!(described.is_object(), "{method} {path}: {media_type} is not among {content}");
        if media_type != "application/json" || path.starts_with("/_mock/openapi") {
            continue;
        }
        let mut value: Value = serde_json::from_slice(&body).unwrap();
        assert_satisfies(&value, &described["schema"], &document, path);
        excerpt(&mut value);
        examples.insert(call["operationId"].as_str().unwrap().to_owned(), value);
    }

    let examples = format!("{:#}\n", Value::from(examples));
    if env::var_os("UPDATE_FIXTURES").is_some() {
        return fs::write(ANSWERS, examples).unwrap();
    }
    let committed = fs::read_to_string(ANSWERS).unwrap();
    assert!(committed == examples, "fixtures/control.json is old; UPDATE_FIXTURES=1 cargo test --test openapi");
}

fn assert_satisfies(value: &Value, schema: &Value, document: &Value, place: &str) {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{place}: {errors:#?}");
}

#[test]
fn every_example_and_default_of_the_control_plane_satisfies_its_schema() {
    let document = control_document();
    let mut seen = 0;

    for (path, _, call) in calls(&document) {
        let of_success = call["responses"]["200"]["content"].as_object().unwrap().values();
        let bodies = of_success.chain([&call["requestBody"]["content"]["application/json"]]);
        for described in bodies.chain(call["parameters"].as_array().unwrap()) {
            if let Some(example) = described.get("example") {
                seen += 1;
                assert_satisfies(example, &described["schema"], &document, path);
            }
            if let Some(default) = described["schema"].get("default") {
                assert_satisfies(default, &described["schema"], &document, path);
            }
        }
    }

    assert!(seen > 35, "{seen}");
}

#[test]
fn every_default_of_a_member_satisfies_the_members_schema() {
    let document = control_document();
    let mut seen = 0;

    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for member in schema["properties"].as_object().into_iter().flat_map(|members| members.values()) {
            if let Some(default) = member.get("default") {
                seen += 1;
                assert_satisfies(default, member, &document, name);
            }
        }
    }

    assert!(seen > 5, "{seen}");
}

#[test]
fn every_call_says_what_it_gives_and_how_it_is_refused() {
    let document = control_document();

    for (path, method, call) in calls(&document) {
        let json = &call["responses"]["200"]["content"]["application/json"]["schema"];
        let is_document = path.starts_with("/_mock/openapi")
            || json.is_null()
            || json["$ref"].is_string()
            || json["items"].is_object();
        assert!(is_document, "{method} {path}: {json}");
        for (status, response) in call["responses"].as_object().unwrap() {
            if status.as_str() >= "400" && response["content"].get("application/json").is_none() {
                let of_problem =
                    json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
                assert_eq!(response["content"], of_problem, "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_call_is_refused_as_the_document_says() {
    let document = control_document();
    let server = furnished().await;

    for (line, body, status) in [
        ("GET /_mock/requests?status=many", "", 400),
        ("GET /_mock/requests?operaton=ShowJobInfo", "", 400),
        ("GET /_mock/explain?job_id=none&role_id=3&permission=is_view", "", 404),
        ("PUT /_mock/clock", "{}", 400),
        ("PUT /_mock/faults", r#"{ "preset": "flakey" }"#, 400),
        ("POST /_mock/verify", r#"{ "operation": "CheckJobInternal" }"#, 422),
        ("DELETE /_mock/namespaces/none", "", 404),
        ("DELETE /_mock/namespaces/no-ne", "", 400),
        ("GET /_mock/snapshots/none", "", 404),
    ] {
        let (method, target) = line.split_once(' ').unwrap();
        let request = Request::builder().method(method).uri(target).body(Body::from(body)).unwrap();
        let (given, media_type, answer) = answer(&server, request).await;
        assert_eq!((given, media_type.as_str()), (status, "application/problem+json"), "{line}");
        let path = target.split('?').next().unwrap().replace("/none", "/{name}").replace("/no-ne", "/{name}");
        let response = &document["paths"][path][method.to_lowercase()]["responses"][status.to_string()];
        let problem = serde_json::from_slice(&answer).unwrap();
        assert_satisfies(&problem, &response["content"]["application/problem+json"]["schema"], &document, line);
    }
}

#[tokio::test]
async fn a_parameter_that_would_be_passed_over_is_refused() {
    let request = Request::put("/_mock/state?namspace=mine").body(Body::from("{}")).unwrap();

    let (status, _, body) = answer(&furnished().await, request).await;

    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (status, problem["detail"].as_str().unwrap()),
        (400, "There is no parameter namspace. Did you mean namespace? There are: namespace.")
    );
}
