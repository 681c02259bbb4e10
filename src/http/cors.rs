//! What a browser is told that calls the emulated API from a page of another origin.

mod page;

pub use page::AllowedOrigin;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method},
    middleware::{Next, from_fn},
};
use tower_http::cors::{AllowHeaders, AllowOrigin, Any, CorsLayer};
use tower_service::Service as _;

use crate::domain::IdSource;

use super::{
    Malformed,
    answer::{REQUEST_ID, put},
};

/// For how long a browser may remember what it was told.
const MAX_AGE: Duration = Duration::from_mins(10);

const METHODS: [Method; 5] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE];

/// Lets pages of these origins call the router; `*` stands for all of them, and without any nothing changes. `ids` are for
/// what is answered to a browser's own questions.
pub(super) fn allow(router: Router, origins: &[AllowedOrigin], ids: &Arc<IdSource>) -> Router {
    if origins.is_empty() {
        return router;
    }
    let origin = if origins.iter().any(AllowedOrigin::is_any) {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok()))
    };
    let ids = Arc::clone(ids);
    // Tokens travel in headers and never in cookies, so that a page needs no leave for credentials.
    let layer = CorsLayer::new()
        .allow_origin(origin)
        .allow_methods(METHODS)
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(Any)
        .max_age(MAX_AGE);
    router.clone().layer(layer).layer(from_fn(move |request: Request, next: Next| {
        let (mut plain, ids) = (router.clone(), Arc::clone(&ids));
        async move {
            // A head that HTTP does not allow is no question of a browser, and is refused like any other.
            if request.extensions().get::<Malformed>().is_some() {
                return plain.call(request).await.unwrap_or_else(|never| match never {});
            }
            let mut response = next.run(request).await;
            if !response.headers().contains_key(REQUEST_ID) {
                put(response.headers_mut(), REQUEST_ID, ids.request_id().encode(&mut [0; 32]));
            }
            response
        }
    }))
}
