//! Takes the secrets out of what is written down.

use std::borrow::Cow;

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
        Some(Service::Iam) | None => match serde_json::from_slice(body) {
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
    fn the_values_of_secret_headers_are_replaced() {
        assert_eq!(redacted_header("x-auth-token", b"secret"), b"[redacted]");
        assert_eq!(redacted_header("accept", b"*/*"), b"*/*");
    }
}
