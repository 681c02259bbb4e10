//! A user of IAM and their credentials.

use std::{borrow::Borrow, fmt};

use serde::{Deserialize, Deserializer};

use crate::{contract::inline_schema, domain::UserId};

/// Somebody who can call the services.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The name to log in with.
    pub name: String,
    /// The account that the user belongs to.
    pub domain: String,
    /// A token that never expires.
    pub token: Option<Secret>,
    /// The public half of the key that requests are signed with.
    pub access_key: Option<Secret>,
    /// The secret half.
    pub secret_key: Option<Secret>,
    /// The password to get tokens with.
    pub password: Option<Secret>,
}

/// What stands in the place of a secret.
pub const REDACTED: &str = "[redacted]";

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Box<str>);

impl Secret {
    /// The text itself. Whoever asks for it keeps it out of logs and answers.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| text.as_str().into())
    }
}

inline_schema!(Secret, "Secret", { "type": "string", "writeOnly": true });

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// Lets a received text be looked up among secrets.
impl Borrow<str> for Secret {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("(secret)")
    }
}
