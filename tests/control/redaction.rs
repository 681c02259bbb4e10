//! Secrets under many names, in every place that a request has, and all that the server says of it.

use std::sync::Arc;

use codearts_mock::{
    World,
    api::{OPERATIONS, Service, request_schema, response_schema},
    http::App,
    journal::{redacted_body, redacted_query},
    namespace::Beginning,
};
use serde_json::{Value, json};

use crate::{
    oneshot::Oneshot,
    secrets,
    wire::{READ, TOKEN},
};

/// What a name of a secret has in it, in words.
const WORDS: &[&str] = &[
    "token",
    "password",
    "pwd",
    "pass",
    "secret",
    "secret key",
    "client secret",
    "api key",
    "private key",
    "access key",
    "access key id",
    "sk",
    "ak",
    "jwt",
    "auth",
    "session",
    "credential",
    "credentials",
    "x api key",
    "db password",
    "refresh token",
    "user pwd",
    "session id",
    "signing key",
    "login pass",
    "csrf token",
    "oauth token",
    "ssh key",
    "aws secret access key",
];

/// More than 200 names of secrets: words in every case, alone and with others around them.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for word in WORDS {
        let parts: Vec<&str> = word.split(' ').collect();
        let pascal: Vec<String> = parts.iter().map(|part| part[..1].to_uppercase() + &part[1..]).collect();
        let camel = format!("{}{}", parts[0], pascal[1..].concat());
        names.extend([parts.join("_"), parts.join("-"), parts.join("_").to_uppercase(), pascal.concat(), camel]);
        names.extend([
            format!("my-{}", parts.join("-")),
            format!("hw_{}", parts.join("_")),
            format!("{}2", parts.join("_")),
        ]);
        names.push(pascal.join("-"));
    }
    names.sort();
    names.dedup();
    names
}

/// Bodies of every kind with a secret under a name.
fn bodies(name: &str, secret: &str) -> Vec<String> {
    let bodies = [
        json!({ name: secret }),
        json!({ "a": [{ "b": { name: [secret] } }], "job_id": "x" }),
        json!([{ "name": name, "value": secret }]),
        json!({ name: { "value": secret } }),
    ];
    let mut bodies: Vec<String> = bodies.iter().map(Value::to_string).collect();
    bodies.push(format!("a=b&{name}={secret}&c"));
    bodies.push(format!("{{\"{name}\": \"{secret}\""));
    bodies.push(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{secret}\r\n--x--"));
    bodies
}

#[test]
fn secrets_under_any_name_in_any_place_are_told_nowhere() {
    let world = Arc::new(World::built_in());
    let mock = Oneshot::new(App::new(Beginning::new(world)));
    let names = names();
    assert!(names.len() >= 200, "{}", names.len());
    for (number, name) in names.iter().enumerate() {
        let secret = format!("planted.{number}.value");
        // From here on each answer, log line and entry of the journal is searched for it.
        secrets::learn_secret(&secret, name);
        let bodies = bodies(name, &secret);
        let referer = format!("http://a/b?{name}={secret}");
        let headers = [TOKEN, (name.as_str(), secret.as_str()), ("Referer", referer.as_str())];
        let paths = [
            "/v1/nowhere",
            "/v1/job/permission/internal",
            "/v1/job/role-permission",
            "/v1/job/permissions/batch",
            "/v3/auth/tokens",
        ];
        let body = &bodies[number % bodies.len()];
        for (index, path) in paths.into_iter().enumerate() {
            let method = ["GET", "POST", "PUT"][(number + index) % 3];
            mock.ask(&format!("{method} {path}?x=1&{name}={secret}"), &headers, body);
        }
        mock.ask(&format!("GET /v1/nowhere;{name}={secret}/a"), &[TOKEN], "");
    }
    // The names of all bodies, whatever the operation.
    for (number, name) in names.iter().enumerate() {
        let (secret, other) = (format!("planted.{number}.value"), format!("a=b;{name}=planted.{number}.value"));
        let body = json!({ "x": [{ name: secret }] }).to_string();
        assert!(!String::from_utf8_lossy(&redacted_body(body.as_bytes())).contains(&secret), "{name}");
        assert!(!redacted_query(&other).contains(&secret), "{name}");
    }
    for line in ["GET /_mock/requests", "GET /_mock/repro", "GET /_mock/coverage", "GET /_mock/coverage?format=html"] {
        assert_eq!(mock.ask(line, &[], "").status, 200, "{line}");
    }
    let missed = json!({ "operation": "CheckJobInternal", "match": { "query": { "x": "2" } } }).to_string();
    assert_eq!(mock.ask("POST /_mock/verify", &[], &missed).status, 422);
}

#[test]
fn a_secret_of_the_world_is_told_nowhere_whatever_it_stands_under() {
    let world = Arc::new(World::built_in());
    let user = world.users().next().unwrap();
    let all = [&user.token, &user.access_key, &user.secret_key, &user.password];
    let known: Vec<String> = all.into_iter().flatten().map(|secret| secret.reveal().to_owned()).collect();
    let mock = Oneshot::new(App::new(Beginning::new(Arc::clone(&world))));
    for secret in known {
        let body = json!({ "job_id": secret, "project_id": format!("a{secret}b"), secret.clone(): 1 }).to_string();
        for line in [
            format!("{READ}?note={secret}"),
            format!("GET /v1/job/permission?job_id={secret}&project_id={secret}"),
            format!("GET /v1/nowhere/{secret}"),
            "PUT /v1/job/role-permission".to_owned(),
            "POST /v1/nowhere".to_owned(),
        ] {
            mock.ask(&line, &[TOKEN, ("X-Note", &secret), ("User-Agent", &secret)], &body);
        }
        assert_eq!(mock.ask("GET /_mock/repro", &[], "").status, 200);
    }
    let put = json!({ "schema_version": 1, "users": { "0123456789abcdef0123456789abcdef": { "name": "d", "token": "put-by-the-test" } } });
    assert_eq!(mock.ask("PUT /_mock/state", &[], &put.to_string()).status, 200);
    mock.ask(&format!("{READ}?note=put-by-the-test"), &[TOKEN], "");

    let journal = mock.ask("GET /_mock/requests", &[], "").expect(200);
    let queries: Vec<_> =
        journal["requests"].as_array().unwrap().iter().filter_map(|it| it["query"].as_str()).collect();
    assert_eq!((queries[0], *queries.last().unwrap()), ("note=[redacted]", "note=[redacted]"));
}

/// Each member of a schema that says what a documented field is, at any depth.
fn members(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(members_of) => {
            for (keyword, value) in members_of {
                if let ("properties", Some(properties)) = (keyword.as_str(), value.as_object()) {
                    names.extend(properties.keys().cloned());
                }
                members(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| members(item, names)),
        _ => {}
    }
}

#[test]
fn no_documented_field_of_an_operation_but_those_of_iam_is_taken_out() {
    let mut checked = 0;
    for operation in OPERATIONS.iter().filter(|operation| operation.service != Service::Iam) {
        let mut names = Vec::new();
        let quirks = codearts_mock::api::Quirks::default();
        members(&request_schema(operation, quirks), &mut names);
        members(&response_schema(operation), &mut names);
        for name in &names {
            let body = json!({ name: "value" }).to_string();
            assert_eq!(redacted_body(body.as_bytes()), body.as_bytes(), "{}: {name}", operation.id());
        }
        for name in operation.contract.query {
            assert_eq!(redacted_query(&format!("{name}=value")), format!("{name}=value"), "{}", operation.id());
        }
        checked += names.len();
    }
    assert!(checked > 100, "{checked}");
}
