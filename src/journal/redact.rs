//! Takes the secrets out of what is written down.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::api::{Operation, Service};

use super::Entry;

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Headers whose values are secrets.
const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "x-auth-token",
    "x-security-token",
    "x-subject-token",
    "cookie",
    "set-cookie",
    "proxy-authorization",
    "x-mock-control-token",
];

/// Members of a body whose values are secrets, wherever they stand.
const SECRET_MEMBERS: &[&str] = &["password", "secret", "secret_key", "sk", "token", "access", "access_key"];

/// What the name of a parameter has in it whose value is a secret.
const SECRET_WORDS: &[&str] = &["token", "secret", "password", "passwd", "signature", "credential", "authorization"];

/// The whole names of further such parameters.
const SECRET_PARAMETERS: &[&str] = &["ak", "sk", "access", "access_key", "accesskey", "api_key", "apikey", "key"];

/// The query as it was sent, the values of secret parameters replaced.
#[must_use]
pub fn redacted_query(query: &str) -> Cow<'_, str> {
    if !may_tell(query) || !query.split('&').map(name_of).any(is_secret) {
        return Cow::Borrowed(query);
    }
    let redacted = query.split('&').map(|pair| {
        let name = name_of(pair);
        if is_secret(name) { Cow::Owned(format!("{name}={REDACTED}")) } else { Cow::Borrowed(pair) }
    });
    Cow::Owned(redacted.collect::<Vec<_>>().join("&"))
}

/// Whether there is a letter that each of those names has at least one of, or a percent sign: of ids and most names there
/// is none, and every request is looked at.
fn may_tell(query: &str) -> bool {
    let is_telling = |byte: &u8| matches!(byte | 0x20, b'k' | b'l' | b's' | b'z' | b'%');
    query.bytes().fold(false, |any, byte| any | is_telling(&byte))
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// Whether a parameter of this name has a secret for its value.
fn is_secret(name: &str) -> bool {
    let decoded: Cow<'_, str> =
        if name.contains('%') { percent_decode_str(name).decode_utf8_lossy() } else { Cow::Borrowed(name) };
    let (name, bytes) = (&*decoded, decoded.as_bytes());
    let has = |word: &&str| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    SECRET_PARAMETERS.iter().any(|known| known.eq_ignore_ascii_case(name)) || SECRET_WORDS.iter().any(has)
}

/// The value of a header as it is written down.
#[must_use]
pub fn redacted_header<'a>(name: &str, value: &'a [u8]) -> &'a [u8] {
    if SECRET_HEADERS.contains(&name) { REDACTED.as_bytes() } else { value }
}

/// The beginning of a body. Where a body can have secrets, in a call of IAM or of nothing that is known, they are replaced.
#[must_use]
pub fn redacted_body<'a>(operation: Option<&Operation>, body: &'a [u8]) -> Cow<'a, [u8]> {
    match operation.map(|operation| operation.service) {
        Some(Service::Build | Service::Pipeline) => body[..body.len().min(Entry::MOST_BODY)].into(),
        _ if body.is_empty() => Cow::default(),
        Some(Service::Iam | Service::Gateway) | None => match serde_json::from_slice(body) {
            Ok(mut value) if body.len() <= Entry::MOST_BODY => {
                redact(&mut value);
                serde_json::to_vec(&value).unwrap_or_default().into()
            }
            _ => REDACTED.as_bytes().into(),
        },
    }
}

/// Replaces every text below a secret member.
fn redact(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let is_secret = SECRET_MEMBERS.contains(&name.to_ascii_lowercase().as_str());
                if is_secret { conceal(member) } else { redact(member) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

/// Replaces a text; of an object, those members that carry the secret itself.
fn conceal(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "id" { conceal(member) } else { redact(member) }
            }
        }
        Value::Null => {}
        other => *other = REDACTED.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn passwords_and_tokens_are_replaced_and_the_rest_is_kept() {
        let body = json!({ "auth": {
            "identity": { "password": { "user": { "name": "a", "password": "p" } }, "token": { "id": "t" } },
            "scope": { "project": { "id": "kept" } },
        } })
        .to_string();

        let redacted = redacted_body(None, body.as_bytes());

        assert_eq!(
            serde_json::from_slice::<Value>(&redacted).unwrap(),
            json!({ "auth": {
                "identity": {
                    "password": { "user": { "name": "a", "password": "[redacted]" } },
                    "token": { "id": "[redacted]" },
                },
                "scope": { "project": { "id": "kept" } },
            } })
        );
    }

    #[test]
    fn the_values_of_secret_parameters_are_replaced_and_the_rest_is_as_it_was_sent() {
        for (query, expected) in [
            ("job_id=a%20b&project_id=", "job_id=a%20b&project_id="),
            ("a&X-Auth-Token=t&b=1", "a&X-Auth-Token=[redacted]&b=1"),
            ("access%5Ftoken=t&SK=s", "access%5Ftoken=[redacted]&SK=[redacted]"),
            ("monkey=1&password", "monkey=1&password=[redacted]"),
        ] {
            assert_eq!(redacted_query(query), expected);
        }
    }

    #[test]
    fn no_name_is_passed_over_at_the_first_look() {
        let names = SECRET_WORDS.iter().chain(SECRET_PARAMETERS);
        let passed: Vec<_> =
            names.filter(|name| redacted_query(&format!("{name}=it")) == format!("{name}=it")).collect();

        assert_eq!(passed, [] as [&&str; 0]);
    }

    #[test]
    fn the_values_of_secret_headers_are_replaced() {
        assert_eq!(redacted_header("x-auth-token", b"secret"), b"[redacted]");
        assert_eq!(redacted_header("accept", b"*/*"), b"*/*");
    }
}
