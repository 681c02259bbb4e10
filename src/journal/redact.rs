//! Takes the secrets out of what is written down.

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

/// The headers, a line each, the values of secret ones replaced. A header has one value that is a valid text.
#[must_use]
pub fn redacted_headers<'a>(headers: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Box<str> {
    let mut lines = String::with_capacity(512);
    for (name, value) in headers {
        let value = if SECRET_HEADERS.contains(&name) { REDACTED } else { value.unwrap_or("[no text]") };
        lines.push_str(name);
        lines.push_str(": ");
        lines.push_str(value);
        lines.push('\n');
    }
    lines.into()
}

/// The beginning of a body. Where a body can have secrets, in a call of IAM or of nothing that is known, they are replaced.
#[must_use]
pub fn redacted_body(operation: Option<&Operation>, body: &[u8]) -> Box<[u8]> {
    let cut = || Box::from(&body[..body.len().min(Entry::MOST_BODY)]);
    match operation.map(|operation| operation.service) {
        Some(Service::Build | Service::Pipeline) => cut(),
        _ if body.is_empty() => Box::default(),
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
        } });

        let redacted = redacted_body(None, body.to_string().as_bytes());

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
        let headers = [("x-auth-token", Some("secret")), ("accept", Some("*/*"))];

        assert_eq!(&*redacted_headers(headers.into_iter()), "x-auth-token: [redacted]\naccept: */*\n");
    }
}
