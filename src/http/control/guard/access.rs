//! The token of the control plane: the server demands it, and every command that calls the server shows it.

use std::fmt;

/// What a call of the control plane shows.
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ControlAccess {
    /// The token of the control plane, in X-Mock-Control-Token: the server demands it, a command shows it. Set and empty it
    /// is refused, in the variable too: a secret that is missing must not open the door
    #[cfg_attr(
        feature = "cli",
        arg(
            long = "control-token",
            id = "control_token",
            env = "CODEARTS_MOCK_CONTROL_TOKEN",
            value_name = "TOKEN",
            hide_env_values = true
        )
    )]
    pub token: Option<ControlToken>,
}

/// A token of the control plane. It is never shown.
#[derive(Clone, Eq, PartialEq)]
pub struct ControlToken(String);

impl ControlToken {
    /// What a token is expected to be, without what was given, as that may be a secret.
    pub const EXPECTED: &'static str = "expected a token that is not blank, of visible ASCII characters, with no space around it; \
         take the setting away to leave the control plane open";

    /// The token itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether a header can carry it as it is.
    // Asked apart from reading it: what a value parser of clap refuses, clap quotes.
    #[must_use]
    pub fn is_carried(&self) -> bool {
        let is_visible = self.0.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        is_visible && !self.0.is_empty() && self.0.trim() == self.0
    }
}

impl From<String> for ControlToken {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for ControlToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ControlToken")
    }
}
