//! The settings of a server inside a test.

use std::sync::Arc;

use crate::{
    api::Quirks,
    auth::Mode,
    config,
    domain::Timestamp,
    fault::{Rule, RuleFile},
    http::App,
    namespace::{Beginning, Name},
    store::World,
};

use super::MockServer;

/// Settings, each with the default of the program. A wrong one panics: it is a mistake in the test.
#[derive(Debug, Default)]
pub struct Builder {
    world: Option<World>,
    auth: Mode,
    clock: Option<Timestamp>,
    id_seed: Option<u64>,
    faults: Vec<RuleFile>,
    quirks: Quirks,
    namespace: Option<Name>,
}

impl Builder {
    /// The world to start from, in the format of a seed.
    ///
    /// # Panics
    /// The text is not of the format.
    #[must_use]
    pub fn seed(self, json: &str) -> Self {
        let world = config::world_of_text(json).unwrap_or_else(|error| panic!("the seed: {error}"));
        Self { world: Some(world), ..self }
    }

    /// What is demanded of a caller.
    #[must_use]
    pub fn auth(self, auth: Mode) -> Self {
        Self { auth, ..self }
    }

    /// The point in time at which the clock stands still, such as `2024-09-20T06:38:49Z`.
    ///
    /// # Panics
    /// The text is none.
    #[must_use]
    pub fn clock(self, time: &str) -> Self {
        let clock = time.parse().unwrap_or_else(|why| panic!("the clock: {why}"));
        Self { clock: Some(clock), ..self }
    }

    /// A number that ids are made from, so that the same calls get the same ones.
    #[must_use]
    pub fn id_seed(self, seed: u64) -> Self {
        Self { id_seed: Some(seed), ..self }
    }

    /// A fault that is there from the beginning, and again after a reset.
    ///
    /// # Panics
    /// The rule names an operation or a status that there is not.
    #[must_use]
    pub fn fault(mut self, rule: RuleFile) -> Self {
        let number = self.faults.len() + 1;
        let _checked = Rule::new(rule.clone(), number).unwrap_or_else(|why| panic!("the fault: {why}"));
        self.faults.push(rule);
        self
    }

    /// An option of a quirk, written `name=value`.
    ///
    /// # Panics
    /// There is no such quirk or option.
    #[must_use]
    pub fn quirk(mut self, choice: &str) -> Self {
        self.quirks.set(choice).unwrap_or_else(|why| panic!("{why}"));
        self
    }

    /// The namespace that the server's own view is of.
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
    /// # Panics
    /// The system has no port or no thread left.
    pub fn start(self) -> MockServer {
        let built_in = || config::world_of_text(config::DEFAULT_WORLD).unwrap_or_default();
        let world = Arc::new(self.world.unwrap_or_else(built_in));
        let (clock, id_seed, faults) = (self.clock, self.id_seed, self.faults);
        let mut app = App::new(Beginning { clock, id_seed, faults, ..Beginning::new(world) });
        app.auth = self.auth;
        app.quirks = self.quirks;
        MockServer::serve(app, self.namespace)
    }
}
