//! A request as it was received, as far as a signature can cover it.

use std::fmt;

/// The parts of a request that a signature can cover, exactly as they were received.
#[derive(Clone, Copy)]
pub struct SignedRequest<'a> {
    /// The method in the request line.
    pub method: &'a str,
    /// The path as the client sent it: nothing decoded, no prefix removed.
    pub path: &'a str,
    /// What follows the question mark, not decoded; `None` where there is no question mark.
    pub query: Option<&'a str>,
    /// Looks up the first value of a header, whatever the case of its name.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The body's bytes.
    pub body: &'a [u8],
}

impl fmt::Debug for SignedRequest<'_> {
    /// Shows what cannot hold a token or a password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The names in a list of signed headers.
pub(super) fn names(signed_headers: &str) -> impl Iterator<Item = &str> {
    signed_headers.split(';').filter(|name| !name.is_empty())
}
