//! How the text of a setting becomes its value, and what it says when it cannot.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use tracing_subscriber::EnvFilter;

/// Where to listen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Host {
    /// Both loopback addresses; a machine without IPv6 has only one.
    Localhost,
    /// One address, or all addresses.
    Address(IpAddr),
}

/// The levels of the log, from silence to noise.
const LEVELS: &[&str] = &["off", "error", "warn", "info", "debug", "trace"];

pub(super) fn host(text: &str) -> Result<Host, String> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if bare.eq_ignore_ascii_case("localhost") {
        return Ok(Host::Localhost);
    }
    let expected = "expected localhost or an IP address (0.0.0.0 for all of IPv4, :: for all of both families)";
    bare.parse().map(Host::Address).map_err(|_| expected.to_owned())
}

pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "expected a port from 0 (any free one) to 65535".to_owned())
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("expected one of true, false, 1, 0, yes, no, on, off".to_owned()),
    }
}

pub(super) fn milliseconds(text: &str) -> Result<Duration, String> {
    // A day is longer than anyone waits, and a bound keeps the arithmetic with instants safe.
    let expected = "expected milliseconds from 1 to 86400000";
    let number = between(text, 1, 86_400_000, expected)?;
    Ok(Duration::from_millis(number))
}

pub(super) fn connections(text: &str) -> Result<u32, String> {
    between(text, 1, 1_000_000, "expected a number of connections from 1 to 1000000")
}

pub(super) fn bytes(text: &str) -> Result<usize, String> {
    between(text, 1, usize::MAX, "expected a number of bytes, at least 1, without a unit")
}

pub(super) fn assignment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("expected name=value".to_owned()),
    }
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    let expected = format!("expected one of {}, or directives such as info,codearts_mock=debug", LEVELS.join(", "));
    // A lone word that is no level would be taken for the name of a module, and silence everything else.
    let is_word = !text.contains(['=', ',', '[']);
    if is_word && !LEVELS.contains(&text.to_ascii_lowercase().as_str()) {
        return Err(expected);
    }
    EnvFilter::builder().parse(text).map(|_| text.to_owned()).map_err(|error| format!("{expected} ({error})"))
}

fn between<N: FromStr + PartialOrd>(text: &str, least: N, most: N, expected: &str) -> Result<N, String> {
    text.parse().ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| expected.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_boolean_is_understood() {
        for text in ["true", "1", "yes", "on", "TRUE", "On"] {
            assert_eq!(switch(text), Ok(true), "{text}");
        }
        for text in ["false", "0", "no", "off", "FALSE", "Off"] {
            assert_eq!(switch(text), Ok(false), "{text}");
        }
        assert!(switch("maybe").is_err());
    }

    #[test]
    fn a_host_is_an_address_of_either_family_with_or_without_brackets() {
        assert_eq!(host("[::]"), Ok(Host::Address("::".parse().unwrap())));
        assert_eq!(host("0.0.0.0"), Ok(Host::Address("0.0.0.0".parse().unwrap())));
        assert_eq!(host("LOCALHOST"), Ok(Host::Localhost));
        assert!(host("example.com").is_err());
    }

    #[test]
    fn a_log_filter_is_a_level_or_a_list_of_directives() {
        assert!(log_filter("info").is_ok());
        assert!(log_filter("info,codearts_mock=debug").is_ok());
        assert!(log_filter("loud").is_err());
        assert!(log_filter("codearts_mock=loud").is_err());
    }

    #[test]
    fn a_time_limit_is_never_nothing() {
        assert_eq!(milliseconds("1500"), Ok(Duration::from_millis(1500)));
        assert!(milliseconds("0").is_err());
        assert!(milliseconds("1.5").is_err());
    }
}
