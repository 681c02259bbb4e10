//! A server that runs: its thread, what is expected of it, and its end.

use std::{
    net::{Ipv4Addr, SocketAddr},
    ops::Deref,
    sync::Arc,
    thread::JoinHandle,
};

use parking_lot::Mutex;
use tokio::{runtime, sync::oneshot};

use crate::{
    coverage::Report,
    http::{App, router, tidy},
    journal::{Expectation, Unmet},
    namespace::Name,
    server::{Host, bind, serve},
};

use super::Scope;

/// A server for one test. It serves real sockets, so any client can use it, blocking or not.
///
/// ```
/// use codearts_mock::MockServer;
///
/// let server = MockServer::start();
/// let answer = ureq::get(format!("{}/v1/job/permission", server.uri()))
///     .query("project_id", "p45e51b060f1b4e82916f9d2c33e8eb28")
///     .query("job_id", "6ecbc5bac7c8442fb3d2563d53c13582")
///     .header("X-Auth-Token", "any")
///     .call()
///     .unwrap();
///
/// assert_eq!(answer.status(), 200);
/// assert_eq!(server.requests().len(), 1);
/// ```
///
/// It derefs to the [`Scope`] of its namespace, which has the state, the journal, the faults and the clock.
#[must_use = "the server stops when it is dropped, so bind it to a variable that lives as long as the test"]
pub struct MockServer {
    scope: Scope,
    expectations: Mutex<Vec<Expectation>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl MockServer {
    /// Expects something to have happened when the server is dropped, which panics otherwise, and shows the requests that
    /// came nearest. In a test that fails anyway they are printed on standard error instead.
    ///
    /// ```
    /// use codearts_mock::{Expectation, MockServer};
    ///
    /// let server = MockServer::start();
    /// server.expect(Expectation::of("CheckJobInternal").exactly(1));
    /// ureq::get(format!("{}/v1/job/permission/internal", server.uri())).header("X-Auth-Token", "any").call().unwrap();
    /// ```
    pub fn expect(&self, expectation: Expectation) {
        self.expectations.lock().push(expectation);
    }

    /// What clients have exercised of the contract, in all namespaces: of one, [`Scope::coverage`] tells.
    ///
    /// ```
    /// use codearts_mock::{MockServer, ReportFormat};
    ///
    /// let server = MockServer::start();
    /// ureq::get(format!("{}/v1/job/permission/internal", server.uri())).header("X-Auth-Token", "any").call().unwrap();
    ///
    /// let report = server.coverage();
    ///
    /// assert_eq!((report.requests, report.totals.operations.covered), (1, 1));
    /// assert!(report.written(ReportFormat::Markdown).contains("CheckJobInternal"));
    /// ```
    #[must_use]
    pub fn coverage(&self) -> Report {
        self.scope.coverage_of_all()
    }

    /// The view of another namespace of the same server, made if it is not there yet.
    ///
    /// ```
    /// use codearts_mock::MockServer;
    ///
    /// let server = MockServer::start();
    /// let worker = server.namespace("worker_1");
    /// let url = format!("{}/v1/job/permission/internal", worker.uri());
    /// ureq::get(url).header("X-Auth-Token", "any").call().unwrap();
    ///
    /// assert_eq!((worker.requests().len(), server.requests().len()), (1, 0));
    /// ```
    ///
    /// # Panics
    /// The name is none, or there are too many namespaces.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Scope {
        let name: Name = name.parse().unwrap_or_else(|why| panic!("{why}"));
        self.scope.of(name)
    }

    /// Starts a thread that serves this app.
    pub(super) fn serve(app: App, namespace: Option<Name>) -> Self {
        let app = Arc::new(app);
        let listeners = bind(&[Host::Address(Ipv4Addr::LOCALHOST.into())], 0)
            .unwrap_or_else(|error| panic!("no port for a mock server: {error}"));
        let address: SocketAddr = listeners
            .first()
            .and_then(|listener| listener.local_addr().ok())
            .unwrap_or_else(|| panic!("a bound socket has no address"));
        let (stop, stopped) = oneshot::channel();
        let scope = Scope::new(Arc::clone(&app), format!("http://{address}"), namespace);
        // The socket is bound, so that the kernel lets clients wait until the thread has come up.
        let thread = std::thread::Builder::new()
            .name("codearts-mock".to_owned())
            .spawn(move || run(&app, listeners, stopped))
            .unwrap_or_else(|error| panic!("no thread for a mock server: {error}"));
        Self { scope, expectations: Mutex::default(), stop: Some(stop), thread: Some(thread) }
    }

    /// What was expected and has not happened.
    fn disappointments(&self) -> Vec<Unmet> {
        let expectations = std::mem::take(&mut *self.expectations.lock());
        let verdicts = expectations.iter().map(|expectation| self.scope.verify(expectation));
        verdicts.filter_map(Result::err).collect()
    }
}

/// Serves until the server is dropped; every connection ends with the runtime.
fn run(app: &Arc<App>, listeners: Vec<std::net::TcpListener>, stopped: oneshot::Receiver<()>) {
    let Ok(runtime) = runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        let serving = serve(listeners, router(app), app.limits, app.lifecycle.clone(), std::future::pending());
        tokio::select! {
            _ = serving => {}
            _ = stopped => {}
            () = tidy(Arc::clone(app)) => {}
        }
    });
}

/// Says something beside the reason of a test that fails already.
#[expect(clippy::print_stderr, reason = "a test has no log, and its harness shows what it printed when it fails")]
fn say(text: &str) {
    eprintln!("{text}");
}

impl Deref for MockServer {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.scope
    }
}

impl std::fmt::Debug for MockServer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("MockServer").field("uri", &self.scope.uri()).finish_non_exhaustive()
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        let disappointments = self.disappointments();
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to say than its message.
            let _ = thread.join();
        }
        if disappointments.is_empty() {
            return;
        }
        let texts: Vec<_> = disappointments.iter().map(ToString::to_string).collect();
        let text = texts.join("\n");
        // A second panic would end the process and hide the first one.
        if std::thread::panicking() {
            say(&text);
        } else {
            panic!("{text}");
        }
    }
}
