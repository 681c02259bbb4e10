//! How the text of a setting becomes its value, and what it says when it cannot.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use tracing_subscriber::filter::Targets;

use crate::memory::Memory;

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

/// An origin in the one spelling in which browsers send it, so that it can be compared letter by letter.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let expected = || "expected *, or an origin as browsers send it: scheme://host or scheme://host:port".to_owned();
    if text == "*" {
        return Ok(text.to_owned());
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(expected)?;
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let is_scheme = |letter: u8| letter.is_ascii_alphanumeric() || b"+-.".contains(&letter);
    let is_host = |letter: u8| letter.is_ascii_alphanumeric() || b"-._[]:".contains(&letter);
    let has_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port));
    let is_usual = matches!((scheme, port), ("http", Some("80")) | ("https", Some("443")));
    if is_usual {
        return Err(format!("{}, where the usual port of a scheme is left out", expected()));
    }
    let is_origin =
        !scheme.is_empty() && scheme.bytes().all(is_scheme) && !host.is_empty() && host.bytes().all(is_host);
    if is_origin && has_port { Ok(text.to_ascii_lowercase()) } else { Err(expected()) }
}

pub(super) fn delay(text: &str) -> Result<Duration, String> {
    between(text, 0, 86_400_000, "expected milliseconds from 0 to 86400000").map(Duration::from_millis)
}

pub(super) fn connections(text: &str) -> Result<u32, String> {
    between(text, 1, 1_000_000, "expected a number of connections from 1 to 1000000")
}

pub(super) fn bytes(text: &str) -> Result<usize, String> {
    between(text, 1, usize::MAX, "expected a number of bytes, at least 1, without a unit")
}

pub(super) fn memory(text: &str) -> Result<usize, String> {
    let least = Memory::LEAST;
    let expected = format!("expected a number of bytes, at least {least} (1 MiB), without a unit");
    between(text, least, usize::MAX, &expected)
}

pub(super) fn rows(text: &str) -> Result<usize, String> {
    between(text, 1, usize::MAX, "expected a number of rows, at least 1")
}

pub(super) fn assignment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("expected name=value".to_owned()),
    }
}

pub(super) fn log_level(text: &str) -> Result<String, String> {
    log_filter(text).map(|_| text.to_owned())
}

/// What a log level lets through: a level, or directives that name parts of the program.
///
/// # Errors
/// The text is neither; says what is expected.
pub fn log_filter(text: &str) -> Result<Targets, String> {
    let expected = format!("expected one of {}, or directives such as info,codearts_mock=debug", LEVELS.join(", "));
    // A lone word that is no level would be taken for the name of a module, and silence everything else.
    let is_word = !text.contains(['=', ',', '[']);
    if is_word && !LEVELS.contains(&text.to_ascii_lowercase().as_str()) {
        return Err(expected);
    }
    let directives = text.split(',').map(str::trim).filter(|directive| !directive.is_empty());
    // A module without a level is logged in full, with the sign or without it.
    let directives: Vec<_> = directives.map(|directive| directive.strip_suffix('=').unwrap_or(directive)).collect();
    let is_of_module = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '-');
    for directive in &directives {
        let module = directive.split_once('=').map_or(*directive, |(module, _)| module);
        // The library would take the name of a span for a module's, and let nothing through.
        if module.is_empty() || !module.chars().all(is_of_module) {
            return Err(format!("{expected} (no name of a module: {module})"));
        }
    }
    directives.join(",").parse().map_err(|error| format!("{expected} ({error})"))
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
        use tracing::Level;

        let filter = log_filter("info, codearts_mock=debug,,codearts_mock::server=off").unwrap();

        assert!(filter.would_enable("hyper", &Level::INFO) && !filter.would_enable("hyper", &Level::DEBUG));
        assert!(filter.would_enable("codearts_mock::http", &Level::DEBUG));
        assert!(!filter.would_enable("codearts_mock::http", &Level::TRACE));
        assert!(!filter.would_enable("codearts_mock::server", &Level::ERROR));
        for (text, level) in [("off", None), ("WARN", Some(Level::WARN)), ("trace", Some(Level::TRACE))] {
            let filter = log_filter(text).unwrap();
            let most = [Level::TRACE, Level::WARN, Level::ERROR].into_iter().find(|it| filter.would_enable("any", it));
            assert_eq!(most, level, "{text}");
        }
    }

    #[test]
    fn a_wrong_log_filter_is_refused_with_what_is_allowed() {
        let expected =
            "expected one of off, error, warn, info, debug, trace, or directives such as info,codearts_mock=debug";
        for (text, reason) in [
            ("loud", ""),
            (
                "codearts_mock=loud",
                " (error parsing level filter: expected one of \"off\", \"error\", \"warn\", \"info\", \"debug\", \"trace\", or a number 0-5)",
            ),
            ("info,=debug", " (no name of a module: )"),
            ("info,codearts_mock[exchange]=debug", " (no name of a module: codearts_mock[exchange])"),
            (
                "codearts_mock=info=debug",
                " (invalid filter directive: too many '=' in filter directive, expected 0 or 1)",
            ),
        ] {
            assert_eq!(log_filter(text).unwrap_err(), format!("{expected}{reason}"), "{text}");
        }
    }

    #[test]
    fn an_origin_is_a_scheme_and_a_host_with_a_port_or_without() {
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
        let refused = origin("http://x:80").unwrap_err();
        assert!(refused.ends_with("scheme://host:port, where the usual port of a scheme is left out"), "{refused}");
    }

    #[test]
    fn a_time_limit_is_never_nothing() {
        assert_eq!(milliseconds("1500"), Ok(Duration::from_millis(1500)));
        assert!(milliseconds("0").is_err());
        assert!(milliseconds("1.5").is_err());
    }
}
