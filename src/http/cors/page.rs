//! The pages that may call the emulated API, as their setting names them.

use std::{fmt, str::FromStr};

use crate::contract::Invalid;

/// The origin of pages in the one spelling in which browsers send it, so that it can be compared letter by letter; or `*`
/// for all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AllowedOrigin(String);

impl AllowedOrigin {
    /// Every page there is.
    const ANY: &str = "*";

    /// Whether it stands for all of them.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.0 == Self::ANY
    }

    /// The origin as a browser sends it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AllowedOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for AllowedOrigin {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected *, or an origin as browsers send it: scheme://host or scheme://host:port";

        if text == Self::ANY {
            return Ok(Self(text.to_owned()));
        }
        let (scheme, rest) = text.split_once("://").ok_or(Invalid::new(EXPECTED))?;
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (rest, None),
        };
        let is_scheme = |letter: u8| letter.is_ascii_alphanumeric() || b"+-.".contains(&letter);
        let is_host = |letter: u8| letter.is_ascii_alphanumeric() || b"-._[]:".contains(&letter);
        let has_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port));
        let is_usual = matches!((scheme, port), ("http", Some("80")) | ("https", Some("443")));
        if is_usual {
            return Err(Invalid::new(format!("{EXPECTED}, where the usual port of a scheme is left out")));
        }
        let is_origin =
            !scheme.is_empty() && scheme.bytes().all(is_scheme) && !host.is_empty() && host.bytes().all(is_host);
        if is_origin && has_port { Ok(Self(text.to_ascii_lowercase())) } else { Err(Invalid::new(EXPECTED)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_with_a_port_or_without() {
        let origin = |text: &str| text.parse::<AllowedOrigin>().map(|origin| origin.to_string());

        for text in ["*", "http://localhost:3000", "https://app.example", "http://[::1]:8080", "http://[::1]"] {
            assert_eq!(origin(text), Ok(text.to_owned()));
        }
        assert_eq!(origin("HTTP://LocalHost:3000"), Ok("http://localhost:3000".to_owned()));
        for text in [
            "localhost:3000",
            "http://x/",
            "http://x:",
            "http://x:0x1",
            "http://x:99999",
            "http://",
            "://x",
            "http://*.x",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
        let refused = origin("http://x:80").unwrap_err().to_string();
        assert!(refused.ends_with("scheme://host:port, where the usual port of a scheme is left out"), "{refused}");
    }
}
