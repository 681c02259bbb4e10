//! The settings of a server inside a test.

use std::sync::Arc;

use crate::{
    api::Quirks,
    auth::Mode,
    fault::{Fault, LONGEST_WAIT, rules},
    http::App,
    namespace::{Beginning, Name, Options},
    store::World,
};

use super::running::MockServer;

/// The settings of a [`MockServer`], each with the default of the program. A wrong one panics: it is a mistake in the test.
///
/// ```
/// use codearts_mock::{MockServer, Mode};
///
/// let server = MockServer::builder().auth(Mode::Verify).id_seed(7).quirk("unknown-ids=create").start();
///
/// assert_eq!(server.name(), "default");
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    world: Option<World>,
    auth: Mode,
    options: Options,
    faults: Vec<Fault>,
    quirks: Quirks,
    namespace: Option<Name>,
}

impl MockServer {
    /// Starts a server with the default world and settings.
    ///
    /// ```
    /// let server = codearts_mock::MockServer::start();
    ///
    /// assert!(server.uri().starts_with("http://127.0.0.1:"));
    /// ```
    ///
    /// # Panics
    /// The system has no port or no thread left.
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// A server with settings of its own, to be started.
    ///
    /// ```
    /// use codearts_mock::{MockServer, Mode};
    ///
    /// let server = MockServer::builder().auth(Mode::Verify).clock("2024-09-20T06:38:49Z").start();
    /// let url = format!("{}/v1/job/permission/internal", server.uri());
    ///
    /// assert!(ureq::get(url).header("X-Auth-Token", "nobody's").call().is_err());
    /// ```
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// The world to start from, in the format of a seed.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let user = r#"{"0123456789abcdef0123456789abcdef": {"name": "dora", "token": "a-token-of-your-own"}}"#;
    /// let server = MockServer::builder().seed(&format!(r#"{{"schema_version": 1, "users": {user}}}"#)).start();
    ///
    /// assert!(serde_json::to_string(&server.state()).unwrap().contains("dora"));
    /// ```
    ///
    /// # Panics
    /// The text is not of the format.
    #[must_use]
    pub fn seed(self, json: &str) -> Self {
        self.world(json.parse().unwrap_or_else(|error| panic!("the seed: {error}")))
    }

    /// The world to start from, of files or text that were read before.
    ///
    /// ```
    /// use codearts_mock::{MockServer, World};
    ///
    /// let world: World = r#"{"schema_version": 1}"#.parse()?;
    /// let server = MockServer::builder().world(world).start();
    ///
    /// assert_eq!(serde_json::to_value(server.state()).unwrap()["users"], serde_json::json!({}));
    /// # Ok::<_, codearts_mock::SeedError>(())
    /// ```
    #[must_use]
    pub fn world(self, world: World) -> Self {
        Self { world: Some(world), ..self }
    }

    /// What is demanded of a caller.
    ///
    /// ```
    /// use codearts_mock::{MockServer, Mode};
    ///
    /// let server = MockServer::builder().auth(Mode::Off).start();
    ///
    /// assert!(ureq::get(format!("{}/v1/job/permission/internal", server.uri())).call().is_ok());
    /// ```
    #[must_use]
    pub fn auth(self, auth: Mode) -> Self {
        Self { auth, ..self }
    }

    /// The point in time at which the clock stands still, such as `2024-09-20T06:38:49Z`.
    ///
    /// ```
    /// use codearts_mock::{MockServer, Timestamp};
    ///
    /// let server = MockServer::builder().clock("2024-09-20T06:38:49Z").start();
    /// ureq::get(format!("{}/v1/job/permission/internal", server.uri())).header("X-Auth-Token", "any").call().unwrap();
    ///
    /// assert_eq!(Ok(server.requests()[0].time), "2024-09-20T06:38:49Z".parse::<Timestamp>());
    /// ```
    ///
    /// # Panics
    /// The text is none.
    #[must_use]
    pub fn clock(mut self, time: &str) -> Self {
        self.options.clock = Some(time.parse().unwrap_or_else(|why| panic!("the clock: {why}")));
        self
    }

    /// A number that ids are made from, so that the same calls get the same ones.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let [one, same] = [0, 1].map(|_| {
    ///     let server = MockServer::builder().id_seed(7).start();
    ///     let url = format!("{}/v1/job/permission/internal", server.uri());
    ///     let answer = ureq::get(url).header("X-Auth-Token", "any").call().unwrap();
    ///     answer.headers()["x-request-id"].clone()
    /// });
    ///
    /// assert_eq!(one, same);
    /// ```
    #[must_use]
    pub fn id_seed(mut self, seed: u64) -> Self {
        self.options.id_seed = Some(seed);
        self
    }

    /// A fault that is there from the beginning, and again after a reset.
    ///
    /// ```
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let server = MockServer::builder().fault(Fault::status("CheckJobInternal", 503)).start();
    /// let url = format!("{}/v1/job/permission/internal", server.uri());
    ///
    /// assert!(ureq::get(url).header("X-Auth-Token", "any").call().is_err());
    /// ```
    ///
    /// # Panics
    /// The rule names an operation or a status that there is not, or has the id of another one.
    #[must_use]
    pub fn fault(mut self, rule: Fault) -> Self {
        self.faults.push(rule);
        let _checked =
            rules(self.faults.iter().cloned(), LONGEST_WAIT).unwrap_or_else(|why| panic!("the fault: {why}"));
        self
    }

    /// An option of a quirk, written `name=value`.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::builder().quirk("error-profile=observed").start();
    /// let url = format!("{}/v1/job/permission", server.uri());
    /// let request = ureq::get(url).query("job_id", "0".repeat(32)).header("X-Auth-Token", "any");
    ///
    /// assert!(matches!(request.call(), Err(ureq::Error::StatusCode(_))));
    /// ```
    ///
    /// # Panics
    /// There is no such quirk or option.
    #[must_use]
    pub fn quirk(mut self, choice: &str) -> Self {
        self.quirks.set(choice).unwrap_or_else(|why| panic!("{why}"));
        self
    }

    /// The options of all quirks.
    ///
    /// ```
    /// use codearts_mock::{MockServer, Quirks};
    ///
    /// let server = MockServer::builder().quirks(Quirks::strict()).start();
    /// let request = ureq::post(format!("{}/v1/job/project/permission", server.uri())).header("X-Auth-Token", "any");
    ///
    /// assert!(matches!(request.send("{}"), Err(ureq::Error::StatusCode(415))));
    /// ```
    #[must_use]
    pub fn quirks(self, quirks: Quirks) -> Self {
        Self { quirks, ..self }
    }

    /// The namespace that the server's own view is of.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::builder().namespace("worker_1").start();
    ///
    /// assert!(server.uri().ends_with("/_ns/worker_1"));
    /// ```
    ///
    /// # Panics
    /// The name is none.
    #[must_use]
    pub fn namespace(self, name: &str) -> Self {
        let name = name.parse().unwrap_or_else(|why| panic!("{why}"));
        Self { namespace: Some(name), ..self }
    }

    /// Starts the server.
    ///
    /// ```
    /// let server = codearts_mock::MockServer::builder().start();
    ///
    /// assert!(server.requests().is_empty());
    /// ```
    ///
    /// # Panics
    /// The system has no port or no thread left.
    pub fn start(self) -> MockServer {
        let world = Arc::new(self.world.unwrap_or_else(World::built_in));
        let (options, faults) = (self.options, self.faults);
        let mut app = App::new(Beginning { options, faults, ..Beginning::new(world) });
        app.auth = self.auth;
        app.quirks = self.quirks;
        MockServer::serve(app, self.namespace)
    }
}
