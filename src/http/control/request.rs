//! A call of the control plane: what came, and the namespace that it is about.

use std::{borrow::Cow, sync::Arc};

use axum::{
    extract::Query,
    http::{StatusCode, request},
};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::{
    api::ErrorCode,
    contract::{beginning, plain},
    http::{
        App,
        body::{self, Counted},
        namespace,
    },
    memory::{Kind, Share},
    namespace::{Name, Namespace, Session},
    openapi::ControlVerb,
};

use super::Refusal;

/// A state can be much larger than a request of the emulated services.
const MOST_STATE: usize = 256 * 1024 * 1024;

/// Anything else is not; a request whose signature is to be explained is the largest.
const MOST_BODY: usize = 16 * 1024 * 1024;

/// A call with its body.
pub(in crate::http) struct Control {
    pub(super) app: Arc<App>,
    pub(super) body: Bytes,
    /// What the body is counted in, as long as the call takes.
    _share: Share,
    head: request::Parts,
    form: &'static ControlVerb,
}

impl Control {
    /// Reads the call.
    pub(super) async fn read(
        app: Arc<App>,
        form: &'static ControlVerb,
        request: axum::extract::Request,
    ) -> Result<Self, Refusal> {
        let (head, body) = request.into_parts();
        let is_state = matches!(form.path, "/_mock/state" | "/_mock/seed");
        let most = if is_state { MOST_STATE } else { MOST_BODY };
        let read_as = if is_state { Counted::read_as_world } else { Counted::read_as_values };
        let read = body::read(body, most, app.namespaces.memory()).await.and_then(read_as);
        let Counted { bytes: body, share } = read.map_err(|error| match error.code {
            ErrorCode::TooLarge => {
                Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body may have {most} bytes; send less."))
            }
            ErrorCode::MemoryFull => {
                Refusal::new(StatusCode::INSUFFICIENT_STORAGE, format!("The body: {}.", error.detail))
            }
            _ => Refusal::bad(error.detail),
        })?;
        Ok(Self { app, body, _share: share, head, form })
    }

    /// The present of a namespace, asked for again and again by one who waits: it may be reset, or forgotten and made anew.
    pub(super) fn session(&self, namespace: &Arc<Namespace>) -> Arc<Session> {
        let known = self.app.namespaces.known(namespace.name());
        known.as_ref().unwrap_or(namespace).session()
    }

    /// The namespace that the call is about, made if it is not there yet.
    pub(super) fn namespace(&self) -> Result<Arc<Namespace>, Refusal> {
        let of_query = || {
            let query = self.head.uri.query().unwrap_or_default();
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "namespace").map(|(_, value)| value)
        };
        let (_, prefix) = namespace::split(self.head.uri.path());
        let name = match namespace::named_by_head(self.head.headers.get(namespace::HEADER), prefix) {
            Some(name) => Some(name.map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error.detail))?),
            None => of_query().map(|name| name.parse::<Name>()).transpose().map_err(Refusal::bad)?,
        };
        match name {
            None => Ok(Arc::clone(self.app.namespaces.default_namespace())),
            Some(name) => self.app.namespaces.named(name).map_err(|full| {
                Refusal::new(StatusCode::SERVICE_UNAVAILABLE, format!("There are {} namespaces already.", full.most))
            }),
        }
    }

    /// Nothing yet of the server's memory, for something that the call is to leave.
    pub(super) fn share(&self, kind: Kind) -> Share {
        Share::of(self.app.namespaces.memory(), kind)
    }

    /// The parameters of the query.
    pub(super) fn query<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        Query::try_from_uri(&self.head.uri).map(|Query(query)| query).map_err(|error| {
            let text = error.body_text();
            self.unread(text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text))
        })
    }

    /// The refusal of a parameter that could not be read; the message begins with its name.
    fn unread(&self, message: &str) -> Refusal {
        let (name, why) = message.split_once(": ").unwrap_or(("", message));
        let expected = match why {
            "provided string was not `true` or `false`" => "true or false",
            // A number in its own words: no digit, too large, nothing.
            why if ["digit", "number", "integer"].iter().any(|word| why.contains(word)) => {
                "a whole number, not too large"
            }
            _ => return Refusal::bad(plain(message)),
        };
        let query = self.head.uri.query().unwrap_or_default();
        let value = form_urlencoded::parse(query.as_bytes()).find(|(given, _)| given == name);
        let value = value.map_or_else(String::new, |(_, value)| beginning(&value, 80));
        Refusal::bad(format!("{name}: expected {expected}, got \"{value}\""))
    }

    /// The body as JSON, an object.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        self.check_object()?;
        let mut json = serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = error.path().to_string();
            let place = if path == "." { String::new() } else { format!("{path}: ") };
            let what = if error.inner().is_data() { "" } else { "The body is no JSON: " };
            Refusal::bad(format!("{what}{place}{}", plain(&error.inner().to_string())))
        })
    }

    /// Refuses a list: serde takes one for an object whose members have lost their names.
    pub(super) fn check_object(&self) -> Result<(), Refusal> {
        if self.body.trim_ascii_start().starts_with(b"[") {
            return Err(Refusal::bad("The body is a list; expected an object."));
        }
        Ok(())
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
        crate::http::authenticate::header(&self.head, "host").unwrap_or("127.0.0.1:2633")
    }
}
