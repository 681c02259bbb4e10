//! What came: a request with what is known about it before its body is read, and the place in which it is answered.

use std::sync::Arc;

use axum::http::{request, uri::Authority};

use crate::{
    api::{Operation, Quirks},
    contract::Parts,
    namespace::{Namespace, Session},
    store::Stamp,
};

use super::{App, known::KnownHeaders};

/// Where a request is answered.
pub(super) struct Place<'a> {
    pub(super) app: &'a App,
    pub(super) namespace: Arc<Namespace>,
    pub(super) session: Arc<Session>,
}

/// One request before its body is read.
pub(super) struct Received<'a> {
    pub(super) head: &'a request::Parts,
    /// The path without a prefix that names the namespace.
    pub(super) path: &'a str,
    pub(super) known: KnownHeaders<'a>,
    pub(super) operation: Option<&'static Operation>,
    pub(super) quirks: Quirks,
    pub(super) stamp: Stamp,
}

impl<'a> Received<'a> {
    /// The first value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        header(self.head, name)
    }

    /// The host that the client called.
    pub(super) fn host(&self) -> &'a str {
        let of_line = || self.head.uri.authority().map(Authority::as_str);
        self.known.host.and_then(|value| value.to_str().ok()).or_else(of_line).unwrap_or("localhost")
    }

    /// What the operation reads, with this body.
    pub(super) fn parts<'p>(&self, header: &'p dyn Fn(&str) -> Option<&'p str>, body: &'p [u8]) -> Parts<'p>
    where
        'a: 'p,
    {
        Parts { path: self.path, query: self.head.uri.query().unwrap_or(""), header, body }
    }
}

/// The first value of a header. HTTP/2 has the host in the request line.
pub(super) fn header<'a>(head: &'a request::Parts, name: &str) -> Option<&'a str> {
    let host = || head.uri.authority().filter(|_| name.eq_ignore_ascii_case("host")).map(Authority::as_str);
    head.headers.get(name).and_then(|value| value.to_str().ok()).or_else(host)
}
