//! From the credential of a request to its caller.

use axum::http::HeaderMap;

use crate::{
    api::{ApiError, ErrorCode},
    auth::{Caller, Credential, Mode},
    store::World,
};

/// The credential that the headers carry.
pub(super) fn credential(headers: &HeaderMap) -> Credential<'_> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
    Credential { token: text("x-auth-token"), authorization: text("authorization") }
}

/// The caller that a credential stands for.
///
/// # Errors
/// There is none, and one is demanded.
pub(super) fn authenticate(mode: Mode, world: &World, credential: Credential<'_>) -> Result<Caller, ApiError> {
    if mode == Mode::Presence && credential.is_absent() {
        return Err(ApiError::new(ErrorCode::Unauthenticated).detail("x-auth-token not found"));
    }
    let by_token = credential.token.and_then(|token| world.user_of_token(token));
    let user = by_token.or_else(|| world.user_of_access_key(credential.access_key()?));
    Ok(user.map_or(Caller::Administrator, |user| Caller::User(user.id.clone())))
}
