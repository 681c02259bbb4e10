//! Hosts and origins as headers and settings write them.

use std::{fmt, net::IpAddr, str::FromStr};

use crate::contract::Invalid;

/// Names that end so are given by whoever runs the network that the server is in: Kubernetes, a cloud, Docker.
const PRIVATE: &[&str] = &["svc", "svc.cluster.local", "internal"];

/// The name of a host: lower case, without the dot at its end, an IPv6 address without brackets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostName(String);

/// A host and the port that was named with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct HostPort {
    pub(super) name: HostName,
    port: Option<u16>,
}

/// Where a web page comes from: a scheme and a host with its port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    scheme: String,
    place: HostPort,
}

impl HostName {
    /// Whether no page of the internet can be at a host of this name: it is loopback or an address, which no name can be
    /// made to resolve to, or a name that only the server's own network gives.
    pub(super) fn is_private(&self) -> bool {
        let name = self.0.as_str();
        let ends = |suffix: &&str| name.strip_suffix(*suffix).is_some_and(|rest| rest.ends_with('.'));
        self.is_address() || !name.contains('.') || ends(&"localhost") || PRIVATE.iter().any(ends)
    }

    fn is_address(&self) -> bool {
        // The part behind the percent sign names an interface of the client.
        let address = self.0.split_once('%').map_or(&*self.0, |(address, _)| address);
        address.parse::<IpAddr>().is_ok()
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for HostName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str =
            "expected the name of a host or an address, without a scheme and a port, such as mock.test";

        // An address of IPv6 needs no brackets here, where there is no port.
        let bracketed = if text.parse::<std::net::Ipv6Addr>().is_ok() { format!("[{text}]") } else { text.to_owned() };
        HostPort::read(&bracketed)
            .filter(|place| place.port.is_none())
            .map(|place| place.name)
            .ok_or(Invalid::new(EXPECTED))
    }
}

impl HostPort {
    /// Reads `Host` or what else has its form; nothing if it has another.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (name, rest) = if let Some(inner) = text.strip_prefix('[') {
            let (address, rest) = inner.split_once(']')?;
            let _checked: std::net::Ipv6Addr = address.split('%').next()?.parse().ok()?;
            (address, rest)
        } else {
            let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
            let name = name.strip_suffix('.').unwrap_or(name);
            let is_right = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_right);
            name.split('.').all(is_label).then_some((name, rest))?
        };
        let port = match rest.strip_prefix(':') {
            None if rest.is_empty() => None,
            // A colon and nothing behind it is the port that goes without saying.
            Some("") => None,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
            None | Some(_) => return None,
        };
        Some(Self { name: HostName(name.to_ascii_lowercase()), port })
    }
}

impl Origin {
    /// Whether a page of this origin comes from the host that it called. Behind a proxy the server does not know by which
    /// scheme it was called, so that only host and port count.
    pub(super) fn is_at(&self, called: &HostPort) -> bool {
        self.place.name == called.name && self.port() == called.port.or(self.usual_port())
    }

    fn port(&self) -> Option<u16> {
        self.place.port.or(self.usual_port())
    }

    fn usual_port(&self) -> Option<u16> {
        match self.scheme.as_str() {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        }
    }

    /// Whether both are one origin, however they are written.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.place.name == other.place.name && self.port() == other.port()
    }
}

impl FromStr for Origin {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = Invalid::new(
            "expected a scheme, a host and, unless it is the scheme's own, a port, such as http://localhost:3000",
        );
        let Some((scheme, place)) = text.split_once("://") else { return Err(expected) };
        let is_right = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        if !scheme.starts_with(|first: char| first.is_ascii_alphabetic()) || !scheme.bytes().all(is_right) {
            return Err(expected);
        }
        let place = HostPort::read(place).ok_or(expected)?;
        Ok(Self { scheme: scheme.to_ascii_lowercase(), place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_with_or_without_a_port_and_nothing_else_is() {
        let read = |text| HostPort::read(text).map(|place| (place.name.0, place.port));
        let of = |name: &str, port| Some((name.to_owned(), port));

        assert_eq!(read("Mock.Test.:2633"), of("mock.test", Some(2633)));
        assert_eq!(read("codearts_mock-1"), of("codearts_mock-1", None));
        assert_eq!(read("[::1]:80"), of("::1", Some(80)));
        assert_eq!(read("[fe80::1%25eth0]"), of("fe80::1%25eth0", None));
        assert_eq!(read("localhost:"), of("localhost", None));
        for text in [
            "",
            ".",
            ":80",
            "a..b",
            ".localhost",
            "a b",
            "a@localhost",
            "localhost/",
            "localhost:80:80",
            "localhost:x",
            "localhost:65536",
            "localhost:+80",
            "::1",
            "[::1",
            "[::1]x",
            "[localhost]",
            "loc\u{e4}l",
            "%6cocalhost",
            "a,b",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn settings_are_hosts_and_origins_and_nothing_else() {
        for (text, is_host, is_origin) in [
            ("mock.test", true, false),
            ("Mock.Test.", true, false),
            ("127.0.0.1", true, false),
            ("::1", true, false),
            ("[::1]", true, false),
            ("mock.test:2633", false, false),
            ("http://mock.test", false, true),
            ("HTTPS://mock.test:8443", false, true),
            ("http://[::1]:3000", false, true),
            ("chrome-extension://abcdef", false, true),
            ("http://mock.test/", false, false),
            ("http://", false, false),
            ("//mock.test", false, false),
            ("null", true, false),
            ("*", false, false),
            ("", false, false),
        ] {
            let read = (text.parse::<HostName>().is_ok(), text.parse::<Origin>().is_ok());
            assert_eq!(read, (is_host, is_origin), "{text:?}");
        }
    }
}
