//! The only place that speaks HTTP: the router, the way of a request, the control plane.

mod answer;
mod authenticate;
mod body;
mod connection;
mod control;
mod exchange;
mod lifecycle;
mod record;

pub use connection::{BodyTimedOut, ConnectionControl, Ending};
pub use lifecycle::Lifecycle;

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use axum::{Router, extract::Request, routing::any};

use crate::{
    api::{OPERATIONS, Operation, Quirks},
    auth::Mode,
    namespace::Namespace,
};

/// What every request works with.
#[derive(Debug)]
pub struct App {
    /// Where the state is.
    pub namespace: Namespace,
    /// What is demanded of a caller.
    pub auth: Mode,
    /// Whether a refused signature is answered with the request as the server would have signed it.
    pub explain_signatures: bool,
    /// The options in force.
    pub quirks: Quirks,
    /// The largest body, in bytes.
    pub max_body_bytes: usize,
    /// Whether the server is about to stop.
    pub lifecycle: Lifecycle,
    /// When the server was started.
    pub started: Instant,
}

impl App {
    /// A server over this namespace with the default settings.
    #[must_use]
    pub fn new(namespace: Namespace) -> Self {
        Self {
            namespace,
            auth: Mode::default(),
            explain_signatures: false,
            quirks: Quirks::default(),
            max_body_bytes: 12 * 1024 * 1024,
            lifecycle: Lifecycle::default(),
            started: Instant::now(),
        }
    }
}

/// The router of all operations and the control plane.
pub fn router(app: &Arc<App>) -> Router {
    router_of(OPERATIONS, app)
}

/// The router of these operations and the control plane.
pub fn router_of(operations: &'static [Operation], app: &Arc<App>) -> Router {
    let mut sites: BTreeMap<&'static str, Vec<&'static Operation>> = BTreeMap::new();
    for operation in operations {
        for path in operation.contract.paths {
            sites.entry(path).or_default().push(operation);
        }
    }
    let mut router = Router::new();
    for (path, operations) in sites {
        // One list per path for as long as the program runs, so that a request borrows it.
        let operations: &'static [_] = Vec::leak(operations);
        let app = Arc::clone(app);
        router = router.route(path, any(move |request: Request| exchange::exchange(app, operations, request)));
    }
    let unknown = Arc::clone(app);
    router.merge(control::router(app)).fallback(move |request: Request| exchange::exchange(unknown, &[], request))
}
