//! A call of the control plane: what came, and the namespace that it is about.

use std::{borrow::Cow, sync::Arc};

use axum::{
    body::Body,
    http::{StatusCode, header, request},
};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::{
    api::{ApiError, Situation},
    contract::{self, beginning, without_mark},
    http::{
        App, Crowded,
        body::{self, Counted},
        known, namespace, received,
    },
    memory::{Kind, Share},
    namespace::{Name, Namespace, Session},
    openapi::ControlVerb,
};

use super::refusal::Refusal;

/// A state can be much larger than a request of the emulated services.
const MOST_STATE: usize = 256 * 1024 * 1024;

/// Anything else is not; a request whose signature is to be explained is the largest.
const MOST_BODY: usize = 16 * 1024 * 1024;

/// What a refusal of the emulated API says, without the message of its code.
fn said(error: &ApiError) -> String {
    error.words().map_or_else(|| error.message(), Cow::into_owned)
}

/// Lists all calls that there are.
pub(super) type Calls = fn() -> Vec<&'static ControlVerb>;

/// A call with its body.
pub(in crate::http) struct Control {
    pub(super) app: Arc<App>,
    pub(super) body: Bytes,
    /// For those calls that tell of all.
    pub(super) calls: Calls,
    /// What the body is counted in, as long as the call takes.
    _share: Share,
    head: request::Parts,
    form: &'static ControlVerb,
}

impl Control {
    /// Reads the call.
    pub(super) async fn read(
        app: Arc<App>,
        (form, calls): (&'static ControlVerb, Calls),
        request: axum::extract::Request,
    ) -> Result<Self, Refusal> {
        let (head, body) = request.into_parts();
        // Whoever asks whether the server is well need not send anything, and must not make it wait.
        let body = if form.is_open() { Body::empty() } else { body };
        let is_state = matches!(form.path, "/_mock/state" | "/_mock/seed");
        let most = if is_state { MOST_STATE } else { MOST_BODY };
        let read_as = if is_state { Counted::read_as_world } else { Counted::read_as_values };
        let coding = head.headers.get_all(header::CONTENT_ENCODING).iter().find(|value| known::is_coded(value));
        let read = body::read(body, coding, most, app.namespaces.memory()).await.and_then(read_as);
        let Counted { bytes: body, share } = read.map_err(|error| match error.code.situation() {
            Situation::TooLarge => {
                Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body may have {most} bytes; send less."))
            }
            Situation::EncodedBody => Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{}.", said(&error))),
            Situation::MemoryFull => {
                Refusal::new(StatusCode::INSUFFICIENT_STORAGE, format!("The body: {}.", said(&error)))
            }
            Situation::SlowBody => {
                Refusal::new(StatusCode::REQUEST_TIMEOUT, format!("{}.", said(&error))).ending_connection()
            }
            _ => Refusal::about(said(&error)).ending_connection(),
        })?;
        let body = body.slice(body.len() - without_mark(&body).len()..);
        Ok(Self { app, body, calls, _share: share, head, form })
    }

    /// The present of a namespace, asked for again and again by one who waits: it may be reset, or forgotten and made anew.
    pub(super) fn session(&self, namespace: &Arc<Namespace>) -> Arc<Session> {
        let known = self.app.namespaces.known(namespace.name());
        known.as_ref().unwrap_or(namespace).session()
    }

    /// The namespace that the call is about, made if it is not there yet.
    pub(super) fn namespace(&self) -> Result<Arc<Namespace>, Refusal> {
        match self.namespace_name()? {
            None => Ok(Arc::clone(self.app.namespaces.default_namespace())),
            Some(name) => self.app.namespaces.named(name).map_err(|full| {
                Refusal::new(StatusCode::SERVICE_UNAVAILABLE, format!("There are {} namespaces already.", full.most))
            }),
        }
    }

    /// The name of the namespace that the call is about, if it names one.
    fn namespace_name(&self) -> Result<Option<Name>, Refusal> {
        let (_, prefix) = namespace::split(self.head.uri.path());
        match namespace::named_by_head(self.head.headers.get(known::NAMESPACE), prefix) {
            Some(name) => name.map(Some).map_err(|error| Refusal::about(said(&error))),
            None => self.named_by_query().next().map(|name| name.parse::<Name>()).transpose().map_err(Refusal::about),
        }
    }

    /// Whether the call shows or reads so much that only a few like it may run at once. What only swaps or forgets a state
    /// needs no memory for it, and never waits.
    pub(super) fn is_large(&self) -> bool {
        const BODY: usize = 1024 * 1024;
        const THINGS: usize = 10_000;

        let is_about_a_state = self.form.namespace.is_some() && (self.form.method == "GET" || self.form.body.is_some());
        // A namespace is not made here, and one that is refused has nothing.
        let name = || self.namespace_name().ok();
        let known = || self.app.namespaces.known(name()?.as_ref().map_or(Name::DEFAULT, Name::as_str));
        let things = || known().map_or(0, |namespace| namespace.size());
        is_about_a_state && (self.body.len() > BODY || things() > THINGS)
    }

    fn named_by_query(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let query = self.head.uri.query().unwrap_or("");
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "namespace").map(|(_, value)| value)
    }

    /// Refuses a call that names two namespaces: whichever was taken, the other one may have been meant.
    pub(super) fn check_namespace(&self) -> Result<(), Refusal> {
        let of_headers = self.head.headers.get_all(known::NAMESPACE).iter();
        let of_headers = of_headers.map(|value| ("X-Mock-Namespace", String::from_utf8_lossy(value.as_bytes())));
        let (_, prefix) = namespace::split(self.head.uri.path());
        let of_prefix = prefix.map(|name| ("the path", Cow::Borrowed(name)));
        let of_query = self.named_by_query().map(|name| ("the parameter namespace", name));
        let mut all = of_headers.chain(of_prefix).chain(of_query);
        let Some((place, name)) = all.next() else { return Ok(()) };
        let Some((other_place, other)) = all.find(|(_, other)| *other != name) else { return Ok(()) };
        let [name, other] = [name, other].map(|name| beginning(&name, 80));
        Err(Refusal::bad(format!(
            "namespace: {place} names \"{name}\", {other_place} names \"{other}\"; name one, or the same in both."
        )))
    }

    /// Nothing yet of the server's memory, for something that the call is to leave.
    pub(super) fn share(&self, kind: Kind) -> Share {
        Share::of(self.app.namespaces.memory(), kind)
    }

    /// What the body takes once it is read into values, if there is room for it.
    pub(super) fn room_for_values(&self) -> Option<Share> {
        body::room_for_values(&self.body, self.app.namespaces.memory())
    }

    /// Whether the call came on a connection that is kept free for calls which do not wait.
    pub(super) fn is_crowded(&self) -> bool {
        self.head.extensions.get::<Crowded>().is_some()
    }

    /// The parameters of the query.
    pub(super) fn query<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Refusal> {
        contract::query(self.head.uri.query().unwrap_or("")).map_err(Refusal::because)
    }

    /// The body as JSON, an object.
    pub(super) fn json<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Refusal> {
        contract::document(&self.body).map_err(Refusal::because)
    }

    /// The part of the path in the place of the name in braces.
    pub(super) fn name(&self) -> Result<Cow<'_, str>, Refusal> {
        let mut parts = self.form.path.split('/').zip(self.path().split('/'));
        let segment = parts.find(|(part, _)| part.starts_with('{')).map_or("", |(_, segment)| segment);
        let name = percent_decode_str(segment).decode_utf8();
        name.map_err(|_| Refusal::bad(format!("{segment}: the name is no UTF-8 once the percent signs are decoded.")))
    }

    /// The path without a prefix that names the namespace.
    fn path(&self) -> &str {
        namespace::split(self.head.uri.path()).0
    }

    /// The host that the client called.
    pub(super) fn host(&self) -> &str {
        received::header(&self.head, "host").unwrap_or("127.0.0.1:2633")
    }
}
