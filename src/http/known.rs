//! The headers that this server reads, found in one pass over all that came.

use axum::http::{HeaderMap, HeaderValue};

use crate::auth::Credential;

/// The header that names the namespace, of requests and answers.
pub(super) const NAMESPACE: &str = "x-mock-namespace";

/// The header that chooses quirks for one request.
pub(super) const QUIRK: &str = "x-mock-quirk";

/// The first value of each header that the way of every request depends on. A look-up by name costs more than the pass.
#[derive(Clone, Copy, Default)]
pub(super) struct KnownHeaders<'a> {
    /// The credential, as text.
    pub(super) credential: Credential<'a>,
    /// The host that the client called; over HTTP/2 it is in the request line instead.
    pub(super) host: Option<&'a HeaderValue>,
    /// The name of the namespace.
    pub(super) namespace: Option<&'a HeaderValue>,
    /// What the body is said to be.
    pub(super) content_type: Option<&'a HeaderValue>,
    /// A coding of the body that is not `identity`.
    pub(super) coding: Option<&'a HeaderValue>,
    /// A status that the client wishes for.
    pub(super) prefer: Option<&'a HeaderValue>,
    /// A delay that the client wishes for.
    pub(super) delay_ms: Option<&'a HeaderValue>,
    /// Whether the client chooses quirks; it may do so more than once.
    pub(super) chooses_quirks: bool,
}

impl<'a> KnownHeaders<'a> {
    /// Looks at every header once.
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let mut known = Self::default();
        for (name, value) in headers {
            let place = match name.as_str() {
                "x-auth-token" => {
                    known.credential.token = known.credential.token.or_else(|| text(value));
                    continue;
                }
                "authorization" => {
                    known.credential.authorization = known.credential.authorization.or_else(|| text(value));
                    continue;
                }
                "host" => &mut known.host,
                "content-type" => &mut known.content_type,
                "content-encoding" if is_coded(value) => &mut known.coding,
                NAMESPACE => &mut known.namespace,
                "prefer" => &mut known.prefer,
                "x-mock-delay-ms" => &mut known.delay_ms,
                QUIRK => {
                    known.chooses_quirks = true;
                    continue;
                }
                _ => continue,
            };
            place.get_or_insert(value);
        }
        known
    }
}

/// A value that is a text and not an empty one.
fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok().filter(|text| !text.is_empty())
}

/// Whether a `Content-Encoding` names anything but `identity`.
pub(super) fn is_coded(value: &HeaderValue) -> bool {
    let mut codings = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    codings.any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
}
