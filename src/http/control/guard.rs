//! Who may use the control plane: whoever has its token, and no web page of somebody else.

use std::net::IpAddr;

use axum::http::{HeaderMap, StatusCode};

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
pub(super) fn check(settings: &ControlSettings, headers: &HeaderMap) -> Result<(), Refusal> {
    check_token(settings, headers)?;
    check_page(settings, headers)
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
fn check_page(settings: &ControlSettings, headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_cross_site = text("sec-fetch-site").is_some_and(|site| matches!(site, "cross-site" | "same-site"));
    if !is_cross_site && !headers.contains_key("origin") {
        return Ok(());
    }
    let host = text("host").unwrap_or_default();
    let name = host.strip_prefix('[').map_or_else(
        || host.rsplit_once(':').map_or(host, |(name, _)| name),
        |rest| rest.split(']').next().unwrap_or_default(),
    );
    let is_ours = name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok()
        || settings.hosts.iter().any(|known| known.eq_ignore_ascii_case(name));
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
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        check(&ControlSettings { token: None, hosts: vec!["mock.test".to_owned()] }, &headers).is_err()
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
