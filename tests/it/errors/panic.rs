//! A handler that panics is answered for, and the server goes on.

use codearts_mock::{
    api::{ApiError, Endpoint, Handle, Ids, Operation, Service, Writing},
    contract::{Contract, Method},
    http::router_of,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::mock::Mock;

/// An operation of either service that panics when it is told to.
enum Clumsy<const BUILD: bool> {}

#[derive(Deserialize, JsonSchema)]
struct Request {
    /// Whether to panic.
    stumbles: bool,
}

#[derive(Serialize, JsonSchema)]
struct Response {
    /// That all went well.
    status: &'static str,
}

impl<const BUILD: bool> Endpoint for Clumsy<BUILD> {
    const CONTRACT: Contract = Contract {
        id: "Clumsy",
        method: Method::Post,
        paths: if BUILD { &["/build"] } else { &["/pipeline"] },
        ..Contract::BASE
    };
    const SERVICE: Service = if BUILD { Service::Build } else { Service::Pipeline };
    const IDS: fn(&Request) -> Ids<'_> = |_| Ids::NONE;
    const HANDLE: Handle<Request, Response> = Handle::Write(walk);

    type Request = Request;
    type Response = Response;
}

#[expect(clippy::unnecessary_wraps, reason = "a handler is a function of this type")]
fn walk(_: &mut Writing<'_>, Request { stumbles }: Request) -> Result<Response, ApiError> {
    assert!(!stumbles, "tripped over a secret");
    Ok(Response { status: "success" })
}

static CLUMSY: [Operation; 2] = [Operation::of::<Clumsy<true>>(), Operation::of::<Clumsy<false>>()];

#[tokio::test]
async fn a_panic_is_a_500_that_tells_nothing_and_the_server_stays_up() {
    let mock = Mock::fresh().routes(|app| router_of(&CLUMSY, app));
    let expected =
        [("/build", "CB.00060101", "Internal error."), ("/pipeline", "DEVCP.00010000", "Unknown service exception.")];

    for (path, code, message) in expected {
        let fallen = mock.send(&format!("POST {path}"), &json!({ "stumbles": true })).await;
        let up = mock.send(&format!("POST {path}"), &json!({ "stumbles": false })).await;

        assert_eq!((fallen.status, fallen.body), (500, json!({ "error_code": code, "error_msg": message })));
        assert_eq!((up.status, up.body), (200, json!({ "status": "success" })));
    }
}
