//! The two texts that a signature covers, kept in pieces so that one piece can be changed.

use std::borrow::Cow;

use super::{
    Authorization, Refusal, SignedRequest,
    encoding::{self, Order},
    hex::Hex,
    reading::{Blanks, Reading},
    request::names,
};

/// A canonical request. An explanation changes one piece at a time to see which change makes the signature right.
#[derive(Clone, Debug)]
pub(super) struct Canonical<'a> {
    pub(super) method: Cow<'a, str>,
    pub(super) path: Cow<'a, str>,
    pub(super) query: Cow<'a, str>,
    pub(super) headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) signed_headers: Cow<'a, str>,
    pub(super) payload: Cow<'a, str>,
}

impl<'a> Canonical<'a> {
    /// The canonical request under one reading; `payload` is its last line.
    pub(super) fn assemble<'received: 'a>(
        request: &SignedRequest<'received>,
        signed_headers: &'a str,
        reading: Reading,
        payload: &'a str,
    ) -> Result<Self, Refusal> {
        let query = request.query.unwrap_or("");
        let mut headers = Vec::with_capacity(8);
        for name in names(signed_headers) {
            headers.push(header(request, name, reading.blanks)?);
        }
        Ok(Self {
            method: lower_or_upper(request.method, u8::is_ascii_lowercase, str::to_ascii_uppercase),
            path: with_final_slash(encoding::path(request.path, reading.path)),
            query: encoding::query(query, reading.query, Order::Sorted).into(),
            headers,
            signed_headers: signed_headers.into(),
            payload: payload.into(),
        })
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(1024);
        for line in [&self.method, &self.path, &self.query] {
            text.push_str(line);
            text.push('\n');
        }
        for (name, value) in &self.headers {
            text.push_str(name);
            text.push(':');
            text.push_str(value);
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.signed_headers);
        text.push('\n');
        text.push_str(&self.payload);
        text
    }

    pub(super) fn hash(&self) -> Hex {
        Hex::sha256(self.text().as_bytes())
    }
}

/// What the HMAC is computed over.
pub(super) struct StringToSign<'a> {
    algorithm: &'static str,
    date: &'a str,
    scope: Option<&'a str>,
    hash: &'a str,
}

impl<'a> StringToSign<'a> {
    pub(super) fn new(authorization: &Authorization<'a>, date: &'a str, hash: &'a str) -> Self {
        Self { algorithm: authorization.algorithm.name(), date, scope: authorization.scope, hash }
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(192);
        for line in [Some(self.algorithm), Some(self.date), self.scope].into_iter().flatten() {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(self.hash);
        text
    }
}

fn header<'a, 'received: 'a>(
    request: &SignedRequest<'received>,
    name: &'a str,
    blanks: Blanks,
) -> Result<(Cow<'a, str>, Cow<'a, str>), Refusal> {
    let value = (request.header)(name).ok_or_else(|| Refusal::MissingHeader(name.to_ascii_lowercase()))?;
    let value = match blanks {
        Blanks::Trimmed => value.trim_ascii(),
        Blanks::Kept => value,
    };
    Ok((lower_or_upper(name, u8::is_ascii_uppercase, str::to_ascii_lowercase), value.into()))
}

/// Converts the case of a text; nothing if it already has that case.
fn lower_or_upper(text: &str, is_wrong: fn(&u8) -> bool, change: fn(&str) -> String) -> Cow<'_, str> {
    if text.as_bytes().iter().any(is_wrong) { change(text).into() } else { text.into() }
}

/// The slash is signed but not sent.
fn with_final_slash(path: Cow<'_, str>) -> Cow<'_, str> {
    if path.ends_with('/') { path } else { path + "/" }
}
