//! The view of one namespace: its state, its journal, its faults, its clock.

use std::sync::Arc;

use crate::{
    fault::{Rule, RuleFile, RuleView},
    http::App,
    journal::{Entry, Expectation},
    namespace::{Name, Namespace},
    store::{Store, WorldFile},
};

/// What a test sees and does beside its client. Tests in namespaces of their own can run at the same time.
#[derive(Clone)]
pub struct Scope {
    app: Arc<App>,
    namespace: Arc<Namespace>,
    base: String,
}

impl Scope {
    /// The view of a namespace of this app, which listens here.
    pub(super) fn new(app: Arc<App>, base: String, name: Option<Name>) -> Self {
        let namespace = match name {
            None => Arc::clone(app.namespaces.default_namespace()),
            Some(name) => app.namespaces.named(name).unwrap_or_else(|full| panic!("{} namespaces already", full.most)),
        };
        Self { app, namespace, base }
    }

    /// The same for another namespace.
    pub(super) fn of(&self, name: Name) -> Self {
        Self::new(Arc::clone(&self.app), self.base.clone(), Some(name))
    }

    /// The base URL; that of a namespace names it.
    #[must_use]
    pub fn uri(&self) -> String {
        if self.namespace.is_default() {
            self.base.clone()
        } else {
            format!("{}/_ns/{}", self.base, self.namespace.name())
        }
    }

    /// The namespace's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.namespace.name()
    }

    /// The present state, in the format of a seed.
    #[must_use]
    pub fn state(&self) -> WorldFile {
        self.namespace.session().look(Store::export)
    }

    /// Forgets all that happened.
    pub fn reset(&self) {
        self.namespace.reset();
    }

    /// The requests that the journal still knows, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Arc<Entry>> {
        self.namespace.session().journal.lock().entries()
    }

    /// Compares what happened with what was expected.
    ///
    /// ```
    /// use codearts_mock::{MockServer, journal::Expectation};
    ///
    /// let server = MockServer::start();
    ///
    /// let verdict = server.verify(&Expectation::of("ShowJobInfo"));
    ///
    /// assert_eq!(verdict, Err("expected at least 1 of ShowJobInfo, found 0".to_owned()));
    /// ```
    ///
    /// # Errors
    /// It is not so; the text shows the requests that came nearest and where they differ.
    pub fn verify(&self, expectation: &Expectation) -> Result<(), String> {
        let verdict = expectation.check(&self.requests());
        if verdict.ok { Ok(()) } else { Err(verdict.text()) }
    }

    /// Adds a fault.
    ///
    /// ```
    /// use codearts_mock::{MockServer, fault::RuleFile};
    ///
    /// let server = MockServer::start();
    /// server.inject(RuleFile::status("CheckJobInternal", 503).times(1));
    /// let call = || ureq::get(format!("{}/v1/job/permission/internal", server.uri())).header("X-Auth-Token", "any").call();
    ///
    /// assert!(call().is_err());
    /// assert!(call().is_ok());
    /// assert_eq!(server.faults()[0].hits, 1);
    /// ```
    ///
    /// # Panics
    /// The rule names an operation or a status that there is not.
    pub fn inject(&self, rule: RuleFile) {
        let session = self.namespace.session();
        let number = session.faults.view().len() + 1;
        session.faults.add(Rule::new(rule, number).unwrap_or_else(|why| panic!("the fault: {why}")));
    }

    /// The faults with how often they interfered.
    #[must_use]
    pub fn faults(&self) -> Vec<RuleView> {
        self.namespace.session().faults.view()
    }

    /// Moves the clock by so many milliseconds.
    pub fn advance(&self, milliseconds: i64) {
        self.namespace.session().clock.advance(milliseconds);
    }
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Scope").field("uri", &self.uri()).finish_non_exhaustive()
    }
}
