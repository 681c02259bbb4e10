//! A server without a socket: a request goes in as method, target and body, an answer comes out.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use codearts_mock::{
    api::Quirks,
    domain::Timestamp,
    http::{self, App},
    namespace::{Beginning, Options, Session},
    store::{World, WorldFile},
};
use serde_json::Value;
use tokio::runtime::{self, Runtime};

use crate::watched::Watched;

/// When a test begins.
pub(crate) const START: &str = "2025-01-01T00:00:00.000+00:00";

/// A caller whose credential nobody knows.
pub(crate) const ANYBODY: &str = "anybody";

/// The server, and the world that it began with.
pub(crate) struct Mock {
    world: Value,
    watched: Watched,
    router: Router,
    runtime: Runtime,
}

/// What came back.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) request_id: String,
    pub(crate) problems: String,
}

impl Mock {
    /// A fresh server with the built-in world and these quirks, written `name=value,name=value`.
    pub(crate) fn with_quirks(quirks: &str) -> Self {
        Self::with_world(World::BUILT_IN, quirks)
    }

    /// A fresh server with this world and these quirks.
    pub(crate) fn with_world(world: &str, quirks: &str) -> Self {
        let mut chosen = Quirks::default();
        chosen.set_all(quirks).expect("a test names quirks that there are");
        let beginning = Beginning {
            options: Options {
                clock: Some(START.parse::<Timestamp>().expect("a timestamp")),
                id_seed: Some(1),
                ..Options::default()
            },
            ..Beginning::new(Arc::new(read(world)))
        };
        let mut app = App::new(beginning);
        app.quirks = chosen;
        let watched = Watched::new(app);
        let router = http::router(&watched.0);
        let runtime = runtime::Builder::new_current_thread().build().expect("a runtime without any driver");
        Self { world: serde_json::from_str(world).expect("a seed is JSON"), watched, router, runtime }
    }

    /// The options in force.
    pub(crate) fn quirks(&self) -> Quirks {
        self.watched.0.quirks
    }

    /// The state behind the server.
    pub(crate) fn session(&self) -> Arc<Session> {
        self.watched.0.namespaces.default_namespace().session()
    }

    /// The whole state as text.
    pub(crate) fn export(&self) -> String {
        self.session().look(|store| serde_json::to_string(&store.export())).expect("a world is JSON")
    }

    /// Lets a second pass.
    pub(crate) fn tick(&self) {
        self.session().clock.advance(1000);
    }

    /// The token of the user of this name; anybody else has one that nobody knows.
    fn token(&self, caller: &str) -> String {
        let users = self.world["users"].as_object().into_iter().flat_map(|users| users.values());
        let user = users.into_iter().find(|user| user["name"] == caller);
        user.and_then(|user| user["token"].as_str()).unwrap_or("unknown-token").to_owned()
    }

    /// The id of the user of this name.
    pub(crate) fn user_id(&self, name: &str) -> String {
        let users = self.world["users"].as_object().expect("a world with users");
        users.iter().find(|(_, user)| user["name"] == name).expect("a user of the world").0.clone()
    }

    /// Asks with GET.
    pub(crate) fn get(&self, caller: &str, target: &str) -> Answer {
        self.send(caller, &format!("GET {target}"), "")
    }

    /// Sends a request whose line is method and target; an empty text is no body.
    pub(crate) fn send(&self, caller: &str, line: &str, body: &str) -> Answer {
        let (method, target) = line.split_once(' ').expect("a request line");
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("x-auth-token", self.token(caller))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()))
            .expect("a request line of a test is well-formed");
        let response = self.runtime.block_on(self.watched.ask(&self.router, request));
        let header = |name| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let body = serde_json::from_slice(response.body()).expect("every body is JSON");
        let (request_id, problems) = (header("x-request-id"), header("x-mock-problems"));
        Answer { status: response.status().as_u16(), body, request_id, problems }
    }
}

fn read(world: &str) -> World {
    let file = WorldFile::of_text(world.as_bytes()).expect("a test's world is of the seed's format");
    file.into_world().expect("a test's world makes sense")
}

/// Looks up a value: names and indices as in a JSON pointer, and `name=text` for the element that has it.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    let segments = path.split('/').skip(1);
    segments.fold(value, |value, segment| match segment.split_once('=') {
        Some((name, text)) => {
            let is_it = |element: &&Value| match &element[name] {
                Value::String(other) => other == text,
                other => text.parse().is_ok_and(|number: i64| other.as_i64() == Some(number)),
            };
            value.as_array().and_then(|list| list.iter().find(is_it)).unwrap_or(&Value::Null)
        }
        None => segment.parse::<usize>().ok().and_then(|index| value.get(index)).unwrap_or(&value[segment]),
    })
}
