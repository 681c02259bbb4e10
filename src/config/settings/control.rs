//! The token of the control plane, for the server that demands it and for every command that calls the server.

use std::fmt;

use clap::Args;

/// What every command needs that calls the control plane.
#[derive(Args, Clone, Debug, Default, Eq, PartialEq)]
pub struct ControlAccess {
    /// The token of the control plane, in X-Mock-Control-Token: the server demands it, a command shows it. Set and empty it
    /// is refused, in the variable too: a secret that is missing must not open the door
    #[arg(
        long = "control-token",
        id = "control_token",
        env = "CODEARTS_MOCK_CONTROL_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub token: Option<ControlToken>,
}

/// A token of the control plane. It is never shown.
#[derive(Clone, Eq, PartialEq)]
pub struct ControlToken(String);

impl ControlToken {
    /// The token itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Refuses what no header can carry as it is; the text says what is expected and not what was given.
    pub(in crate::config) fn check(&self) -> Result<(), &'static str> {
        let is_carried = self.0.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if is_carried && !self.0.is_empty() && self.0.trim() == self.0 {
            return Ok(());
        }
        Err("expected a token that is not blank, of visible ASCII characters, with no space around it; \
             take the setting away to leave the control plane open")
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
