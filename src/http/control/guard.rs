//! Who may use the control plane: whoever has its token, and no web page of somebody else.

use std::net::IpAddr;

use axum::http::{HeaderMap, Request, StatusCode, uri::Authority};

use crate::store::Secret;

use super::Refusal;

/// What is demanded of a caller of the control plane.
#[derive(Clone, Debug, Default)]
pub struct ControlSettings {
    /// The token that must come in `X-Mock-Control-Token` or as a bearer token, if one is set.
    pub token: Option<Secret>,
    /// Hosts that a browser may call this server by, beside loopback and addresses.
    pub hosts: Vec<String>,
}

/// Refuses a call without the token, or from a page that has no business here.
pub(super) fn check<B>(settings: &ControlSettings, request: &Request<B>) -> Result<(), Refusal> {
    check_token(settings, request.headers())?;
    check_page(settings, request)
}

fn check_token(settings: &ControlSettings, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(token) = &settings.token else { return Ok(()) };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = || text("authorization")?.strip_prefix("Bearer ");
    let given = text("x-mock-control-token").or_else(bearer).unwrap_or_default();
    let is_right: bool = subtle::ConstantTimeEq::ct_eq(given.as_bytes(), token.reveal().as_bytes()).into();
    if is_right {
        return Ok(());
    }
    let detail = "The control plane wants its token in X-Mock-Control-Token; it was set with --control-token.";
    Err(Refusal::new(StatusCode::UNAUTHORIZED, detail))
}

/// A page of somebody else can reach this server under a name that it makes resolve to loopback. Such a call carries the
/// marks of a browser and a host that is no address; everything else, service names of containers included, is let in.
fn check_page<B>(settings: &ControlSettings, request: &Request<B>) -> Result<(), Refusal> {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_cross_site = text("sec-fetch-site").is_some_and(|site| matches!(site, "cross-site" | "same-site"));
    if !is_cross_site && !headers.contains_key("origin") {
        return Ok(());
    }
    // HTTP/2 has the host in the target.
    let host = text("host").or_else(|| request.uri().authority().map(Authority::as_str)).unwrap_or_default();
    let name = host.strip_prefix('[').map_or_else(
        || host.rsplit_once(':').map_or(host, |(name, _)| name),
        |rest| rest.split(']').next().unwrap_or_default(),
    );
    let name = name.to_ascii_lowercase();
    let is_ours = name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok()
        || settings.hosts.iter().any(|known| known.eq_ignore_ascii_case(&name));
    if is_ours {
        return Ok(());
    }
    let detail = format!("A page called the control plane by the host {name}; allow it with --control-host {name}.");
    Err(Refusal::new(StatusCode::FORBIDDEN, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuses(headers: &[(&'static str, &'static str)]) -> bool {
        refuses_at("/_mock/clock", headers)
    }

    fn refuses_at(target: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let mut request = Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let settings = ControlSettings { token: None, hosts: vec!["mock.test".to_owned()] };
        check(&settings, &request.body(()).unwrap()).is_err()
    }

    #[test]
    fn a_page_is_known_by_the_target_where_there_is_no_host() {
        let page = [("origin", "http://localhost:3000")];

        assert!(!refuses_at("http://127.0.0.1:2633/_mock/clock", &page));
        assert!(!refuses_at("http://[::1]:2633/_mock/clock", &page));
        assert!(!refuses_at("http://codearts.localhost:2633/_mock/clock", &page));
        assert!(refuses_at("http://evil.test:2633/_mock/clock", &page));
        assert!(refuses_at("/_mock/clock", &page));
    }

    #[test]
    fn only_a_page_under_a_strange_name_is_refused() {
        assert!(refuses(&[("host", "evil.test:2633"), ("origin", "http://evil.test")]));
        assert!(refuses(&[("host", "evil.test"), ("sec-fetch-site", "cross-site")]));
        assert!(!refuses(&[("host", "codearts:2633")]));
        assert!(!refuses(&[("host", "localhost:2633"), ("origin", "http://localhost:3000")]));
        assert!(!refuses(&[("host", "[::1]:2633"), ("origin", "http://evil.test")]));
        assert!(!refuses(&[("host", "mock.test:2633"), ("origin", "http://evil.test")]));
    }
}
