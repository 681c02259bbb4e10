//! Signs requests with SDK-HMAC-SHA256, independently of the server that checks them.

use std::fmt::Write as _;
use std::time::SystemTime;

use anyhow::Context as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

/// An access key and its secret.
#[derive(Clone)]
pub struct Credential {
    access_key: String,
    secret_key: String,
}

impl Credential {
    /// The pair of an access key and its secret key.
    #[must_use]
    pub fn new(access_key: &str, secret_key: &str) -> Self {
        Self { access_key: access_key.to_owned(), secret_key: secret_key.to_owned() }
    }

    /// Reads `AK:SK`.
    ///
    /// # Errors
    ///
    /// When there is no colon.
    pub fn parse(pair: &str) -> anyhow::Result<Self> {
        let (access_key, secret_key) = pair.split_once(':').context("expected AK:SK")?;
        Ok(Self::new(access_key, secret_key))
    }
}

/// Now, as `X-Sdk-Date` writes it.
#[must_use]
pub fn date_now() -> String {
    #[expect(clippy::disallowed_methods, reason = "a server that verifies compares it with the time of the system")]
    let now = OffsetDateTime::from(SystemTime::now());
    let (date, (hour, minute, second)) = (now.date(), now.to_hms());
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// The `Authorization` header of a request whose every given header is signed; path and sorted query need no encoding.
///
/// # Panics
///
/// When `headers` lacks `X-Sdk-Date`.
#[must_use]
pub fn authorization(
    credential: &Credential,
    method: &str,
    path: &str,
    query: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> String {
    let mut headers: Vec<(String, &str)> =
        headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let lines = headers.iter().fold(String::new(), |lines, (name, value)| lines + name + ":" + value + "\n");
    let slash = if path.ends_with('/') { "" } else { "/" };
    let canonical = format!("{method}\n{path}{slash}\n{query}\n{lines}\n{names}\n{}", sha256(body));
    let (_, date) = headers.iter().find(|(name, _)| name == "x-sdk-date").expect("a signed request has a date");
    let text = format!("SDK-HMAC-SHA256\n{date}\n{}", sha256(canonical.as_bytes()));
    let signature = hmac(&credential.secret_key, &text);
    format!("SDK-HMAC-SHA256 Access={}, SignedHeaders={names}, Signature={signature}", credential.access_key)
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hmac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_go_vector_has_its_signature() {
        let credential = Credential::new("AccessKey", "SecretKey");
        let headers = [("X-Sdk-Date".to_owned(), "20060102T150405Z".to_owned())];

        let header = authorization(&credential, "GET", "/path", "limit=1", &headers, b"");

        let expected = "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, \
                        Signature=5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624";
        assert_eq!(header, expected);
    }

    #[test]
    fn the_published_java_vector_with_a_body_has_its_signature() {
        let credential = Credential::new("AccessKey", "SecretKey");
        let headers = [
            ("X-Sdk-Date".to_owned(), "20191115T033655Z".to_owned()),
            ("Host".to_owned(), "service.region.example.com".to_owned()),
        ];
        let path = "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123";

        let header = authorization(&credential, "POST", path, "", &headers, br#"{"key":"value"}"#);

        let expected = "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-sdk-date, \
                        Signature=b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771";
        assert_eq!(header, expected);
    }
}
