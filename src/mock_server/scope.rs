//! The view of one namespace: its state, its journal, its faults, its clock.

use std::{sync::Arc, time::Duration};

use crate::{
    coverage::Report,
    fault::{Fault, FaultView},
    http::App,
    journal::{Entry, Expectation, Unmet},
    namespace::{Name, Namespace},
    store::{Store, WorldFile},
};

/// One namespace as a test sees it beside its client. Tests in namespaces of their own can run at the same time.
///
/// ```
/// use codearts_mock::{MockServer, Scope};
///
/// let server = MockServer::start();
/// let scope: Scope = server.namespace("worker_1");
///
/// assert!(scope.requests().is_empty() && scope.faults().is_empty());
/// ```
#[derive(Clone)]
pub struct Scope {
    app: Arc<App>,
    name: Option<Name>,
    base: String,
}

impl Scope {
    /// The view of a namespace of this app, which listens here.
    pub(super) fn new(app: Arc<App>, base: String, name: Option<Name>) -> Self {
        let scope = Self { app, name: name.filter(|name| name.as_str() != Name::DEFAULT), base };
        scope.namespace();
        scope
    }

    /// The namespace as it is now. One that was deleted or dropped meanwhile is made anew, as a request makes it.
    fn namespace(&self) -> Arc<Namespace> {
        match self.name.clone() {
            None => Arc::clone(self.app.namespaces.default_namespace()),
            Some(name) => {
                self.app.namespaces.named(name).unwrap_or_else(|full| panic!("{} namespaces already", full.most))
            }
        }
    }

    /// The same for another namespace.
    pub(super) fn of(&self, name: Name) -> Self {
        Self::new(Arc::clone(&self.app), self.base.clone(), Some(name))
    }

    /// The base URL; that of a namespace names it.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::start();
    ///
    /// assert_eq!(server.namespace("worker_1").uri(), format!("{}/_ns/worker_1", server.uri()));
    /// ```
    #[must_use]
    pub fn uri(&self) -> String {
        self.name.as_ref().map_or_else(|| self.base.clone(), |name| format!("{}/_ns/{name}", self.base))
    }

    /// The namespace's name.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// assert_eq!(MockServer::start().name(), "default");
    /// assert_eq!(MockServer::builder().namespace("worker_1").start().name(), "worker_1");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or(Name::DEFAULT, Name::as_str)
    }

    /// The present state, in the format of a seed.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::builder().seed(r#"{"schema_version": 1}"#).start();
    ///
    /// assert_eq!(serde_json::to_string(&server.state()).unwrap(), r#"{"schema_version":1,"users":{},"projects":{}}"#);
    /// ```
    #[must_use]
    pub fn state(&self) -> WorldFile {
        self.namespace().session().look(Store::export)
    }

    /// Forgets all that happened; faults of the builder are there again.
    ///
    /// ```
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let server = MockServer::start();
    /// server.inject(Fault::status("ShowJobInfo", 503));
    ///
    /// server.reset();
    ///
    /// assert!(server.faults().is_empty());
    /// ```
    pub fn reset(&self) {
        self.namespace().reset();
    }

    /// The requests that the journal still knows, the oldest first.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::start();
    /// let url = format!("{}/v1/job/permission/internal", server.uri());
    /// ureq::get(url).header("X-Auth-Token", "any").call().unwrap();
    ///
    /// let requests = server.requests();
    ///
    /// assert_eq!((requests[0].operation_id(), requests[0].status), (Some("CheckJobInternal"), 200));
    /// ```
    #[must_use]
    pub fn requests(&self) -> Vec<Arc<Entry>> {
        self.namespace().session().journal.lock().entries()
    }

    /// Compares what happened with what was expected.
    ///
    /// ```
    /// use codearts_mock::{Expectation, MockServer};
    ///
    /// let server = MockServer::start();
    ///
    /// let unmet = server.verify(&Expectation::of("ShowJobInfo")).unwrap_err();
    ///
    /// assert_eq!(unmet.to_string(), "expected at least 1 of ShowJobInfo, found 0");
    /// ```
    ///
    /// # Errors
    /// It is not so; the text shows the requests that came nearest and where they differ.
    pub fn verify(&self, expectation: &Expectation) -> Result<(), Unmet> {
        expectation.check(&self.requests()).met()
    }

    /// Adds a fault.
    ///
    /// ```
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let server = MockServer::start();
    /// server.inject(Fault::status("CheckJobInternal", 503).times(1));
    /// let call = || ureq::get(format!("{}/v1/job/permission/internal", server.uri())).header("X-Auth-Token", "any").call();
    ///
    /// assert!(call().is_err());
    /// assert!(call().is_ok());
    /// assert_eq!(server.faults()[0].hits, 1);
    /// ```
    ///
    /// # Panics
    /// The rule names an operation or a status that there is not, or has the id of another one.
    pub fn inject(&self, rule: Fault) {
        self.namespace()
            .session()
            .faults
            .add(rule, self.app.limits.max_wait)
            .unwrap_or_else(|why| panic!("the fault: {why}"));
    }

    /// What clients have exercised of the contract in this namespace.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::start();
    ///
    /// assert_eq!(server.namespace("unused").coverage().requests, 0);
    /// ```
    #[must_use]
    pub fn coverage(&self) -> Report {
        self.app.coverage.report(Some(self.name()))
    }

    /// The same of all namespaces.
    pub(super) fn coverage_of_all(&self) -> Report {
        self.app.coverage.report(None)
    }

    /// The faults with how often they interfered.
    ///
    /// ```
    /// use codearts_mock::{Fault, MockServer};
    ///
    /// let server = MockServer::builder().fault(Fault::status("ShowJobInfo", 503).named("outage")).start();
    ///
    /// let faults = server.faults();
    ///
    /// assert_eq!((faults[0].rule.id.as_deref(), faults[0].hits), (Some("outage"), 0));
    /// ```
    #[must_use]
    pub fn faults(&self) -> Vec<FaultView> {
        self.namespace().session().faults.view()
    }

    /// Moves the clock on, so that a token expires without anybody waiting for it. It stops at the end of time.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::builder().clock("2024-09-20T06:38:49Z").start();
    ///
    /// server.advance(Duration::from_mins(1));
    ///
    /// let url = format!("{}/v1/job/permission/internal", server.uri());
    /// ureq::get(url).header("X-Auth-Token", "any").call().unwrap();
    /// assert_eq!(server.requests()[0].time.to_string(), "2024-09-20T06:39:49.000+00:00");
    /// ```
    pub fn advance(&self, time: Duration) {
        self.namespace().session().clock.advance(milliseconds(time));
    }

    /// Moves the clock back.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::builder().clock("2024-09-20T06:38:49Z").start();
    ///
    /// server.rewind(Duration::from_secs(49));
    ///
    /// let url = format!("{}/v1/job/permission/internal", server.uri());
    /// ureq::get(url).header("X-Auth-Token", "any").call().unwrap();
    /// assert_eq!(server.requests()[0].time.to_string(), "2024-09-20T06:38:00.000+00:00");
    /// ```
    pub fn rewind(&self, time: Duration) {
        self.namespace().session().clock.advance(-milliseconds(time));
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Scope").field("uri", &self.uri()).finish_non_exhaustive()
    }
}
