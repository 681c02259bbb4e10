//! The documents as the server shows them, and the check of its own answers.

use std::sync::{Arc, atomic::Ordering};

use axum::{Router, body::Body, http::Request};
use codearts_mock::{
    World,
    api::{ApiError, Endpoint, Handle, Ids, Operation, Reading, Service},
    contract::{Contract, Provenance, Source},
    http::{App, control_document, router, router_of},
    namespace::Beginning,
    openapi,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DEFAULT;
use crate::watched::Watched;

fn app() -> App {
    let world = Arc::new(World::built_in());
    App { validate_responses: true, ..App::new(Beginning::new(world)) }
}

async fn get(watched: &Watched, router: &Router, path: &str) -> (axum::http::response::Parts, String) {
    let request = Request::get(path).header("x-auth-token", "anything").body(Body::empty()).unwrap();
    let (head, body) = watched.ask(router, request).await.into_parts();
    (head, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_served_documents_are_the_derived_ones() {
    let watched = Watched::new(app());
    let router = router(&watched.0);

    for (path, media_type, expected) in [
        ("/_mock/openapi.json", "application/json", openapi::json(&DEFAULT)),
        ("/_mock/openapi.yaml", "application/yaml", openapi::yaml(&DEFAULT).unwrap()),
        ("/_mock/openapi/control.json", "application/json", openapi::json(&control_document())),
        ("/_mock/openapi/control.yaml", "application/yaml", openapi::yaml(&control_document()).unwrap()),
    ] {
        let (head, text) = get(&watched, &router, path).await;
        assert_eq!(
            (head.status.as_u16(), &head.headers["content-type"]),
            (200, &media_type.parse().unwrap()),
            "{path}"
        );
        assert!(text == expected, "{path}");
    }
}

#[tokio::test]
async fn an_answer_as_documented_is_no_violation() {
    let watched = Watched::new(app());

    for path in ["/v1/job/6ecbc5bac7c8442fb3d2563d53c13582/info", "/v1/job/short/info", "/v3/projects"] {
        let (head, text) = get(&watched, &router(&watched.0), path).await;
        assert_eq!(head.headers.get("x-mock-contract-violation"), None, "{path}: {text}");
    }
    assert_eq!(watched.0.contract_violations.load(Ordering::Relaxed), 0);
}

/// An operation whose schema says something else than it does.
enum Liar {}

#[derive(Debug, Deserialize, JsonSchema)]
struct Nothing {}

#[derive(Debug, Serialize, JsonSchema)]
struct Lie {
    /// A number that claims to be a text.
    #[schemars(with = "String")]
    value: u8,
}

impl Endpoint for Liar {
    const CONTRACT: Contract = Contract {
        id: "Lie",
        paths: &["/lie"],
        source: Source { page: "none", updated: "", provenance: Provenance::Assumed },
        ..Contract::BASE
    };
    const SERVICE: Service = Service::Build;
    const IDS: fn(&Nothing) -> Ids<'_> = |_| Ids::NONE;
    const HANDLE: Handle<Nothing, Lie> = Handle::Read(lie);

    type Request = Nothing;
    type Response = Lie;
}

#[expect(clippy::unnecessary_wraps, reason = "a handler is a function of this type")]
fn lie(_context: &Reading<'_>, _request: Nothing) -> Result<Lie, ApiError> {
    Ok(Lie { value: 1 })
}

static LIES: &[Operation] = &[Operation::of::<Liar>()];

#[tokio::test]
async fn an_answer_unlike_its_schema_is_told_in_a_header_and_counted() {
    let watched = Watched::new(app());

    let (head, _) = get(&watched, &router_of(LIES, &watched.0), "/lie").await;
    let (_, health) = get(&watched, &router(&watched.0), "/_mock/health").await;

    assert_eq!(
        head.headers.get("x-mock-contract-violation").unwrap(),
        "Lie: value is not of type \"string\" at \"/value\""
    );
    assert_eq!(serde_json::from_str::<Value>(&health).unwrap()["contract_violations"], 1);
}

#[tokio::test]
async fn answers_are_checked_only_if_that_is_wanted() {
    let watched = Watched::new(App { validate_responses: false, ..app() });

    let (head, _) = get(&watched, &router_of(LIES, &watched.0), "/lie").await;

    assert_eq!(head.headers.get("x-mock-contract-violation"), None);
}
