//! The name of a namespace, and how a credential carries it.

use std::{borrow::Borrow, fmt, str::FromStr};

use crate::contract::{Invalid, beginning, inline_schema};

/// 1 to 64 letters, digits, underscores and dots: no hyphen, which ends the name in a credential.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name(Box<str>);

impl Name {
    /// The namespace of requests without a name.
    pub const DEFAULT: &'static str = "default";

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in a credential of the form `ns-<name>-<the user's own>`, and the rest of it.
    #[must_use]
    pub fn in_credential(credential: &str) -> Option<(Self, &str)> {
        let (name, rest) = credential.strip_prefix("ns-")?.split_once('-')?;
        Some((name.parse().ok()?, rest))
    }

    /// The part of a credential that identifies the user: what stands behind the name of a namespace, if there is one.
    #[must_use]
    pub fn taken_off(credential: &str) -> &str {
        Self::in_credential(credential).map_or(credential, |(_, rest)| rest)
    }
}

/// Compares as its text does.
impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        if (1..=64).contains(&text.len()) && text.bytes().all(is_allowed) {
            return Ok(Self(text.into()));
        }
        let shown = beginning(text, 80);
        let why = format!("a namespace is named by 1 to 64 letters, digits, underscores and dots, got \"{shown}\"");
        Err(Invalid::new(why))
    }
}

inline_schema!(Name, "Namespace", {
    "type": "string",
    "pattern": "^[0-9A-Za-z_.]{1,64}$",
    "description": "The namespace that the call is about; the default one if none is named.",
});

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_carries_a_name_and_the_rest() {
        let found = Name::in_credential("ns-worker_1-AK-1").map(|(name, rest)| (name.to_string(), rest));

        assert_eq!(found, Some(("worker_1".to_owned(), "AK-1")));
        for other in ["AK1", "ns-", "ns-a", "ns--x", "ns-a b-x"] {
            assert_eq!(Name::in_credential(other), None, "{other}");
        }
    }
}
