//! What RFC 9110 and RFC 9112 demand of a request's head and hyper does not check: one host, one way to frame the body.

use axum::http::{HeaderValue, Method, Request, Uri, Version, header};

use crate::http::Malformed;

/// What is malformed about a head, as far as hyper's parsed request shows it.
pub(super) fn malformed<B>(request: &Request<B>) -> Option<Malformed> {
    let version = request.version();
    // HTTP/2 has the host in a separate field and its own framing; h2 refuses contradictions.
    if version >= Version::HTTP_2 {
        return None;
    }
    if !is_target(request.method(), request.uri()) {
        return Some(Malformed::Target);
    }
    let (mut host, mut coding) = (None, None);
    for (name, value) in request.headers() {
        if name == header::HOST && host.replace(value).is_some() {
            return Some(Malformed::SeveralHosts);
        }
        if name == header::TRANSFER_ENCODING && coding.replace(value).is_some() {
            return Some(Malformed::OtherCoding);
        }
    }
    match host {
        None if version == Version::HTTP_11 => return Some(Malformed::NoHost),
        Some(host) if !is_host(host) => return Some(Malformed::InvalidHost),
        _ => {}
    }
    coding.filter(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked")).map(|_| Malformed::OtherCoding)
}

/// Whether a target has one of the four forms of RFC 9112, section 3.2. A name without a slash is read as the authority
/// form, which only `CONNECT` has.
fn is_target(method: &Method, uri: &Uri) -> bool {
    match uri.path() {
        "*" => method == Method::OPTIONS,
        "" => method == Method::CONNECT || uri.scheme().is_some(),
        _ => true,
    }
}

/// Whether a value contains only the characters of a name, an address in brackets and a port. It may be empty, as it is
/// when the target has no authority.
fn is_host(value: &HeaderValue) -> bool {
    value.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:%[]".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_with_a_port_or_without() {
        for host in ["x", "localhost:2633", "127.0.0.1", "[::1]:80", "a-b.c_d~e", "%41", ""] {
            assert!(is_host(&HeaderValue::from_static(host)), "{host}");
        }
        for host in ["a b", "user@x", "x/y", "x?y", "x#y", "\"x\"", "x\\y"] {
            assert!(!is_host(&HeaderValue::from_static(host)), "{host}");
        }
    }
}
