//! The server inside a test, as a user of the library has it, with an eye on all that it remembers and logs.

use std::{ops::Deref, thread};

use codearts_mock::{Fault, Mode, World};

use crate::{log, secrets, wire::control};

/// A server whose journals are searched before it stops.
pub(crate) struct MockServer(codearts_mock::MockServer);

impl MockServer {
    pub(crate) fn start() -> Self {
        Self::builder().start()
    }

    pub(crate) fn builder() -> Builder {
        Builder(codearts_mock::MockServer::builder())
    }

    /// Fails if the journal of a namespace, or the script that is made of it, tells a secret.
    fn examine(&self) {
        let listed = control(&self.0.uri(), "GET /_mock/namespaces", "").json();
        let names = listed["namespaces"].as_array().unwrap().iter().filter_map(|namespace| namespace["name"].as_str());
        for scope in names.map(|name| self.0.namespace(name)) {
            let journal = serde_json::to_string(&scope.requests()).unwrap();
            secrets::assert_no_secret(&format!("the journal of {}", scope.name()), &journal);
            control(&scope.uri(), "GET /_mock/repro", "");
        }
        log::assert_silent();
    }
}

impl Deref for MockServer {
    type Target = codearts_mock::MockServer;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.examine();
        }
    }
}

/// The settings of such a server.
pub(crate) struct Builder(codearts_mock::Builder);

/// Writes what only hands a setting on.
macro_rules! settings {
    ($($name:ident: $type:ty)+) => {
        $(pub(crate) fn $name(self, value: $type) -> Self {
            Self(self.0.$name(value))
        })+
    };
}

impl Builder {
    settings! { auth: Mode clock: &str id_seed: u64 fault: Fault quirk: &str namespace: &str }

    pub(crate) fn seed(self, json: &str) -> Self {
        let builder = self.0.seed(json);
        learn(json);
        Self(builder)
    }

    pub(crate) fn start(self) -> MockServer {
        log::listen();
        MockServer(self.0.start())
    }
}

/// Learns the secrets of a seed, if it is one.
pub(crate) fn learn(json: &str) {
    if let Ok(world) = json.parse::<World>() {
        secrets::learn(&world);
    }
}
