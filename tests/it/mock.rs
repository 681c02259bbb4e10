//! The server in this process, and what each of its answers must have.

use std::{
    cell::OnceCell,
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, request::Builder},
};
use codearts_mock::{
    api::Quirks,
    auth::Mode,
    domain::Timestamp,
    http::{App, router},
    namespace::{Beginning, Options},
    store::World,
};
use serde_json::Value;

use crate::watched::Watched;

/// The project of the matrix page's example, with its 33 characters.
pub(crate) const PROJECT: &str = "p45e51b060f1b4e82916f9d2c33e8eb28";
/// The job of the matrix page's example.
pub(crate) const JOB: &str = "6ecbc5bac7c8442fb3d2563d53c13582";
/// Another job of the same project.
pub(crate) const OTHER_JOB: &str = "c798139500d2456d82d95d108f182b5a";
/// The project of the pipeline page's example.
pub(crate) const PIPELINE_PROJECT: &str = "071112d87d3e4ed49130c691936202e9";
/// The pipelines of the pipeline page's example.
pub(crate) const PIPELINES: [&str; 2] = ["53acae73a3f44b2994f9b20a710721c6", "146542db758a4dc0995b44dff13e1933"];
/// A well-formed id that the default world does not have.
pub(crate) const NOWHERE: &str = "00000000000000000000000000000bad";

pub(crate) const BATCH: &str = "POST /v1/job/permissions/batch";
pub(crate) const UPDATE: &str = "PUT /v1/job/role-permission";
pub(crate) const APPLY: &str = "POST /v1/job/project/permission";
pub(crate) const PIPELINE_BATCH: &str =
    "POST /v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/pipeline/batch-role-permission";

/// When every mock's clock begins: later than anything in the default world.
pub(crate) const BEGINNING: &str = "2026-01-01T00:00:00.000+00:00";

/// A server of its own, whose time stands still and whose ids repeat themselves.
pub(crate) struct Mock {
    watched: Watched,
    router: OnceCell<Router>,
}

impl Mock {
    /// A fresh server with the default world.
    pub(crate) fn fresh() -> Self {
        static WORLD: LazyLock<Arc<World>> = LazyLock::new(|| Arc::new(World::built_in()));
        Self::of(Arc::clone(&WORLD))
    }

    /// A fresh server with a world of one's own.
    pub(crate) fn remembering(world: &Value) -> Self {
        Self::of(Arc::new(world.to_string().parse().expect("the test's world is valid")))
    }

    fn of(world: Arc<World>) -> Self {
        let clock = Some(BEGINNING.parse::<Timestamp>().expect("the beginning is a point in time"));
        let options = Options { clock, id_seed: Some(1), ..Options::default() };
        let app = App::new(Beginning { options, ..Beginning::new(world) });
        Self::with(App { validate_responses: true, ..app })
    }

    /// A server with settings of its own.
    pub(crate) fn with(app: App) -> Self {
        Self { watched: Watched::new(app), router: OnceCell::new() }
    }

    /// The same server with another option, written `name=value`.
    pub(crate) fn quirk(self, choice: &str) -> Self {
        self.set(|app| app.quirks.set(choice).expect("the quirk exists"))
    }

    /// The same server with the strictest option of each quirk.
    pub(crate) fn strict(self) -> Self {
        self.set(|app| app.quirks = Quirks::strict())
    }

    /// The same server with another demand on callers.
    pub(crate) fn auth(self, mode: Mode) -> Self {
        self.set(|app| app.auth = mode)
    }

    fn set(mut self, change: impl FnOnce(&mut App)) -> Self {
        change(Arc::get_mut(&mut self.watched.0).expect("nothing was asked yet"));
        self
    }

    /// The same server with other routes.
    pub(crate) fn routes(self, make: impl FnOnce(&Arc<App>) -> Router) -> Self {
        Self { router: OnceCell::from(make(&self.watched.0)), ..self }
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, milliseconds: i64) {
        self.watched.0.namespaces.default_namespace().session().clock.advance(milliseconds);
    }

    /// All that the server remembers, in the format of a seed.
    pub(crate) fn state(&self) -> Value {
        let export = self.watched.0.namespaces.default_namespace().session().look(codearts_mock::store::Store::export);
        serde_json::to_value(export).expect("a seed is JSON")
    }

    /// The token of a user of this name.
    pub(crate) fn token(&self, name: &str) -> String {
        self.watched.0.namespaces.default_namespace().session().look(|store| {
            let user = store.base().users().find(|user| user.name == name).expect("the user exists");
            user.token.as_ref().expect("the user has a token").reveal().to_owned()
        })
    }

    /// Sends JSON with a credential that nobody in particular has, so as the administrator.
    pub(crate) async fn send(&self, line: &str, body: &Value) -> Answer {
        self.ask(line).json(body).answer().await
    }

    /// Sends JSON as the user of this name.
    pub(crate) async fn send_as(&self, name: &str, line: &str, body: &Value) -> Answer {
        self.ask(line).token(&self.token(name)).json(body).answer().await
    }

    /// What the matrix GET shows to the user of this name: the whole `result`.
    pub(crate) async fn matrix_of(&self, name: &str, job: &str) -> Value {
        let line = format!("GET /v1/job/permission?project_id={PROJECT}&job_id={job}");
        let answer = self.ask(&line).token(&self.token(name)).answer().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body["result"].clone()
    }

    /// A request to be completed: method and target, with no body and a credential that nobody in particular has.
    pub(crate) fn ask(&self, line: &str) -> Ask<'_> {
        let (method, target) = line.split_once(' ').expect("a request line has a method and a target");
        let head = Request::builder().method(method).uri(target);
        Ask { mock: self, target: target.to_owned(), head, token: Some("anything".to_owned()), body: Body::empty() }
    }
}

/// A request to be completed.
pub(crate) struct Ask<'a> {
    mock: &'a Mock,
    target: String,
    head: Builder,
    token: Option<String>,
    body: Body,
}

impl Ask<'_> {
    pub(crate) fn token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    pub(crate) fn no_token(self) -> Self {
        Self { token: None, ..self }
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self { head: self.head.header(name, value), ..self }
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(Body::from(body.to_string()))
    }

    pub(crate) fn text(self, body: impl Into<String>) -> Self {
        self.header("content-type", "application/json").body(Body::from(body.into()))
    }

    pub(crate) fn body(self, body: Body) -> Self {
        Self { body, ..self }
    }

    /// Sends the request and examines the answer.
    pub(crate) async fn answer(self) -> Answer {
        let head = match &self.token {
            Some(token) => self.head.header("x-auth-token", token),
            None => self.head,
        };
        let request = head.body(self.body).expect("the test's request is valid");
        let Mock { watched, router: own } = self.mock;
        let (head, body) = watched.ask(own.get_or_init(|| router(&watched.0)), request).await.into_parts();
        let text = String::from_utf8(body.to_vec()).expect("the answer is UTF-8");
        let body = serde_json::from_str(&text).unwrap_or_else(|error| panic!("no JSON ({error}): {text}"));
        let problems = head.headers.get("x-mock-problems").map_or_else(Vec::new, |value| problems(value.as_bytes()));
        let answer = Answer { status: head.status.as_u16(), headers: head.headers, text, body, problems };
        answer.examine(&self.target);
        answer
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
    /// The problems of the header `X-Mock-Problems`.
    pub(crate) problems: Vec<Value>,
}

impl Answer {
    /// Status and code of a refusal; the code is empty in a success.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status, self.body["error_code"].as_str().unwrap_or_default())
    }

    /// Whether the request was refused, with whatever status.
    pub(crate) fn is_refusal(&self) -> bool {
        self.status >= 400 || self.body.get("error_code").is_some()
    }

    /// The message of a refusal, in either form.
    pub(crate) fn message(&self) -> &str {
        self.body["error_msg"].as_str().or_else(|| self.body["error"]["message"].as_str()).unwrap_or_default()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header is ASCII"))
    }

    /// Rule and pointer of each reported problem.
    pub(crate) fn reported<'a>(&'a self) -> Vec<(&'a str, &'a str)> {
        let rule = |problem: &'a Value| problem["rule"].as_str().unwrap_or_default();
        let pointer = |problem: &'a Value| problem["pointer"].as_str().unwrap_or_default();
        self.problems.iter().map(|problem| (rule(problem), pointer(problem))).collect()
    }

    /// What every answer of the emulated API has, whatever was asked.
    fn examine(&self, target: &str) {
        assert_eq!(self.header("content-type"), Some("application/json"), "{target}");
        assert_eq!(self.header("x-mock-contract-violation"), None, "{target}: {}", self.text);
        let id = self.header("x-request-id").unwrap_or_default();
        let is_hex = id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        assert!(id.len() == 32 && is_hex, "{target}: X-Request-Id is {id:?}");
        let is_of_iam = self.body["error"].is_object();
        if is_of_iam {
            assert_eq!(self.body["error"]["code"], self.status, "{target}: {}", self.text);
            assert!(self.body["error"]["message"].is_string(), "{target}: {}", self.text);
        } else if self.is_refusal() {
            let members: Vec<_> = self.body.as_object().expect("a refusal is an object").keys().collect();
            assert_eq!(members, ["error_code", "error_msg"], "{target}: {}", self.text);
            assert!(self.body["error_code"].is_string() && self.body["error_msg"].is_string(), "{}", self.text);
        }
    }
}

/// The problems in a header, which must be a small JSON array of objects in ASCII.
fn problems(value: &[u8]) -> Vec<Value> {
    assert!(value.len() <= 4096 && value.is_ascii(), "{} bytes", value.len());
    let problems: Vec<Value> = serde_json::from_slice(value).expect("X-Mock-Problems is JSON");
    for problem in &problems {
        for name in ["pointer", "expected", "got", "remedy"] {
            assert!(problem[name].is_string(), "{name} of {problem}");
        }
    }
    problems
}
