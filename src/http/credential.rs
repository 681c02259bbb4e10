//! From the credential of a request to its caller.

use std::sync::Arc;

use crate::{
    api::{AkLockout, ApiError, ErrorCode, Operation, Particular, QuirkId, QuirkSet, Service, Situation},
    auth::{
        Credential, Mode,
        signature::{self, Authorization, Explanation, Refusal, SignedRequest},
    },
    contract::{Problem, Rule},
    domain::Caller,
    namespace::{Name, Session},
    store::{Scope, User},
};

use super::{
    App, path,
    received::{Place, Received},
};

/// What the answer to a wrong signature depends on.
const LOCKOUT: QuirkSet = QuirkSet::NONE.with(QuirkId::AkLockout);

/// Refuses a request without any credential before its body is read.
///
/// # Errors
/// There is none, and one is demanded.
pub(super) fn check_presence(app: &App, received: &Received<'_>, operation: &Operation) -> Result<(), ApiError> {
    if app.auth == Mode::Off || operation.contract.is_open || !received.known.credential.is_absent() {
        return Ok(());
    }
    Err(nothing_shown())
}

/// The caller of a request that has come whole.
///
/// # Errors
/// Credentials are verified, and none of the request's is right.
pub(super) fn authenticate(
    place: &Place<'_>,
    received: &Received<'_>,
    operation: &Operation,
    body: &[u8],
) -> Result<Caller, ApiError> {
    let (app, session) = (place.app, &*place.session);
    check_presence(app, received, operation)?;
    let credential = received.known.credential;
    if operation.contract.is_open {
        return Ok(Caller::Administrator);
    }
    if app.auth != Mode::Verify {
        return Ok(presumed(session, credential));
    }
    // Either credential suffices, as it does at the real gateway.
    let by_token = credential.token.map(|token| verify_token(session, received, operation, token));
    if let Some(Ok(caller)) = by_token {
        return Ok(caller);
    }
    let by_signature = credential.authorization.map(|header| verify_signature(app, session, received, header, body));
    match (by_signature, by_token) {
        (Some(Ok(caller)), _) => Ok(caller),
        (_, Some(Err(refusal))) | (Some(Err(refusal)), _) => Err(refusal),
        _ => Err(nothing_shown()),
    }
}

/// Whom an unverified credential stands for: its user if it is known, else the administrator.
fn presumed(session: &Session, credential: Credential<'_>) -> Caller {
    session.look(|store| {
        let by_token = |token| {
            let token = Name::taken_off(token);
            let issued = || store.tokens.get(token).map(|issued| &issued.user);
            store.base().user_of_token(token).or_else(issued)
        };
        let by_key = || store.base().user_of_access_key(Name::taken_off(credential.access_key()?));
        let user = credential.token.and_then(by_token).or_else(by_key);
        user.map_or(Caller::Administrator, |user| Caller::User(user.id.clone()))
    })
}

/// The user of a token that is good for the operation.
fn verify_token(
    session: &Session,
    received: &Received<'_>,
    operation: &Operation,
    token: &str,
) -> Result<Caller, ApiError> {
    let token = Name::taken_off(token);
    session.look(|store| {
        if let Some(user) = store.base().user_of_token(token) {
            return Ok(Caller::User(user.id.clone()));
        }
        let Some(issued) = store.tokens.get(token) else { return Err(unknown_token()) };
        if issued.is_expired(received.stamp.time) {
            let problem = Problem::new("/X-Auth-Token", Rule::Own("expired-token"))
                .expected("a token that has not expired")
                .got(format!("one that expired at {}", issued.expires_at))
                .remedy("get another one from POST /v3/auth/tokens");
            return Err(ApiError::because(ErrorCode::gateway(Situation::TokenExpired), vec![problem]));
        }
        let is_of_project = matches!(issued.scope, Scope::Project { .. });
        if operation.service != Service::Iam && !is_of_project {
            return Err(refused(
                "the token has no project as its scope. Global tenant tokens are not supported: get one with \
                 auth.scope.project, as the page of the operation says",
            ));
        }
        Ok(Caller::User(issued.user.id.clone()))
    })
}

/// The user whose secret key has made the signature, over the path as it came: a prefix that names the namespace was signed
/// like all of it.
fn verify_signature(
    app: &App,
    session: &Session,
    received: &Received<'_>,
    given: &str,
    body: &[u8],
) -> Result<Caller, ApiError> {
    let authorization = Authorization::parse(given).map_err(|malformed| mismatch(&malformed.into(), None, app))?;
    let user =
        session.look(|store| store.base().user_of_access_key(Name::taken_off(authorization.access_key)).cloned());
    let header = |name: &str| received.header(name);
    let request = SignedRequest {
        method: received.head.method.as_str(),
        path: path::as_sent(received.head),
        query: received.head.uri.query(),
        header: &header,
        body,
    };
    let now = received.stamp.time.seconds();
    let Some((user, secret)) = with_secret(user) else {
        let explanation = signature::explain(&authorization, &request, None, now);
        return Err(without_secret(&authorization, &explanation, app));
    };
    let counts = received.quirks.ak_lockout == AkLockout::On;
    if counts && session.lockouts.lock().is_locked(&user.id, received.stamp.time) {
        return Err(locked_out().depending_on(LOCKOUT));
    }
    let verdict = signature::verify(&authorization, &request, &secret, now);
    if counts {
        let mut lockouts = session.lockouts.lock();
        match verdict {
            Ok(()) => lockouts.succeeded(&user.id),
            Err(_) => lockouts.failed(&user.id, received.stamp.time),
        }
    }
    verdict.map(|()| Caller::User(user.id.clone())).map_err(|refusal| {
        let explanation = signature::explain(&authorization, &request, Some(&secret), now);
        mismatch(&refusal, Some(&explanation), app).depending_on(LOCKOUT)
    })
}

/// A user who has a secret key, with it.
fn with_secret(user: Option<Arc<User>>) -> Option<(Arc<User>, String)> {
    let user = user?;
    let secret = user.secret_key.as_ref()?.reveal().to_owned();
    Some((user, secret))
}

/// The refusal of a signature for which there is no key; one that no key could check says nothing about the key.
fn without_secret(authorization: &Authorization<'_>, explanation: &Explanation, app: &App) -> ApiError {
    match signature::check_algorithm(authorization.algorithm) {
        Ok(()) => ApiError { problems: problems(explanation), ..refused("Get secretKey failed") },
        Err(refusal) => mismatch(&refusal, Some(explanation), app),
    }
}

/// The refusal of a wrong signature, with its likely causes.
fn mismatch(refusal: &Refusal, explanation: Option<&Explanation>, app: &App) -> ApiError {
    let mut detail = "verify aksk signature fail".to_owned();
    if !matches!(refusal, Refusal::Mismatch) {
        detail.push_str(&format!(", {refusal}"));
    }
    if let Some(explanation) = explanation.filter(|_| app.explain_signatures) {
        detail.push_str(",canonicalRequest:");
        detail.push_str(&explanation.canonical_request_bars);
    }
    let problems = explanation.map_or_else(Vec::new, problems);
    ApiError { problems, ..refused(&detail) }
}

/// The likely causes as problems, the likeliest first.
fn problems(explanation: &Explanation) -> Vec<Problem> {
    let problem = |cause: &signature::Cause| {
        Problem::new("/Authorization", Rule::Own(cause.name))
            .expected("a signature that fits the request as it came")
            .got(cause.sentence.clone())
            .remedy(cause.remedy)
    };
    explanation.likely_causes.iter().map(problem).collect()
}

/// The refusal of a request that shows no credential at all.
fn nothing_shown() -> ApiError {
    let problem = Problem::new("/X-Auth-Token", Rule::Required)
        .expected("a token, or a signature in the header Authorization")
        .got("neither")
        .remedy(
            "send the header X-Auth-Token with a token of POST /v3/auth/tokens or of the seed, or sign the request",
        );
    ApiError { problems: vec![problem], ..refused("x-auth-token not found") }
}

/// The refusal of a token that nobody has.
fn unknown_token() -> ApiError {
    let problem = Problem::new("/X-Auth-Token", Rule::Own("unknown-token"))
        .expected("a token of the seed, or one that this server issued")
        .got("another")
        .remedy("get one from POST /v3/auth/tokens, or start the server with --auth presence to accept any");
    ApiError { problems: vec![problem], ..refused("decrypt token fail") }
}

/// The refusal of an access key whose signatures were wrong too often.
fn locked_out() -> ApiError {
    let problem = Problem::new("/Authorization", Rule::Own("locked-out"))
        .expected("an access key that is not locked")
        .got("one that is, after five wrong signatures in a row")
        .remedy("wait five minutes, or move the clock with POST /_mock/clock/advance, or set the quirk ak-lockout=off");
    ApiError { problems: vec![problem], ..refused("AK access failed to reach the limit,forbidden.") }
}

/// The refusal of a credential, in the gateway's own words.
fn refused(words: &str) -> ApiError {
    let particular = Particular::Gateway(words.to_owned());
    ApiError { particular, ..ApiError::new(ErrorCode::gateway(Situation::Unauthenticated)) }
}
