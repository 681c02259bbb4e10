//! How the text of a setting becomes a value that is no type of its own, and what it says when it cannot.

use crate::contract::Invalid;

pub(super) fn port(text: &str) -> Result<u16, Invalid> {
    text.parse().map_err(|_| Invalid::new("expected a port from 0 (any free one) to 65535"))
}

pub(super) fn switch(text: &str) -> Result<bool, Invalid> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(Invalid::new("expected one of true, false, 1, 0, yes, no, on, off")),
    }
}

pub(super) fn assignment(text: &str) -> Result<String, Invalid> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(Invalid::new("expected name=value")),
    }
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
}
