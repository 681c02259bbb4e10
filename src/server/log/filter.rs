//! Which events are logged: a level, or directives that name parts of the program.

use std::{fmt, str::FromStr};

use tracing_subscriber::filter::Targets;

use crate::contract::Invalid;

/// The levels of the log, from silence to noise.
const LEVELS: &[&str] = &["off", "error", "warn", "info", "debug", "trace"];

/// What is let through, with the text that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    text: String,
    pub(super) targets: Targets,
}

// The library has no such word on its part, which compares as its text does.
impl Eq for Filter {}

impl Filter {
    /// The level of a log of which nobody has said more.
    pub const DEFAULT: &'static str = "info";
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl FromStr for Filter {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = format!("expected one of {}, or directives such as info,codearts_mock=debug", LEVELS.join(", "));
        // A lone word that is no level would be taken for the name of a module, and silence everything else.
        let is_word = !text.contains(['=', ',', '[']);
        if is_word && !LEVELS.contains(&text.to_ascii_lowercase().as_str()) {
            return Err(Invalid::new(expected));
        }
        let directives = text.split(',').map(str::trim).filter(|directive| !directive.is_empty());
        // A module without a level is logged in full, with the sign or without it.
        let directives: Vec<_> = directives.map(|directive| directive.strip_suffix('=').unwrap_or(directive)).collect();
        let is_of_module = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '-');
        for directive in &directives {
            let module = directive.split_once('=').map_or(*directive, |(module, _)| module);
            // The library would take the name of a span for a module's, and let nothing through.
            if module.is_empty() || !module.chars().all(is_of_module) {
                return Err(Invalid::new(format!("{expected} (no name of a module: {module})")));
            }
        }
        let targets = directives.join(",").parse().map_err(|error| Invalid::new(format!("{expected} ({error})")))?;
        Ok(Self { text: text.to_owned(), targets })
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    fn targets(text: &str) -> Targets {
        text.parse::<Filter>().unwrap().targets
    }

    #[test]
    fn a_log_filter_is_a_level_or_a_list_of_directives() {
        let filter = targets("info, codearts_mock=debug,,codearts_mock::server=off");

        assert!(filter.would_enable("hyper", &Level::INFO) && !filter.would_enable("hyper", &Level::DEBUG));
        assert!(filter.would_enable("codearts_mock::http", &Level::DEBUG));
        assert!(!filter.would_enable("codearts_mock::http", &Level::TRACE));
        assert!(!filter.would_enable("codearts_mock::server", &Level::ERROR));
        for (text, level) in [("off", None), ("WARN", Some(Level::WARN)), ("trace", Some(Level::TRACE))] {
            let filter = targets(text);
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
            let refused = text.parse::<Filter>().unwrap_err().to_string();
            assert_eq!(refused, format!("{expected}{reason}"), "{text}");
        }
    }
}
