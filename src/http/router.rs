//! The router: a route for every path of the table, for the same behind a prefix, and for the control plane.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Router, extract::Request, routing::any};

use crate::api::{OPERATIONS, Operation};

use super::{App, control, cors, exchange, namespace};

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
        let handler = any(move |request: Request| exchange::exchange(app, operations, request));
        // The same once more behind a prefix that names the namespace, for clients of which only the base URL can be set.
        router = router.route(&namespace::prefixed(path), handler.clone()).route(path, handler);
    }
    let unknown = Arc::clone(app);
    let fallback = move |request: Request| exchange::exchange(unknown, &[], request);
    // Given its state at once, axum makes each route's service now and not for every request.
    let ids = Arc::new(app.namespaces.control_ids());
    let emulated = cors::allow(router.fallback(fallback), &app.allowed_origins, &ids);
    emulated.merge(control::router(app, ids)).with_state(())
}
