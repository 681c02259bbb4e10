//! `POST /_mock/signature/check`

use std::collections::BTreeMap;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    auth::signature::{self, Authorization, Cause, Explanation, SignedRequest},
    namespace::Name,
    store::Secret,
};

use super::{
    answer::{SCHEMA_VERSION, json},
    refusal::Refusal,
    request::Control,
    verb::Outcome,
};

/// An example of a request to explain.
pub(super) const EXAMPLE: &str = r#"{
    "method": "GET",
    "url": "/v1/job/permission/internal",
    "headers": {
        "Host": "127.0.0.1:2633",
        "X-Sdk-Date": "20260101T000000Z",
        "Authorization": "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=host;x-sdk-date, Signature=0000000000000000000000000000000000000000000000000000000000000000"
    }
}"#;

/// A request as somebody pastes it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SignedRequest")]
pub(super) struct Pasted {
    /// The method.
    method: String,
    /// Path and query.
    url: String,
    /// The headers.
    headers: BTreeMap<String, String>,
    /// The body.
    #[serde(default)]
    body: String,
    /// The secret key to check with; the user's if it is not given.
    secret_key: Option<Secret>,
}

/// What the server makes of a signature.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SignatureExplanation")]
pub(super) struct Explained {
    /// The version of this document.
    schema_version: u32,
    /// Whether the signature is right.
    ok: bool,
    /// Whose access key it is.
    user_id: Option<String>,
    /// Why the signature is refused.
    refusal: Option<String>,
    /// The canonical request, without tokens.
    canonical_request: String,
    /// What goes into the HMAC.
    string_to_sign: String,
    /// The likely causes, most certain first.
    likely_causes: Vec<LikelyCause>,
}

/// Why a signature may be wrong.
#[derive(Serialize, JsonSchema)]
struct LikelyCause {
    /// The cause in a word or two.
    name: &'static str,
    /// The cause in a sentence.
    sentence: String,
    /// What to do about it.
    remedy: String,
    /// Whether the signature is right once the cause is mended.
    is_proven: bool,
}

/// Explains the signature of a pasted request as the server sees it now.
pub(super) fn check(control: &Control) -> Outcome {
    let pasted: Pasted = control.json()?;
    let headers: BTreeMap<_, _> =
        pasted.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.as_str())).collect();
    let given = headers.get("authorization").copied();
    let given = given.ok_or_else(|| Refusal::bad("headers: there is no Authorization to check."))?;
    let authorization =
        Authorization::parse(given).map_err(|malformed| Refusal::about(format_args!("Authorization: {malformed}")))?;
    let (path, query) = target(&pasted.url);
    let header = |name: &str| headers.get(&name.to_ascii_lowercase()).copied();
    let request = SignedRequest { method: &pasted.method, path, query, header: &header, body: pasted.body.as_bytes() };
    let session = control.namespace()?.session();
    let user =
        session.look(|store| store.base().user_of_access_key(Name::taken_off(authorization.access_key)).cloned());
    let secret = pasted.secret_key.or_else(|| user.as_ref()?.secret_key.clone());
    let now = session.clock.now().seconds();
    let verdict = match &secret {
        Some(secret) => {
            signature::verify(&authorization, &request, secret.reveal(), now).map_err(|refusal| refusal.to_string())
        }
        None => Err("the access key is unknown; give secret_key to check all the same".to_owned()),
    };
    let explanation = signature::explain(&authorization, &request, secret.as_ref().map(Secret::reveal), now);
    let document = document(&explanation, user.map(|user| user.id.to_string()), verdict.err());
    Ok(json(StatusCode::OK, &document))
}

/// Path and query of a URL or of what stands behind its host.
fn target(url: &str) -> (&str, Option<&str>) {
    let local = url.split_once("://").map_or(url, |(_, rest)| &rest[rest.find('/').unwrap_or(rest.len())..]);
    let (path, query) = local.split_once('?').map_or((local, None), |(path, query)| (path, Some(query)));
    (if path.is_empty() { "/" } else { path }, query)
}

/// What is told of a signature; a right one has no causes.
fn document(explanation: &Explanation, user_id: Option<String>, refusal: Option<String>) -> Value {
    let cause = |cause: &Cause| serde_json::json!({ "name": cause.name, "sentence": cause.sentence, "remedy": cause.remedy, "is_proven": cause.is_proven });
    let causes = explanation.likely_causes.iter().filter(|_| refusal.is_some());
    serde_json::json!({
        "schema_version": SCHEMA_VERSION,
        "ok": refusal.is_none(),
        "user_id": user_id,
        "likely_causes": causes.map(cause).collect::<Vec<_>>(),
        "refusal": refusal,
        "canonical_request": explanation.canonical_request,
        "string_to_sign": explanation.string_to_sign,
    })
}
