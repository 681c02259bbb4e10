//! Who may use the control plane: whoever has its token, and no web page of somebody else.

mod access;
mod place;

use axum::http::{HeaderMap, Request, StatusCode, header};

use crate::contract::beginning;

use super::refusal::Refusal;

pub use access::{ControlAccess, ControlToken};
pub use place::{HostName, Origin};

use place::HostPort;

/// What is demanded of a caller of the control plane.
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ControlSettings {
    /// The token that must come in `X-Mock-Control-Token` or as a bearer token, if one is set.
    #[cfg_attr(feature = "cli", command(flatten))]
    pub access: ControlAccess,

    /// A name that the control plane may be called by, beside loopback, addresses, names without a dot, *.svc,
    /// *.svc.cluster.local and *.internal; repeatable, or a comma list
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "control-host",
            id = "control_hosts",
            env = "CODEARTS_MOCK_CONTROL_HOST",
            value_name = "HOST",
            value_delimiter = ','
        )
    )]
    pub hosts: Vec<HostName>,

    /// The origin of a web page that may call the control plane, such as `http://localhost:3000`, beside the server's own;
    /// repeatable, or a comma list
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "control-origin",
            id = "control_origins",
            env = "CODEARTS_MOCK_CONTROL_ORIGIN",
            value_name = "ORIGIN",
            value_delimiter = ','
        )
    )]
    pub origins: Vec<Origin>,
}

/// Refuses a call from a page that has no business here, or without the token.
pub(super) fn check<B>(settings: &ControlSettings, request: &Request<B>) -> Result<(), Refusal> {
    let called = check_host(settings, request)?;
    check_page(settings, request.headers(), &called)?;
    check_token(settings, request.headers())
}

fn check_token(settings: &ControlSettings, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(token) = &settings.access.token else { return Ok(()) };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = || text("authorization")?.strip_prefix("Bearer ");
    let given = text("x-mock-control-token").or_else(bearer).unwrap_or("");
    let is_right: bool = subtle::ConstantTimeEq::ct_eq(given.as_bytes(), token.reveal().as_bytes()).into();
    if is_right {
        return Ok(());
    }
    let detail = "The control plane wants its token in X-Mock-Control-Token; it was set with --control-token.";
    Err(Refusal::new(StatusCode::UNAUTHORIZED, detail))
}

/// The hosts that were called, the target's before the header's; refused if one of them is a name that somebody else gives.
///
/// A page can make its own name resolve to the server's address. Then the browser takes the server for the page's own
/// origin, and nothing but the name shows that it is not. Names are never resolved here: what they resolve to is the trick.
fn check_host<B>(settings: &ControlSettings, request: &Request<B>) -> Result<Vec<HostPort>, Refusal> {
    // HTTP/2 has the host in the target, and so has a call through a proxy.
    let target = request.uri().authority().map(|authority| authority.as_str().as_bytes());
    let headers = request.headers().get_all(header::HOST);
    let mut called = Vec::new();
    for host in target.into_iter().chain(headers.iter().map(axum::http::HeaderValue::as_bytes)) {
        let place = std::str::from_utf8(host).ok().and_then(HostPort::read).ok_or_else(|| {
            let host = beginning(&String::from_utf8_lossy(host), 80);
            let detail = format!(
                "Host: expected the name or the address of the server, got \"{host}\"; call it by localhost or by a name \
                 that --control-host lists."
            );
            forbidden(detail)
        })?;
        called.push(place);
    }
    if called.is_empty() {
        return Err(forbidden(
            "Host: expected the name or the address of the server, got nothing; call it by localhost or by a name that \
             --control-host lists.",
        ));
    }
    let is_known = |place: &&HostPort| place.name.is_private() || settings.hosts.contains(&place.name);
    match called.iter().find(|place| !is_known(place)) {
        Some(HostPort { name, .. }) => Err(forbidden(format!(
            "The control plane was called by the host {name}, which a web page may have made up; allow it with \
             --control-host {name}."
        ))),
        None => Ok(called),
    }
}

/// Refuses a page of another origin, whichever host it calls: browsers mark what it sends.
fn check_page(settings: &ControlSettings, headers: &HeaderMap, called: &[HostPort]) -> Result<(), Refusal> {
    let mut has_listed = false;
    for value in headers.get_all(header::ORIGIN) {
        let text = String::from_utf8_lossy(value.as_bytes());
        let origin: Result<Origin, _> = text.parse();
        match &origin {
            Ok(origin) if settings.origins.iter().any(|listed| listed.is(origin)) => has_listed = true,
            Ok(origin) if called.iter().all(|place| origin.is_at(place)) => {}
            _ => return Err(strange_origin(&beginning(&text, 80), origin.is_ok())),
        }
    }
    let mut sites = headers.get_all("sec-fetch-site").iter();
    // Whatever a browser says some day beside these is not its word for the server's own pages.
    let is_own = |site: &[u8]| site.eq_ignore_ascii_case(b"same-origin") || site.eq_ignore_ascii_case(b"none");
    if has_listed || sites.all(|site| is_own(site.as_bytes())) {
        return Ok(());
    }
    Err(forbidden(
        "A page of another site called the control plane. Open the address itself, or have the page call by fetch with the \
         mode cors and list its origin with --control-origin.",
    ))
}

fn strange_origin(origin: &str, is_origin: bool) -> Refusal {
    let remedy = if is_origin {
        format!("allow it with --control-origin {origin}")
    } else {
        "that cannot be allowed: serve the page from an origin of its own, and list this with --control-origin"
            .to_owned()
    };
    forbidden(format!("A page of the origin \"{origin}\" called the control plane; {remedy}."))
}

fn forbidden(detail: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, detail)
}

#[cfg(test)]
mod tests;
