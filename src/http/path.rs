//! Paths that encode what need not be encoded: `perm%69ssion` is `permission` (RFC 3986, section 6.2.2.2).

use axum::{
    body::Body,
    http::{Request, Uri, request, uri::PathAndQuery},
};
use memchr::memchr;

/// The target of a request as it was sent, where its path is read in another spelling: signatures are made over this one.
#[derive(Clone, Debug)]
pub(super) struct TargetAsSent(Uri);

/// Gives a request the plain spelling of its path, so that the router finds the operation. What is reserved stays encoded: a
/// `%2F` is no slash.
pub fn resolve_encoded(request: &mut Request<Body>) {
    if memchr(b'%', request.uri().path().as_bytes()).is_some() {
        resolve(request);
    }
}

#[cold]
fn resolve(request: &mut Request<Body>) {
    let uri = request.uri();
    let path = decoded(uri.path());
    if path == uri.path() {
        return;
    }
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    // Letters, digits and four signs stand in the place of escapes: it is still a target.
    let Ok(target) = PathAndQuery::try_from(target) else { return };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target);
    let Ok(plain) = Uri::from_parts(parts) else { return };
    let sent = std::mem::replace(request.uri_mut(), plain);
    request.extensions_mut().insert(TargetAsSent(sent));
}

/// The path as the client has sent it.
pub(super) fn as_sent(head: &request::Parts) -> &str {
    head.extensions.get::<TargetAsSent>().map_or(head.uri.path(), |TargetAsSent(uri)| uri.path())
}

/// The path with every escape of a letter, a digit, or one of `-._~` replaced by what it stands for.
fn decoded(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(start) = memchr(b'%', rest.as_bytes()) {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let escape = rest.get(..3).unwrap_or(rest);
        match unreserved(escape) {
            Some(letter) => plain.push(letter),
            None => plain.push('%'),
        }
        let length = if unreserved(escape).is_some() { escape.len() } else { 1 };
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// The unreserved character that an escape such as `%69` stands for.
fn unreserved(escape: &str) -> Option<char> {
    let digits = escape.strip_prefix('%').filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let letter = u8::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 2)?;
    (letter.is_ascii_alphanumeric() || b"-._~".contains(&letter)).then(|| char::from(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unreserved_is_decoded_and_nothing_else() {
        for (path, plain) in [
            ("/v1/job/perm%69ssion", "/v1/job/permission"),
            ("/%76%31/%7e%2D%2e%5F", "/v1/~-._"),
            ("/a%2Fb%25%20%C3%A9", "/a%2Fb%25%20%C3%A9"),
            ("/%2561", "/%2561"),
            ("/%zz%6%", "/%zz%6%"),
            ("/%+9%é", "/%+9%é"),
        ] {
            assert_eq!(decoded(path), plain);
        }
    }

    #[test]
    fn the_target_as_it_was_sent_is_kept_where_it_differs() {
        let request = |target: &str| {
            let mut request = Request::builder().uri(target).body(Body::empty()).unwrap();
            resolve_encoded(&mut request);
            request.into_parts().0
        };

        let encoded = request("http://x/perm%69ssion?a=%69");
        let plain = request("/permission?a=%69");

        assert_eq!(
            (encoded.uri.to_string().as_str(), as_sent(&encoded)),
            ("http://x/permission?a=%69", "/perm%69ssion")
        );
        assert_eq!((plain.uri.path(), as_sent(&plain)), ("/permission", "/permission"));
    }
}
