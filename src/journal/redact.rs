//! Removes secrets from what is recorded, by their names.

mod name;

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::store::REDACTED;

use super::Entry;

use name::{Place, is_secret};

/// Headers that nearly every request has and that hold no secret. They are checked first.
const PLAIN_HEADERS: &[&str] = &[
    "host",
    "accept",
    "user-agent",
    "content-type",
    "content-length",
    "accept-encoding",
    "connection",
    "x-sdk-date",
    "x-project-id",
    "x-domain-id",
    "x-language",
    "x-mock-namespace",
];

/// Headers with a secret that nearly every request has; their names need no analysis.
const SECRET_HEADERS: &[&str] = &["x-auth-token", "authorization", "x-subject-token", "x-security-token"];

/// Members of the object of a secret, such as IAM's `password` and `token`, that describe the secret.
const DESCRIBING: &[&str] = &["name", "username", "user_name", "type", "methods", "issued_at", "expires_at"];

/// The members of a list entry that hold a name and its value.
const PAIRS: (&[&str], &[&str]) = (&["name", "key", "field", "header"], &["value", "values"]);

/// The query or form as sent, with the values of secret parameters replaced.
#[must_use]
pub fn redacted_query(query: &str) -> Cow<'_, str> {
    redacted_pairs(query, &['&', ';'])
}

/// The path as sent, with the values of secret parameters in it replaced: `/a;token=b`.
#[must_use]
pub fn redacted_path(path: &str) -> Cow<'_, str> {
    if path.contains('=') { redacted_pairs(path, &['/', ';', '&']) } else { Cow::Borrowed(path) }
}

/// The value of a header as it is recorded.
#[must_use]
pub fn redacted_header<'a>(name: &str, value: &'a [u8]) -> Cow<'a, [u8]> {
    if PLAIN_HEADERS.contains(&name) {
        return Cow::Borrowed(value);
    }
    if SECRET_HEADERS.contains(&name) || is_secret(name, Place::Parameter) {
        return Cow::Borrowed(REDACTED.as_bytes());
    }
    // A URL has a query, and other values may have parameters.
    match std::str::from_utf8(value) {
        Ok(text) if text.contains('=') => match redacted_pairs(text, &['?', '&', ';', ',', ' ', '#', '/']) {
            Cow::Borrowed(_) => Cow::Borrowed(value),
            Cow::Owned(redacted) => Cow::Owned(redacted.into_bytes()),
        },
        _ => Cow::Borrowed(value),
    }
}

/// The beginning of a body as it is recorded: JSON and forms without the values of secret members. A body that is
/// neither, breaks off or is too long is left out if it names a secret.
#[must_use]
pub fn redacted_body(body: &[u8]) -> Cow<'_, [u8]> {
    let beginning = &body[..body.len().min(Entry::MOST_BODY)];
    if body.len() > Entry::MOST_BODY {
        return if names_a_secret(beginning) { REDACTED.as_bytes().into() } else { beginning.into() };
    }
    if let Ok(mut value) = serde_json::from_slice::<Value>(body) {
        // A body without a secret stays as sent, byte for byte.
        return if redact(&mut value) { value.to_string().into_bytes().into() } else { beginning.into() };
    }
    let is_form_byte = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'{' | b'}' | b'"' | b'<' | b'>');
    match std::str::from_utf8(body) {
        Ok(form) if body.contains(&b'=') && body.iter().all(is_form_byte) => match redacted_query(form) {
            Cow::Borrowed(form) => form.as_bytes().into(),
            Cow::Owned(form) => form.into_bytes().into(),
        },
        _ if names_a_secret(beginning) => REDACTED.as_bytes().into(),
        _ => beginning.into(),
    }
}

/// Replaces the values of secret names in pairs with this separator.
fn redacted_pairs<'a>(text: &'a str, borders: &[char]) -> Cow<'a, str> {
    let hidden = |pair: &str| {
        let (name, value) = pair.trim_end_matches(borders).split_once('=')?;
        (!value.is_empty() && is_secret(&decoded(name), Place::Parameter)).then_some(name.len() + 1)
    };
    if !text.split_inclusive(borders).any(|pair| hidden(pair).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut redacted = String::with_capacity(text.len());
    for pair in text.split_inclusive(borders) {
        match hidden(pair) {
            Some(end) => {
                redacted.push_str(&pair[..end]);
                redacted.push_str(REDACTED);
                redacted.push_str(&pair[pair.trim_end_matches(borders).len()..]);
            }
            None => redacted.push_str(pair),
        }
    }
    Cow::Owned(redacted)
}

fn decoded(name: &str) -> Cow<'_, str> {
    if name.contains('%') { percent_decode_str(name).decode_utf8_lossy() } else { Cow::Borrowed(name) }
}

/// Whether a text contains a word that is the name of a secret.
fn names_a_secret(text: &[u8]) -> bool {
    let text = decoded_lossy(text);
    let is_border = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '-' | '.');
    text.split(is_border).any(|word| is_secret(word, Place::Member))
}

/// A text as it is and, if it has escapes, unescaped: either form can hide a name.
fn decoded_lossy(text: &[u8]) -> String {
    let plain = String::from_utf8_lossy(text);
    if plain.contains('%') { format!("{plain} {}", decoded(&plain)) } else { plain.into_owned() }
}

/// Replaces every text below a secret member; returns whether there was one.
fn redact(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let is_pair = PAIRS.0.iter().any(|name| {
                let named = members.get(*name).and_then(Value::as_str);
                named.is_some_and(|named| is_secret(named, Place::Member))
            });
            let mut is_any = false;
            for (name, member) in members {
                let is_value = is_pair && PAIRS.1.contains(&name.to_ascii_lowercase().as_str());
                is_any |= if is_value || is_secret(name, Place::Member) || is_access(name, member) {
                    conceal(member)
                } else {
                    redact(member)
                };
            }
            is_any
        }
        Value::Array(items) => items.iter_mut().fold(false, |is_any, item| redact(item) | is_any),
        _ => false,
    }
}

/// Whether this is `access` with a key in it, as IAM writes access keys, or the key itself.
fn is_access(name: &str, member: &Value) -> bool {
    name.eq_ignore_ascii_case("access") && (member.is_string() || member.get("key").is_some())
}

/// Replaces a text, and the parts of lists and objects that may be the secret itself; returns whether there was one.
fn conceal(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => members.iter_mut().fold(false, |is_any, (name, member)| {
            let is_nested = member.is_object() && !is_secret(name, Place::Member);
            let describes = DESCRIBING.contains(&name.to_ascii_lowercase().as_str());
            is_any | if is_nested || describes { redact(member) } else { conceal(member) }
        }),
        Value::Array(items) => items.iter_mut().fold(false, |is_any, item| conceal(item) | is_any),
        // Whether a secret exists is not a secret.
        Value::Null | Value::Bool(_) => false,
        Value::String(text) if text.is_empty() => false,
        other => {
            *other = REDACTED.into();
            true
        }
    }
}

#[cfg(test)]
mod tests;
