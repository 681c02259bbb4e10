//! What a browser is told that calls the emulated API from a page of another origin.

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderValue, Method},
};
use tower_http::cors::{AllowHeaders, AllowOrigin, Any, CorsLayer};

/// For how long a browser may remember what it was told.
const MAX_AGE: Duration = Duration::from_mins(10);

const METHODS: [Method; 5] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE];

/// Lets pages of these origins call the router; `*` stands for all of them, and without any nothing changes.
pub(super) fn allow(router: Router, origins: &[String]) -> Router {
    if origins.is_empty() {
        return router;
    }
    let origin = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    // Tokens travel in headers and never in cookies, so that a page needs no leave for credentials.
    let layer = CorsLayer::new()
        .allow_origin(origin)
        .allow_methods(METHODS)
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(Any)
        .max_age(MAX_AGE);
    router.layer(layer)
}
